"""The task that keeps the schedule."""

from __future__ import annotations

import logging

from celery import shared_task

from governance.scans.schedule import rescan_due

log = logging.getLogger(__name__)


@shared_task(name="governance.scans.rescan")
def rescan() -> None:
    """Ask for the rescans that are due; see `schedule.rescan_due`."""
    for scan in rescan_due():
        log.info("scan %s: %s is scanned again by schedule", scan.pk, scan.service)
