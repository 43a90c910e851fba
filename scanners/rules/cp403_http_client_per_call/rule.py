"""A client that is made anew for each call has a pool of connections that nobody uses a second time."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.connections.per_call import PerCall, PerCalls
from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Transports and clients of databases, Redis and gRPC that die with the request or iteration they are made in."""
    per_calls = PerCalls(context.resolver, context.uses, context.reading)
    for pool in context.connection_pools:
        if pool.kind == "redis" and pool.is_literal:
            continue  # the options; the call that takes them counts
        found = per_calls.of(pool)
        if found is not None:
            why = _why(found)
            key = f"{why}-closed" if found.is_closed else why
            message = Text.of(f"CP403.{key}", made=pool.name, function=found.repetition.name)
            yield Draft(pool.file, pool.node, message, trace=tuple(_trace(found)))


def _trace(found: PerCall) -> Iterator[Step]:
    for file, call in found.returned_to:
        yield Step(location(file, call), Text.of("CP403.returned"))
    for file, call in found.repetition.calls:
        yield Step(location(file, call), Text.of("CP403.called"))
    repetition = found.repetition
    name = repetition.node.child_by_field_name("name") or repetition.node
    yield Step(location(repetition.file, name), Text.of(f"CP403.{_why(found)}-here", function=repetition.name))


def _why(found: PerCall) -> str:
    """What repeats it, as the messages call that: a handler without a name is not the function that it stands in."""
    repetition = found.repetition
    is_literal = repetition.why == "request" and repetition.node.type == "func_literal"
    return "handler" if is_literal else repetition.why


RULE = Rule(
    code="CP403",
    name="http-client-per-call",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
