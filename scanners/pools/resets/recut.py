"""Functions that do not trust the length of a slice they are given: `func encode(dst []byte) { dst = dst[:0]; … }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, child, parts, text
from scanners.pools.code.parameters import parameters
from scanners.pools.code.targets import is_target
from scanners.pools.code.values import cut_of, is_operand

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import SourceFile


def is_recut(resolver: Resolver, callee: Callee, index: int | None) -> bool:
    """Whether a function that is called takes from its argument nothing but `x[:n]` and `cap(x)`."""
    declared = callee.declaration
    body = child(declared.node, "body") if declared is not None else None
    if declared is None or body is None or index is None:
        return False
    named = parameters(resolver, declared.file, declared.node)
    parameter = named[index] if index < len(named) else None
    return parameter is not None and _sets_length(resolver, declared.file, parameter, body)


def _sets_length(resolver: Resolver, file: SourceFile, parameter: Object, body: Node) -> bool:
    """Whether each use says how long the slice is to be, up to a statement of the body that cuts the variable."""
    uses = [each for each in resolver.scopes.uses(file, parameter) if each.start_byte >= body.start_byte]
    for use in uses:
        around = resolver.parent(file, use)
        if around is not None and _is_cut_at(resolver, file, around, body):
            return True
        is_read = around is not None and not is_target(resolver, file, use)
        if around is not None and is_read and not (_is_cut(around, use) or _is_asked(resolver, file, around)):
            return False
    return bool(uses)


def _is_cut(around: Node, use: Node) -> bool:
    return around.type == "slice_expression" and is_operand(around, use) and cut_of(around) is not None


def _is_asked(resolver: Resolver, file: SourceFile, around: Node) -> bool:
    """`cap(x)`."""
    call = resolver.parent(file, around) if around.type == "argument_list" else None
    function = child(call, "function") if call is not None else None
    return function is not None and text(function) == "cap"


def _is_cut_at(resolver: Resolver, file: SourceFile, listed: Node, body: Node) -> bool:
    """Whether a name stands on the left of `x = x[:n]`, and that on the way of every call."""
    statement = resolver.parent(file, listed) if listed.type == "expression_list" else None
    left, right = (child(statement, each) if statement is not None else None for each in ("left", "right"))
    if statement is None or statement.type != "assignment_statement" or left is None or right is None:
        return False
    values, targets = parts(right), parts(left)
    is_own = len(values) == len(targets) == 1 and left.id == listed.id
    operand = child(values[0], "operand") if is_own and values[0].type == "slice_expression" else None
    if operand is None or text(operand) != text(targets[0]) or cut_of(values[0]) is None:
        return False
    around = resolver.parent(file, statement)
    outer = resolver.parent(file, around) if around is not None else None
    return body.id in {each.id for each in (around, outer) if each is not None}
