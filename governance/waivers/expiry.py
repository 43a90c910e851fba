"""What time does to waivers: warns before they end, and ends them; a batch at a time, safe to do twice."""

from __future__ import annotations

import logging
from typing import Final

from django.db import transaction
from django.db.models.functions import Now

from governance.waivers.actions import expire
from governance.waivers.mail import warnings
from governance.waivers.models import Waiver
from governance.waivers.queries import to_expire, to_warn_of

log = logging.getLogger(__name__)

BATCH: Final = 200  # waivers a run; the next run goes on


def end_due() -> int:
    """End the waivers whose time is over, and return how many there were; each in a transaction of its own."""
    due = to_expire().select_related("service__team")[:BATCH]
    return sum(expire(waiver) for waiver in due)


def warn_due() -> int:
    """Send an e-mail of each waiver that ends soon, once a waiver, and return of how many."""
    return sum(_warn(waiver) for waiver in to_warn_of().select_related("service__team", "finding")[:BATCH])


def _warn(waiver: Waiver) -> bool:
    """Send what is due of one waiver; what the mail server refuses is tried again at the next run."""
    try:
        with transaction.atomic():
            if not Waiver.objects.filter(pk=waiver.pk, warned_at=None).update(warned_at=Now()):
                return False
            for message in warnings(waiver):
                message.send()
    except OSError:  # of the connection, and of smtplib, whose errors are such
        log.exception("waiver %s: the warning could not be sent", waiver.pk)
        return False
    return True
