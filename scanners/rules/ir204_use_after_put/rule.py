"""An object that went back into the pool belongs to whoever takes it next."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.tracking.incidents import Fault
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a Put: the first place that reads or writes the object, or memory that it shares, afterwards."""
    for misuse in context.misuses(Fault.READ):
        key = misuse.way
        if not key:
            key = "itself" if misuse.shown == misuse.object else "shared"
        message = Text.of(f"IR204.{key}", object=misuse.object, shown=misuse.shown, pool=misuse.pool_name)
        step = {"address": "set", "callee": "called"}.get(key, "used")
        used = Step(location(misuse.file, misuse.node), Text.of(f"IR204.{step}", shown=misuse.shown))
        yield Draft(
            misuse.file,
            misuse.node,
            message,
            pool=misuse.pool,
            trace=(*misuse.steps("IR204"), used),
            site=misuse.put.location,
            subject=misuse.shown,
        )


RULE = Rule(
    code="IR204",
    name="use-after-put",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
