"""Whether code runs only where a look-up found nothing, told from the conditions between the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.syntax import Node, SourceFile, child, find, only, operator, parts, text
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_LEAVES: Final = frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"})
_JOINING: Final = frozenset({"&&", "||"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What tells whether a look-up found something: `ok` or `err` beside the value, or the value, nil for nothing."""

    name: str
    is_value: bool = False

    def told_by(self, condition: Node) -> Literal["hit", "miss"] | None:
        """What leads to the branch of a condition, alone or with something else: `!ok || isOld` is told by a miss."""
        inner = only(condition) if condition.type == "parenthesized_expression" else None
        if inner is not None:
            return self.told_by(inner)
        if condition.type == "identifier":
            return "hit" if text(condition) == self.name and not self.is_value else None
        if condition.type == "unary_expression" and operator(condition) == "!":
            operand = child(condition, "operand")
            return "miss" if operand is not None and self.told_by(operand) == "hit" else None
        left, right = child(condition, "left"), child(condition, "right")
        if condition.type != "binary_expression" or left is None or right is None:
            return None
        if operator(condition) in _JOINING:
            told = {self.told_by(left), self.told_by(right)} - {None}
            return told.pop() if len(told) == 1 else None
        if text(left) != self.name or right.type != "nil":
            return None
        return "hit" if (operator(condition) == "==") != self.is_value else "miss"


def is_on_miss(resolver: Resolver, file: SourceFile, outcome: Outcome, lookup: Node, load: Node) -> bool:
    """Whether a load runs only where the look-up found nothing."""
    current: Node | None = load
    while current is not None and current.start_byte >= lookup.start_byte:
        parent = resolver.parent(file, current)
        if parent is not None and parent.type == "if_statement":
            condition = child(parent, "condition")
            told = outcome.told_by(condition) if condition is not None else None
            if is_same(child(parent, "consequence"), current) and told == "miss":
                return True
            if is_same(child(parent, "alternative"), current) and told == "hit":
                return True
        current = parent
    return any(_leaves(each, outcome, lookup, load) for each in _ifs_after(resolver, file, lookup))


def _ifs_after(resolver: Resolver, file: SourceFile, lookup: Node) -> Iterator[Node]:
    """The if statement that the look-up initialises, or those that follow it in its block."""
    parent = resolver.parent(file, lookup)
    if parent is None:
        return
    if parent.type == "if_statement":
        yield parent
    for each in parent.named_children:
        if each.type == "if_statement" and each.start_byte > lookup.end_byte:
            yield each


def _leaves(statement: Node, outcome: Outcome, lookup: Node, load: Node) -> bool:
    """`if ok { return v }` between look-up and load; `if ok { return errExists }` is no cache."""
    condition, body = child(statement, "condition"), child(statement, "consequence")
    if condition is None or body is None or statement.end_byte > load.start_byte:
        return False
    if outcome.told_by(condition) != "hit":
        return False
    listed = parts(body)
    statements = parts(listed[0]) if listed and listed[0].type == "statement_list" else listed
    last = _last(statements)
    if last is None or last.type not in _LEAVES or statement.end_byte <= lookup.end_byte:
        return False
    return _uses_value(lookup, body) or not _fails(last)


def _last(statements: list[Node]) -> Node | None:
    """The statement that a block ends with, also where it asks first whether what was found is any good."""
    last = statements[-1] if statements else None
    if last is None or last.type != "if_statement" or child(last, "alternative") is not None:
        return last
    body = child(last, "consequence")
    listed = parts(body) if body is not None else []
    return _last(parts(listed[0]) if listed and listed[0].type == "statement_list" else listed)


def _uses_value(lookup: Node, body: Node) -> bool:
    """Whether a body names what was found: nothing does for `_, ok := c.m[k]`."""
    left = child(lookup, "left")
    names = parts(left) if left is not None else []
    return bool(names) and any(text(each) == text(names[0]) for each in find(body, "identifier"))


def _fails(leaving: Node) -> bool:
    """Whether a function leaves with an error, as far as can be told: the last result is not nil."""
    listed = parts(leaving)
    results = parts(listed[0]) if leaving.type == "return_statement" and listed else []
    return bool(results) and text(results[-1]) != "nil"
