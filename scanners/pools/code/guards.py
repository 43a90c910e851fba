"""The conditions that a place in the code stands behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, only
from scanners.pools.code.operands import operator

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def conditions_around(resolver: Resolver, file: SourceFile, node: Node) -> Iterator[Node]:
    """The conditions of the if statements around a node, in the function that it stands in, inner ones first."""
    around: Node | None = node
    while around is not None and around.type not in FUNCTIONS:
        condition = child(around, "condition") if around.type == "if_statement" else None
        if condition is not None:
            yield condition
        around = resolver.parent(file, around)


def questions(condition: Node) -> Iterator[Node]:
    """The parts of a condition between `&&`, `||` and `!`."""
    waiting: list[Node | None] = [condition]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if node.type == "parenthesized_expression":
            waiting.append(only(node))
        elif operator(node) in {"&&", "||", "!"}:
            waiting += [child(node, each) for each in ("left", "right", "operand")]
        else:
            yield node
