"""Tasks about findings that no scan does by itself."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from governance.findings import retention

log = logging.getLogger(__name__)


@shared_task(name="governance.findings.drop_details")
def drop_details() -> None:
    """Drop the details of scans that are older than KEEP_DETAILS_DAYS."""
    if settings.KEEP_DETAILS_DAYS:
        rows = retention.drop_details(timezone.now() - timedelta(days=settings.KEEP_DETAILS_DAYS))
        log.info("%s rows of old scans dropped", rows)
