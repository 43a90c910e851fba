"""Drops the bodies of deliveries after WEBHOOK_BODY_DAYS; what became of them stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from governance.webhooks.models import Delivery, Outcome

BATCH: Final = 1_000
BATCHES: Final = 50


def forget_bodies() -> int:
    """Drop the bodies and heads of old deliveries in batches, and return how many there were."""
    before = timezone.now() - timedelta(days=settings.WEBHOOK_BODY_DAYS)
    old = Delivery.objects.filter(body__isnull=False, received_at__lt=before).order_by("received_at")
    old = old.exclude(outcome=Outcome.RECEIVED)  # its body is still to be read
    dropped = 0
    for _batch in range(BATCHES):
        ids = list(old.values_list("id", flat=True)[:BATCH])
        if not ids:
            break
        dropped += Delivery.objects.filter(id__in=ids).update(body=None, headers={})
    return dropped
