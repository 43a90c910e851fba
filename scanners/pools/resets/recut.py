"""Functions that do not trust the length of a slice they are given: `func encode(dst []byte) { dst = dst[:0]; … }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, child, parts, text
from scanners.pools.code.parameters import parameters
from scanners.pools.code.targets import is_target
from scanners.pools.code.values import cut_of, is_operand

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import SourceFile


def is_recut(resolver: Resolver, callee: Callee, index: int | None, *, may_return: bool = False) -> bool:
    """Whether a function that is called takes from its argument nothing but `x[:n]` and `cap(x)`.

    With `may_return` it may give it back as it came, too.
    """
    declared = callee.declaration
    body = child(declared.node, "body") if declared is not None else None
    if declared is None or body is None or index is None:
        return False
    named = parameters(resolver, declared.file, declared.node)
    parameter = named[index] if index < len(named) else None
    if parameter is None:
        return False
    uses = [each for each in resolver.scopes.uses(declared.file, parameter) if each.start_byte >= body.start_byte]
    if may_return:
        uses = [each for each in uses if not _is_returned(resolver, declared.file, each)]
    return _sets_length(resolver, declared.file, uses, body)


def _sets_length(resolver: Resolver, file: SourceFile, uses: list[Node], body: Node) -> bool:
    """Whether each use says how long the slice is to be, up to a statement of the body that sets the variable."""
    renewed: Node | None = None
    for use in uses:
        around = resolver.parent(file, use)
        if around is None or (renewed is not None and use.start_byte > renewed.end_byte):
            break
        renewed = renewed or _renewed_at(resolver, file, around, body)
        is_read = not is_target(resolver, file, use)
        if is_read and not (_is_cut(around, use) or _is_asked(resolver, file, around)):
            return False
    return bool(uses)


def _is_returned(resolver: Resolver, file: SourceFile, use: Node) -> bool:
    listed = resolver.parent(file, use)
    statement = resolver.parent(file, listed) if listed is not None else None
    return statement is not None and statement.type == "return_statement"


def _is_cut(around: Node, use: Node) -> bool:
    return around.type == "slice_expression" and is_operand(around, use) and cut_of(around) is not None


def _is_asked(resolver: Resolver, file: SourceFile, around: Node) -> bool:
    """`cap(x)`."""
    call = resolver.parent(file, around) if around.type == "argument_list" else None
    function = child(call, "function") if call is not None else None
    return function is not None and text(function) == "cap"


def _renewed_at(resolver: Resolver, file: SourceFile, listed: Node, body: Node) -> Node | None:
    """The statement with a name alone on its left, `x = …`, if every call comes by there."""
    statement = resolver.parent(file, listed) if listed.type == "expression_list" else None
    left = child(statement, "left") if statement is not None else None
    if statement is None or statement.type != "assignment_statement" or left is None or left.id != listed.id:
        return None
    sign = child(statement, "operator")
    if len(parts(left)) != 1 or (sign is not None and sign.type != "="):
        return None
    around = resolver.parent(file, statement)
    outer = resolver.parent(file, around) if around is not None else None
    return statement if body.id in {each.id for each in (around, outer) if each is not None} else None
