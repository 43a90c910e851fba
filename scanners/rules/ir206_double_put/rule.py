"""An object that is put back twice is handed to two users at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.tracking.incidents import Fault
from scanners.rule import Context, Draft, Rule

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.misused import Misuse


def check(context: Context) -> Iterator[Draft]:
    """One finding a Put: the second Put of the same object on a path."""
    for misuse in context.misuses(Fault.TWICE):
        is_same = misuse.put.call.id == misuse.node.id
        repeated = "again" if _is_in_loop(context.resolver, misuse) else "called-again"
        key = misuse.way or (repeated if is_same else "twice")
        message = Text.of(f"IR206.{key}", object=misuse.shown, pool=misuse.pool_name)
        again = (Step(location(misuse.file, misuse.node), Text.of("IR206.put-again")),) if key == "twice" else ()
        same = (
            (Step(location(misuse.other_file or misuse.file, misuse.other), Text.of("IR206.made-same")),)
            if key == "same" and misuse.other is not None
            else ()
        )
        yield Draft(
            misuse.file,
            misuse.node,
            message,
            pool=misuse.pool,
            trace=(*same, *misuse.steps("IR206"), *again),
            site=misuse.put.location,
            subject=misuse.shown,
        )


def _is_in_loop(resolver: Resolver, misuse: Misuse) -> bool:
    """Whether a Put stands in a loop: one that does not is run again where a function literal is called again."""
    node: Node | None = misuse.node
    while node is not None and node.type != "for_statement":
        node = resolver.parent(misuse.file, node)
    return node is not None or misuse.put.function is None or misuse.put.function.type != "func_literal"


RULE = Rule(
    code="IR206",
    name="double-put",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
