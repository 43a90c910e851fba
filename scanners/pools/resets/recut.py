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
    """Whether a function that is called takes from its argument nothing but `x[:n]` and `cap(x)`, or gives it back."""
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
    returned = 0
    for use in uses:
        around = resolver.parent(file, use)
        if around is not None and _is_cut_at(resolver, file, around, uses, body):
            return True
        is_read = around is not None and not is_target(resolver, file, use)
        if around is None or not is_read or _is_cut(around, use) or _is_asked(resolver, file, around):
            continue
        if not _is_returned(resolver, file, around):
            return False
        returned += 1
    return len(uses) > returned


def _is_cut(around: Node | None, use: Node) -> bool:
    if around is None or around.type != "slice_expression":
        return False
    return is_operand(around, use) and cut_of(around) is not None


def _is_returned(resolver: Resolver, file: SourceFile, listed: Node) -> bool:
    """Whether something stands in `return a, x`: its caller has it as it was."""
    statement = resolver.parent(file, listed) if listed.type == "expression_list" else None
    return statement is not None and statement.type == "return_statement"


def _is_asked(resolver: Resolver, file: SourceFile, around: Node) -> bool:
    """`cap(x)`."""
    call = resolver.parent(file, around) if around.type == "argument_list" else None
    function = child(call, "function") if call is not None else None
    return function is not None and text(function) == "cap"


def _is_cut_at(resolver: Resolver, file: SourceFile, listed: Node, uses: list[Node], body: Node) -> bool:
    """Whether a name stands on the left of `x = x[:n]` or `x = fill(x[:0])`, and that on the way of every call."""
    statement = resolver.parent(file, listed) if listed.type == "expression_list" else None
    left, right = (child(statement, each) if statement is not None else None for each in ("left", "right"))
    if statement is None or statement.type != "assignment_statement" or left is None or right is None:
        return False
    if left.id != listed.id or not len(parts(right)) == len(parts(left)) == 1:
        return False
    given = [each for each in uses if right.start_byte <= each.start_byte < right.end_byte]
    if not given or not all(_is_cut(resolver.parent(file, each), each) for each in given):
        return False
    around = resolver.parent(file, statement)
    outer = resolver.parent(file, around) if around is not None else None
    return body.id in {each.id for each in (around, outer) if each is not None}
