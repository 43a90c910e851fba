"""The tasks of this app: each a message about one thing, safe to come twice or never."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from celery import shared_task
from django.conf import settings

from governance.webhooks import handling, retention, sweeping, waking
from governance.webhooks.statuses import telling
from governance.webhooks.statuses.sending import ForgeError

if TYPE_CHECKING:
    from celery import Task

log = logging.getLogger(__name__)

RETRIES: Final = 6  # after about 5, 10, 20, 40, 80 and 160 seconds, each shortened by chance


@shared_task(name=waking.HANDLE_DELIVERIES, soft_time_limit=300, time_limit=330)
def handle_deliveries() -> None:
    """Decide what follows from the deliveries that were received; the scheduler sends for this too."""
    waking.woken()
    handled = handling.handle()
    if handled:
        log.info("%s deliveries handled", handled)


@shared_task(
    name=telling.TELL_FORGE,
    bind=True,
    autoretry_for=(ForgeError,),
    retry_backoff=5,
    retry_backoff_max=600,
    retry_jitter=True,
    max_retries=RETRIES,
    soft_time_limit=120,
    time_limit=150,
)
def tell_forge(self: Task[[int], None], scan_id: int) -> None:
    """Tell the forge how a scan stands; try again later when it does not answer."""
    telling.tell(scan_id, is_last=self.request.retries >= RETRIES)


@shared_task(name="governance.webhooks.tell_untold")
def tell_untold() -> None:
    """Send again for scans whose forge was not told: their message, or their worker, was lost."""
    for scan_id in telling.untold():
        telling.enqueue(scan_id)


@shared_task(name="governance.webhooks.check_heads")
def check_heads() -> None:
    """Send for a look at each service whose turn it is."""
    for service_id in sweeping.due():
        check_head.apply_async(args=(service_id,), expires=settings.HEAD_CHECK_SECONDS)


@shared_task(name="governance.webhooks.check_head", soft_time_limit=120, time_limit=150)
def check_head(service_id: int) -> None:
    """Look for a push that no delivery announced."""
    sweeping.check_head(service_id)


@shared_task(name="governance.webhooks.forget_bodies")
def forget_bodies() -> None:
    """Drop the bodies of old deliveries."""
    dropped = retention.forget_bodies()
    if dropped:
        log.info("%s bodies of deliveries dropped", dropped)
