"""Whether this process can do its work, for whatever watches the container."""

from __future__ import annotations

import logging

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.error("database unreachable: %s", error)  # noqa: TRY400 - one line a check, not a traceback every 10 s
        return False
    return True


def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        logger.error("redis unreachable: %s", error)  # noqa: TRY400 - one line a check, not a traceback every 10 s
        return False
    return True


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes it
    """Answer 200 when the database and Redis are reachable, else 503, and say which is not."""
    parts = {"database": database_answers(), "redis": redis_answers()}
    words = {name: "ok" if answers else "unreachable" for name, answers in parts.items()}
    return JsonResponse(words, status=200 if all(parts.values()) else 503)
