"""Whether a statement runs whenever its function comes that far, and whether only when it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, operator, text
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_CHOICES: Final = frozenset(
    {"expression_case", "type_case", "default_case", "communication_case", "for_statement"}
)  # fmt: skip


def always_runs(resolver: Resolver, file: SourceFile, node: Node, got: Node | None = None) -> bool:
    """Whether no condition decides on a node but whether what it is called on, is given or `got` gives is there."""
    inner, around = node, resolver.parent(file, node)
    while around is not None and around.type not in FUNCTIONS:
        if around.type in _CHOICES:
            return False
        if around.type == "if_statement" and not (
            _is_header(around, inner)
            or _asks_for_nil(around, inner, node)
            or (got is not None and _asks_whether_got(resolver, file, around, inner, got))
        ):
            return False
        inner, around = around, resolver.parent(file, around)
    return around is not None


def is_deferred(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    """Whether a node runs when the declared function around it returns."""
    around: Node | None = node
    while around is not None and around.type not in {"function_declaration", "method_declaration"}:
        if around.type == "defer_statement":
            return True
        around = resolver.parent(file, around)
    return False


def _is_header(statement: Node, inner: Node) -> bool:
    """Whether a node stands before the block of an if."""
    return any(is_same(child(statement, field), inner) for field in ("initializer", "condition"))


def _asks_whether_got(resolver: Resolver, file: SourceFile, statement: Node, inner: Node, got: Node) -> bool:
    """Whether a node stands behind `ok` of `x, ok := pool.Get().(*T)`, or behind `v != nil` of `v := pool.Get()`."""
    condition = child(statement, "condition")
    if condition is None or not is_same(child(statement, "consequence"), inner):
        return False
    right = child(condition, "right")
    asked = child(condition, "left") if operator(condition) == "!=" and right is not None else condition
    if asked is None or asked.type != "identifier" or (right is not None and right.type != "nil"):
        return False
    object_ = resolver.object_of(file, asked)
    declared = object_.declaration if object_ is not None and object_.is_local else None
    return declared is not None and declared.start_byte <= got.start_byte < declared.end_byte


def _asks_for_nil(statement: Node, inner: Node, node: Node) -> bool:
    condition = child(statement, "condition")
    left, right = (child(condition, field) if condition is not None else None for field in ("left", "right"))
    if condition is None or left is None or right is None or not is_same(child(statement, "consequence"), inner):
        return False
    is_on_it = text(node).startswith(f"{text(left)}.") or (
        node.type in CALLS and any(text(each) == text(left) for each in arguments(node))
    )
    return operator(condition) == "!=" and right.type == "nil" and is_on_it
