"""The message that makes a worker handle deliveries: one, however many deliveries wait for it.

A key in Redis says that the message is on its way. The worker drops the key before it looks, so a delivery whose sender
finds the key there will be seen. A message that is lost costs time alone: the scheduler sends the same one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import redis
from celery import current_app
from django.conf import settings
from django.db import transaction

HANDLE_DELIVERIES: Final = "governance.webhooks.handle_deliveries"

# So long deliveries gather: a batch of one takes 17 ms of processor time, a batch of a hundred 45.
GATHER_SECONDS: Final = 0.5
# After which a message counts as lost, and the next delivery sends one.
LOST_SECONDS: Final = 10
_KEY: Final = "webhooks:deliveries-wait"
_TIMEOUT: Final = 1.0  # the forge waits for its answer


def wake_after_commit() -> None:
    """Send for a worker once the transaction commits, unless somebody has."""
    # Robust: when Redis is away the delivery stands nevertheless, and the scheduler sends for it later.
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Send for a worker now, unless somebody has."""
    if _client(settings.REDIS_URL).set(_KEY, 1, nx=True, ex=LOST_SECONDS):
        current_app.send_task(HANDLE_DELIVERIES, countdown=GATHER_SECONDS)


def woken() -> None:
    """Let the next delivery send for a worker again: from here on this one may miss it."""
    _client(settings.REDIS_URL).delete(_KEY)


@lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)
