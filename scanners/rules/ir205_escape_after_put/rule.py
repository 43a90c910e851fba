"""Memory of a pooled object that outlives its Put is written by whoever takes the object next."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.incidents import Fault
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a Put: the first place where memory of what it puts back is returned, stored or sent."""
    for misuse in context.misuses(Fault.LEFT):
        message = Text.of(f"IR205.{misuse.way}", object=misuse.object, shown=misuse.shown, pool=misuse.pool_name)
        left = Step(location(misuse.file, misuse.node), Text.of(f"IR205.{misuse.way}-here", shown=misuse.shown))
        steps = list(misuse.steps("IR205"))
        steps.insert(len(steps) - 1 if misuse.deferred else len(steps), left)
        yield Draft(
            misuse.file,
            misuse.node,
            message,
            pool=misuse.pool,
            trace=tuple(steps),
            site=misuse.put.location,
            subject=misuse.shown,
        )


RULE = Rule(
    code="IR205",
    name="escape-after-put",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
