"""The statements that sites are, where an edit can be made around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, only, text
from scanners.pools.code.objects_in_functions import assigned_values

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite

_SIMPLE: Final = frozenset({"expression_statement", "defer_statement"})
_ASSIGNING: Final = frozenset({"assignment_statement", "short_var_declaration"})


@dataclass(frozen=True, slots=True)
class PutStatement:
    """A statement that is nothing but a Put of a variable or a field of one; `value` is how that is written.

    Of a cut such as `b[:0]` it is `b`.
    """

    node: Node
    value: str
    object: Object
    deferred: bool


def put_statement(resolver: Resolver, site: PoolSite) -> PutStatement | None:
    """The statement of a Put, on lines of its own; None where the Put is part of something else."""
    statement = resolver.parent(site.file, site.call)
    value = _uncut(site.value) if site.value is not None else None
    if statement is None or statement.type not in _SIMPLE or value is None or not stands_alone(site.file, statement):
        return None
    object_ = _named(resolver, site.file, value)
    if object_ is None:
        return None
    return PutStatement(statement, text(value), object_, deferred=statement.type == "defer_statement")


def get_statement(resolver: Resolver, site: PoolSite) -> tuple[Node, Node] | None:
    """The statement that gives a Get's result to one variable, on lines of its own, with the variable."""
    return assignment(resolver, site.file, site.value) if site.value is not None else None


def assignment(resolver: Resolver, file: SourceFile, value: Node) -> tuple[Node, Node] | None:
    """The statement that gives a value to one variable and does nothing else, with the variable."""
    listed = resolver.parent(file, value)
    statement = resolver.parent(file, listed) if listed is not None and only(listed) is not None else None
    if statement is None or statement.type not in _ASSIGNING or not stands_alone(file, statement):
        return None
    left, operator = child(statement, "left"), child(statement, "operator")
    target = only(left) if left is not None else None
    if target is None or target.type != "identifier" or text(target) == "_":
        return None
    return (statement, target) if operator is None or operator.type == "=" else None


def stands_alone(file: SourceFile, statement: Node) -> bool:
    """Whether a statement is one of a block, and nothing but a comment shares its lines."""
    start = file.source.rfind(b"\n", 0, statement.start_byte) + 1
    end = file.source.find(b"\n", statement.end_byte)
    before = file.source[start : statement.start_byte].strip()
    after = file.source[statement.end_byte : end if end >= 0 else len(file.source)].strip()
    return not before and (not after or after.startswith(b"//"))


def is_set_once(resolver: Resolver, file: SourceFile, object_: Object) -> bool:
    """Whether a local variable keeps the value that it has at first."""
    return object_.is_local and len(list(assigned_values(resolver, file, object_))) == (object_.kind == "var")


def free_name(function: Node, candidates: tuple[str, ...]) -> str | None:
    """The first name that is not used in a function, so that an edit can declare it there."""
    used = function.text or b""
    return next((name for name in candidates if re.search(rb"\b%b\b" % name.encode(), used) is None), None)


def _uncut(value: Node) -> Node:
    """`b` of `b[:0]`, which has the same capacity."""
    operand = child(value, "operand") if value.type == "slice_expression" and child(value, "start") is None else None
    return operand if operand is not None else value


def _named(resolver: Resolver, file: SourceFile, value: Node) -> Object | None:
    """The variable that a value is, or is a field of: reading it again has no effect."""
    while value.type == "selector_expression" and (operand := child(value, "operand")) is not None:
        value = operand
    object_ = resolver.object_of(file, value) if value.type == "identifier" else None
    return object_ if object_ is not None and object_.kind in {"var", "param", "receiver", "result"} else None
