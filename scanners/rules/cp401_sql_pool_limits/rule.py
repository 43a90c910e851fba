"""A sql.DB without limits opens as many connections as there are callers, and closes all but two of them again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scanners.connections.settings import missing_sql_limits
from scanners.connections.travels import Travels
from scanners.model import Severity, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Calls that open one; the limits may be set wherever the handle goes."""
    travels = Travels(context.resolver, context.uses)
    for pool in context.connection_pools:
        if pool.kind == "sql" and not pool.bounded:
            missing = missing_sql_limits(travels, pool)
            if missing:
                listed = [f"`{each}`" for each in missing]
                key = _consequence(missing)
                yield Draft(pool.file, pool.node, Text.of(f"CP401.{key}", call=pool.name, missing=listed))


def _consequence(missing: Collection[str]) -> str:
    """The message that says what comes of the limits that are missing."""
    if "SetMaxOpenConns" in missing:
        return "limits" if "SetMaxIdleConns" in missing else "open"
    return "idle" if "SetMaxIdleConns" in missing else "lifetime"


RULE = Rule(
    code="CP401",
    name="sql-pool-limits",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
