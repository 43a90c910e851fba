"""Loops: those around a place, whether one is left there, and whether one goes on for as long as the program does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, parts, walk
from scanners.golang.types import Chan

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_LEAVING: Final = frozenset({"return_statement", "break_statement"})
_OWN_BREAK: Final = frozenset(
    {"expression_switch_statement", "type_switch_statement", "select_statement"}
)  # fmt: skip


def loops_around(resolver: Resolver, file: SourceFile, node: Node) -> Iterator[Node]:
    """The loops around a node, innermost first, as far as its function goes."""
    current = resolver.parent(file, node)
    inside = node
    while current is not None and current.type not in FUNCTIONS:
        body = child(current, "body") if current.type == "for_statement" else None
        if body is not None and body.id == inside.id:
            yield current
        inside, current = current, resolver.parent(file, current)


def leaves(resolver: Resolver, file: SourceFile, node: Node, loop: Node) -> bool:
    """Whether a loop ends in the round that comes to a node: the statements around it end with a return or break."""
    inside, current = node, resolver.parent(file, node)
    has_own_break = False
    while current is not None and current.id != loop.id:
        has_own_break = has_own_break or current.type in _OWN_BREAK
        if current.type == "statement_list":
            rest = [each for each in parts(current) if each.start_byte >= inside.start_byte]
            last = rest[-1].type if rest else ""
            goes_on = any(each.type == "continue_statement" for statement in rest for each in walk(statement))
            if last in _LEAVING and not goes_on and not (has_own_break and last == "break_statement"):
                return True
        inside, current = current, resolver.parent(file, current)
    return False


def works_on(resolver: Resolver, file: SourceFile, function: Node, node: Node) -> bool:
    """Whether a function goes on in a loop without an end after a node, as a worker does."""
    body = child(function, "body")
    loops = (each for each in walk(body) if each.type == "for_statement") if body is not None else ()
    return any(each.start_byte >= node.start_byte and _is_endless(resolver, file, each) for each in loops)


def _is_endless(resolver: Resolver, file: SourceFile, loop: Node) -> bool:
    """`for { … }`, or a range over a channel."""
    clause = next((each for each in loop.named_children if each.type == "range_clause"), None)
    right = child(clause, "right") if clause is not None else None
    if right is not None:
        return isinstance(resolver.underlying(resolver.type_of(file, right)), Chan)
    return clause is None and loop.named_child_count == 1
