"""Counters in one cache line: each update of one takes the line away from the processors that update the others."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.concurrency.cache_lines import SharedLine, shared_lines
from scanners.concurrency.counters import CounterFields
from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a struct: its first line that counters share which different functions update."""
    fields = CounterFields(context.program, context.resolver, context.reading, context.mentions, context.uses)
    for line in shared_lines(context.resolver, fields.updates()):
        first = line.counters[0].field
        if first.node is None:
            continue
        listed = [f"`{each.field.name}`" for each in line.counters]
        message = Text.of("CP406.line", struct=line.struct, counters=listed)
        yield Draft(line.file, first.node, message, trace=tuple(_trace(line)), subject=line.struct)


def _trace(line: SharedLine) -> Iterator[Step]:
    for each in line.counters:
        function, (file, call) = next(iter(each.updates.items()))
        yield Step(location(file, call), Text.of("CP406.updated", counter=each.field.name, function=function))


RULE = Rule(
    code="CP406",
    name="false-sharing",
    severity=Severity.LOW,
    iron=Verdict.ADVISORY,
    pragmatic=Verdict.ADVISORY,
    check=check,
)
