"""The task that applies a file."""

from __future__ import annotations

from celery import shared_task

from governance.imports import actions


@shared_task(name=actions.APPLY)
def apply(import_id: int) -> None:
    """Apply a file that was kept; see `actions.apply`."""
    actions.apply(import_id)
