"""The conditions that a place in the code stands behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, only, operator, text
from scanners.golang.types import ERROR

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


def tells_of_error(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether a call makes an error of another one: `wrap(err)`, behind `err != nil`."""
    given = {text(each) for each in arguments(call)} if call.type in CALLS else set()
    node, around = call, resolver.parent(file, call)
    while given and around is not None and around.type not in FUNCTIONS:
        then, condition = child(around, "consequence"), child(around, "condition")
        if condition is not None and then is not None and then.id == node.id and operator(condition) == "!=":
            left, right = child(condition, "left"), child(condition, "right")
            if left is not None and right is not None and text(right) == "nil" and text(left) in given:
                return resolver.type_of(file, left) == ERROR and resolver.type_of(file, call) == ERROR
        node, around = around, resolver.parent(file, around)
    return False


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
