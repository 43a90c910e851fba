"""A Redis client whose pool takes the library's defaults for its size and its idle connections."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.connections.settings import missing_settings
from scanners.connections.travels import Travels
from scanners.model import Severity, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Options literals, redigo's Pool and its constructor; what is assigned to their fields later counts."""
    travels = Travels(context.resolver, context.uses)
    for pool in context.connection_pools:
        if pool.kind == "redis" and pool.settings:
            missing = missing_settings(travels, pool)
            if missing:
                listed = [f"`{each}`" for each in missing]
                yield Draft(pool.file, pool.node, Text.of("CP402.limits", type=pool.name, missing=listed))


RULE = Rule(
    code="CP402",
    name="redis-pool-limits",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
