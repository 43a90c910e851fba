"""A chain of 200 events, made by the functions that write the trail."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

from trail import GENESIS, PrivateKey
from trail.sealing import sealed

KEY = PrivateKey.parse("a2V5IGZvciB0ZXN0cywgMzIgYnl0ZXMgbG9uZyAuLi4=")
LENGTH = 200
few = settings(max_examples=30)  # each checks 200 signatures


def chained(bodies: list[dict[str, Any]], key: PrivateKey = KEY) -> list[dict[str, Any]]:
    """The bodies as a chain, sealed in order."""
    events: list[dict[str, Any]] = []
    previous = GENESIS.as_values()
    for body in bodies:
        event = sealed({**body, "previous": previous}, key)
        previous = {"sha256": event["sha256"], "sm3": event["sm3"]}
        events.append(event)
    return events


def bodies(count: int = LENGTH) -> list[dict[str, Any]]:
    """What happened, a different thing in each event."""
    return [
        {
            "sequence": n,
            "at": f"2026-11-26T00:00:00.{n:06}+00:00",
            "action": "service.edited",
            "actor": {"id": n % 7, "name": "maintainer"} if n % 5 else None,
            "team": "messaging",
            "object": {"kind": "service", "id": str(n), "name": f"service-{n}"},
            "details": {"before": {"name": f"服务 {n}"}, "after": {"name": f"服务 {n + 1}"}},
        }
        for n in range(1, count + 1)
    ]
