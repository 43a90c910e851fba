"""Counts in Redis that end by themselves: how often somebody did something lately."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from typing import Final

import redis
from django.conf import settings

log = logging.getLogger(__name__)

# Whoever is counted must not wait for a Redis that is away.
_TIMEOUT: Final = 0.5
_TAKE_BACK: Final = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


@dataclass(frozen=True, slots=True)
class Count:
    """How often it was, this time included, and how many seconds are left until it begins anew."""

    number: int
    seconds: int


def count(key: str, *, seconds: int) -> Count | None:
    """Count one more under `key`, for `seconds` from the first on; None when Redis cannot be asked."""
    try:
        with _client(settings.REDIS_URL).pipeline() as pipeline:
            pipeline.set(key, 0, ex=seconds, nx=True)
            pipeline.incr(key)
            pipeline.ttl(key)
            _set, number, left = pipeline.execute()
    except redis.RedisError as error:
        log.warning("nothing is counted, Redis is away: %s", error)
        return None
    return Count(number, max(1, left))


def take_back(key: str) -> None:
    """Count one less, if the count has not ended meanwhile."""
    try:
        _client(settings.REDIS_URL).eval(_TAKE_BACK, 1, key)
    except redis.RedisError as error:
        log.warning("nothing is counted, Redis is away: %s", error)


def forget(key: str) -> None:
    """Begin anew."""
    try:
        _client(settings.REDIS_URL).delete(key)
    except redis.RedisError as error:
        log.warning("nothing is counted, Redis is away: %s", error)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT)
