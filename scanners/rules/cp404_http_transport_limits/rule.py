"""An http.Transport that keeps idle connections for ever, or only two for each host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.connections.handed_over import is_for_one
from scanners.connections.settings import missing_settings
from scanners.connections.travels import Travels
from scanners.model import Severity, Text, Verdict
from scanners.rule import Context, Draft, Rule

_NO_REUSE: Final = frozenset({"DisableKeepAlives", "CloseIdleConnections"})
_MESSAGES: Final = {"IdleConnTimeout": "CP404.time", "MaxIdleConnsPerHost": "CP404.number"}


def check(context: Context) -> Iterator[Draft]:
    """Literals of the type; one that keeps no connections, or has one for good, needs no limits."""
    travels = Travels(context.resolver, context.uses)
    for pool in context.connection_pools:
        if pool.kind == "http" and pool.is_literal and not is_for_one(context.resolver, pool.file, pool.node):
            missing = missing_settings(travels, pool, unless=_NO_REUSE)
            if missing:
                listed = [f"`{each}`" for each in missing]
                key = _MESSAGES[missing[0]] if len(missing) == 1 else "CP404.limits"
                yield Draft(pool.file, pool.node, Text.of(key, type=pool.name, missing=listed))


RULE = Rule(
    code="CP404",
    name="http-transport-limits",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
)
