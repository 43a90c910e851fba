"""Conditions that ask which error it is: whoever asks may know by the answer what has been left running.

`errors.Is(err, ErrTimeout)`, `err == io.EOF`, `isTimeout(err)`, `e.Timeout()`, and the `ok` of `e, ok := err.(*T)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def asks_which_error(resolver: Resolver, file: SourceFile, condition: Node) -> bool:
    """Whether a condition says more of an error than whether it is nil."""
    if condition.type == "binary_expression":
        left, right = child(condition, "left"), child(condition, "right")
        sides = [each for each in (left, right) if each is not None]
        return all(each.type != "nil" for each in sides) and any(_is_error(resolver, file, each) for each in sides)
    if condition.type in CALLS:
        receiver = resolver.callee(file, condition).receiver
        asked = [*arguments(condition), *([receiver] if receiver is not None else [])]
        return any(_is_error(resolver, file, each) for each in asked)
    return condition.type == "identifier" and _is_of_assertion(resolver, file, condition)


def _is_error(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    return "Error" in resolver.method_names(resolver.type_of(file, node))


def _is_of_assertion(resolver: Resolver, file: SourceFile, name: Node) -> bool:
    """Whether a variable says whether an error is of some type."""
    object_ = resolver.object_of(file, name)
    declared = object_.identifier if object_ is not None and object_.is_local else None
    listed = resolver.parent(file, declared) if declared is not None else None
    statement = resolver.parent(file, listed) if listed is not None else None
    right = child(statement, "right") if statement is not None else None
    values = parts(right) if right is not None else []
    operand = (
        child(values[0], "operand") if len(values) == 1 and values[0].type == "type_assertion_expression" else None
    )
    return operand is not None and _is_error(resolver, file, operand)
