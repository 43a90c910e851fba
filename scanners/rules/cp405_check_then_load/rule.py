"""A miss that every goroutine answers for itself turns one slow load into hundreds."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.concurrency.check_then_load import CheckThenLoads
from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Maps behind a mutex and caches of known libraries, looked up, loaded and written in one function."""
    loads = CheckThenLoads(context.program, context.resolver, context.reading, context.uses)
    for each in loads.all():
        message = Text.of("CP405.unguarded", container=each.container, function=each.function)
        trace = (
            Step(location(each.file, each.lookup), Text.of("CP405.looked-up", container=each.container)),
            Step(location(each.file, each.load), Text.of("CP405.loaded")),
            Step(location(each.file, each.write), Text.of("CP405.written", container=each.container)),
        )
        yield Draft(each.file, each.lookup, message, trace=trace)


RULE = Rule(
    code="CP405",
    name="check-then-load",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
