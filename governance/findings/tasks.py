"""Tasks about findings that no scan does by itself."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from governance.findings import retention
from governance.findings.authors import keep_authors
from governance.scans.models import Scan

log = logging.getLogger(__name__)


@shared_task(name="governance.findings.drop_details")
def drop_details() -> None:
    """Drop the details of scans that are older than KEEP_DETAILS_DAYS."""
    if settings.KEEP_DETAILS_DAYS:
        rows = retention.drop_details(timezone.now() - timedelta(days=settings.KEEP_DETAILS_DAYS))
        log.info("%s rows of old scans dropped", rows)


@shared_task(name="governance.findings.find_authors")
def find_authors(scan_id: int) -> None:
    """Find out who wrote the lines of what a scan was the first to find."""
    scan = Scan.objects.select_related("service").filter(pk=scan_id).first()
    if scan is not None:
        log.info("scan %s: the authors of %s findings are known", scan_id, keep_authors(scan))
