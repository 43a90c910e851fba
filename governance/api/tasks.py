"""What the scheduler does for the API."""

from __future__ import annotations

from celery import shared_task

from governance.api.idempotency import forget_answers


@shared_task(name="governance.api.forget_answers", soft_time_limit=50, time_limit=60)
def forget_kept_answers() -> None:
    """Remove answers that were kept for calls which may come again; safe to run twice."""
    forget_answers()
