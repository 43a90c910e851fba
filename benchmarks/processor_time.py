"""The processor time of the parts of a running service, so that a benchmark can tell what each of them costs."""

from __future__ import annotations

from contextlib import suppress

import psutil
import redis
from django.db import connection


def of_family(pid: int) -> float:
    """The seconds that a process and all that descend from it have taken so far."""
    leader = psutil.Process(pid)
    total = 0.0
    for process in [leader, *leader.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def of_database() -> float:
    """The seconds that PostgreSQL has taken; it has to run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return of_family(psutil.Process(backend).ppid())


def of_redis(url: str) -> float:
    """The seconds that Redis has taken."""
    with redis.Redis.from_url(url) as client:
        figures = client.info("cpu")
    return float(figures["used_cpu_user"]) + float(figures["used_cpu_sys"])
