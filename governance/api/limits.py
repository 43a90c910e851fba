"""How often somebody may call: so many times a minute, counted in Redis."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import redis
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

WINDOW_SECONDS: Final = 60
# Whoever calls must not wait for a Redis that is away.
_TIMEOUT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's minute after this call; below 0 the call is one too many."""

    limit: int
    remaining: int
    reset: int

    @property
    def is_spent(self) -> bool:
        """Whether this call is one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> Mapping[str, str]:
        """The allowance as the headers of the draft of the IETF, and Retry-After where it is spent."""
        headers = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={max(0, self.remaining)};t={self.reset}',
        }
        return headers | ({"Retry-After": str(self.reset)} if self.is_spent else {})


def spend(caller: str, limit: int) -> Allowance | None:
    """Count one call of `caller` in the minute that runs; None when Redis cannot be asked, and the call goes through.

    A limit keeps a runaway script from slowing others down. It is not what keeps secrets safe, so that the API does
    not have to stand still because Redis does.
    """
    now = time.time()
    minute, gone = divmod(int(now), WINDOW_SECONDS)
    key = f"ironrules:calls:{caller}:{minute}"
    try:
        with _client(settings.REDIS_URL).pipeline(transaction=False) as pipeline:
            pipeline.incr(key)
            pipeline.expire(key, 2 * WINDOW_SECONDS)
            calls: int = pipeline.execute()[0]
    except redis.RedisError as error:
        log.warning("calls are not counted, Redis is away: %s", error)
        return None
    return Allowance(limit, limit - calls, WINDOW_SECONDS - gone)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)
