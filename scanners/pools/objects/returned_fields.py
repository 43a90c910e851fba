"""Fields that are set to what was taken out of them: `list := x.list; list = append(list, …); x.list = list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, child, operator, text
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.values import Cut, cut_of
from scanners.pools.objects.deeds import Deed, Touch

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def is_returned_to(resolver: Resolver, touch: Touch, field: str) -> bool:
    """Whether a field gets back what it held, under a variable that is nowhere cut."""
    value = touch.value
    if touch.deed is not Deed.SET or value is None or value.type != "identifier":
        return False
    object_ = resolver.object_of(touch.value_file, value)
    if object_ is None or not object_.is_local or object_.kind != "var":
        return False
    values = list(assigned_values(resolver, touch.value_file, object_))
    taken = (child(each, "field") for each in values if each.type == "selector_expression")
    is_cut = any(each.type == "slice_expression" for each in values)
    return not is_cut and any(each is not None and text(each) == field for each in taken)


def is_cut_by_name(resolver: Resolver, touch: Touch) -> bool:
    """Whether a field gets back its array without the elements: `list := x.list[:0]; *x = T{}; x.list = list`."""
    value = touch.value if touch.deed is Deed.SET else None
    is_cut = value is not None and value.type == "slice_expression" and cut_of(value) is Cut.EMPTY
    name = child(value, "operand") if value is not None and is_cut else value
    object_ = resolver.object_of(touch.value_file, name) if name is not None and name.type == "identifier" else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return False
    values = list(assigned_values(resolver, touch.value_file, object_))
    is_cut = is_cut or any(each.type == "slice_expression" and cut_of(each) is Cut.EMPTY for each in values)
    taken = [base(each) for each in values]
    return is_cut and len(taken) == 1 and text(taken[0]) == _target(resolver, touch)


def is_extended_by_name(resolver: Resolver, touch: Touch) -> bool:
    """Whether a field gets back its array with elements beyond its length: `list := x.list; x.list = list[:n]`.

    `list[:n-1]` is what a stack or heap has less after it gave one away.
    """
    value = touch.value
    if touch.deed is not Deed.SET or value is None or value.type != "slice_expression" or cut_of(value) is Cut.EMPTY:
        return False
    end = child(value, "end")
    if end is not None and operator(end) == "-":
        return False
    name = child(value, "operand")
    object_ = resolver.object_of(touch.value_file, name) if name is not None and name.type == "identifier" else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return False
    target = _target(resolver, touch)
    return any(text(each) == target for each in assigned_values(resolver, touch.value_file, object_))


def _target(resolver: Resolver, touch: Touch) -> str:
    """What is set, as the source names it: `x.f`, also of `*x = T{f: v}`."""
    statement: Node | None = touch.node
    while statement is not None and statement.type != "assignment_statement":
        statement = resolver.parent(touch.file, statement)
    left = child(statement, "left") if statement is not None else None
    key = child(touch.node, "key") if touch.node.type == "keyed_element" else None
    shown = text(left).strip("*()") if left is not None else ""
    return f"{shown}.{text(key)}" if key is not None else shown
