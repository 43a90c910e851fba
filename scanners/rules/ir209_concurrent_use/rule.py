"""An object that a goroutine still uses must not go back into the pool."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import location
from scanners.golang.types import Named, Pointer
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.tracking.incidents import Fault
from scanners.pools.tracking.misused import Misuse
from scanners.pools.tracking.releases import Where
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a Put that nothing keeps behind the goroutine or callback which was handed the object."""
    for misuse in context.misuses(Fault.RUNNING):
        key = "request-itself" if misuse.way == "request" and _keeps_requests(misuse) else misuse.way
        if misuse.where is Where.FRAMEWORK:
            key = "lent"
        message = Text.of(
            f"IR209.{key}", object=misuse.object, shown=misuse.shown or misuse.object, pool=misuse.pool_name
        )
        steps = list(misuse.steps("IR209"))
        if misuse.other is not None:
            steps.insert(
                -1,
                Step(location(misuse.other_file or misuse.file, misuse.other), Text.of(f"IR209.{misuse.way}-started")),
            )
        yield Draft(
            misuse.file,
            misuse.node,
            message,
            pool=misuse.pool,
            trace=tuple(steps),
            site=misuse.put.location,
            subject=misuse.object,
        )


def _keeps_requests(misuse: Misuse) -> bool:
    """Whether what goes back is the request that is sent, not its body."""
    held = misuse.pool.element_type if misuse.pool is not None else None
    return held == Pointer(Named("net/http", "Request"))


RULE = Rule(
    code="IR209",
    name="concurrent-use",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
