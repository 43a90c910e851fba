"""The task that writes the figures of each day."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from governance.scorecards.daily import write_days

log = logging.getLogger(__name__)


@shared_task(name="governance.scorecards.write_days")
def write_days_that_are_over() -> None:
    """Write the days that are over and not yet written; to do it twice changes nothing."""
    if written := write_days(timezone.localdate()):
        log.info("%s figures of days that are over", written)
