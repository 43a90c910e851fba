"""Loops that set one element again and again, where they were to set each: `for i := range 12 { x.header[0] = 0 }`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, parts, walk
from scanners.pools.objects.deeds import ELEMENT, Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.touches import Step

_FUNCTIONS: Final = frozenset({"function_declaration", "method_declaration", "func_literal"})


def is_stuck(resolver: Resolver, step: Step) -> bool:
    """Whether a loop sets the element at a constant index."""
    if step.touch.deed is not Deed.CLEAR or ELEMENT not in step.path:
        return False
    left = child(step.touch.node, "left")
    target = left.named_children[0] if left is not None and left.named_children else None
    index = child(target, "index") if target is not None and target.type == "index_expression" else None
    is_constant = index is not None and index.type == "int_literal"
    return is_constant and _counts_in_vain(resolver, step.touch.file, step.touch.node)


def _counts_in_vain(resolver: Resolver, file: SourceFile, statement: Node) -> bool:
    """Whether the loop around a statement counts and does nothing but set, and its body never uses the count."""
    node: Node | None = statement
    while node is not None and node.type != "for_statement":
        node = resolver.parent(file, node) if node.type not in _FUNCTIONS else None
    body = child(node, "body") if node is not None else None
    clause = node.named_children[0] if node is not None and node.named_children else None
    start = child(clause, "initializer") if clause is not None and clause.type == "for_clause" else clause
    left = child(start, "left") if start is not None else None
    if body is None or left is None or not left.named_children:
        return False
    if any(each.type != "assignment_statement" for block in parts(body) for each in parts(block)):
        return False  # it is for more than a reset, and may have another object at each turn
    counter = resolver.object_of(file, left.named_children[0])
    names = (each for each in walk(body) if each.type == "identifier")
    return counter is not None and all(resolver.object_of(file, each) is not counter for each in names)
