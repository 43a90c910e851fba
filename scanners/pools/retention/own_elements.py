"""Pointers to elements of another field of the object: `x.heap = append(x.heap, &x.cursors[i])`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, child, only, operator
from scanners.pools.code.objects_in_functions import assigned_values

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.deeds import Touch


def is_own_element(resolver: Resolver, grown: Touch) -> bool:
    """Whether what is appended to a field points into memory that the object owns itself."""
    left = child(grown.node, "left")
    target = only(left) if left is not None else None
    owner = _operand_of_field(target) if target is not None else None
    if owner is None or grown.value is None:
        return False
    values = _values(resolver, grown.value_file, grown.value)
    return bool(values) and all(_points_into(resolver, grown.file, owner, each) for each in values)


def _values(resolver: Resolver, file: SourceFile, value: Node) -> list[Node]:
    """An expression, or what the variable that it names is set to."""
    object_ = resolver.object_of(file, value) if value.type == "identifier" else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return [value]
    return list(assigned_values(resolver, file, object_))


def _points_into(resolver: Resolver, file: SourceFile, owner: Node, value: Node) -> bool:
    """Whether a value is `&x.f[i]`, where `owner` is the name of `x`."""
    indexed = child(value, "operand") if value.type == "unary_expression" and operator(value) == "&" else None
    array = child(indexed, "operand") if indexed is not None and indexed.type == "index_expression" else None
    other = _operand_of_field(array) if array is not None else None
    return other is not None and resolver.object_of(file, other) is resolver.object_of(file, owner)


def _operand_of_field(selector: Node) -> Node | None:
    """The variable whose field an expression is."""
    operand = child(selector, "operand") if selector.type == "selector_expression" else None
    return operand if operand is not None and operand.type == "identifier" else None
