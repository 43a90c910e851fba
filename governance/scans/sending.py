"""The message that makes a worker look at a scan; it may be sent twice and may be lost."""

from __future__ import annotations

from typing import Final

from celery import current_app
from django.db import transaction

from governance.scans.models import Trigger

# The task lives above this layer, so it is named, not imported.
RUN_SCAN: Final = "governance.pipeline.run_scan"


def enqueue(scan_id: int, *, queue: str | None = None) -> None:
    """Send the message now; None is the usual queue."""
    current_app.send_task(RUN_SCAN, args=[scan_id], queue=queue)


def enqueue_after_commit(scan_id: int, *, trigger: str) -> None:
    """Send the message once the transaction commits.

    Workers look into the queue of rescans by schedule when nothing else waits.
    """
    queue = "background" if trigger == Trigger.SCHEDULE else None
    # Robust: when the broker is away, the request stands nevertheless and the sweep sends the message later.
    transaction.on_commit(lambda: enqueue(scan_id, queue=queue), robust=True)
