"""The tasks of waivers, which the scheduler asks for."""

from __future__ import annotations

import logging

from celery import shared_task

from governance.waivers.expiry import end_due, warn_due

log = logging.getLogger(__name__)


@shared_task(name="governance.waivers.watch", soft_time_limit=240, time_limit=300)
def watch() -> None:
    """End waivers whose time is over, and warn of those that end soon."""
    if ended := end_due():
        log.info("%s waivers ended", ended)
    if warned := warn_due():
        log.info("%s waivers end soon: warned", warned)
