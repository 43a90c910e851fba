"""Fields that are set to what was taken out of them: `list := x.list; list = append(list, …); x.list = list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import child, text
from scanners.pools.deeds import Deed, Touch
from scanners.pools.objects_in_functions import assigned_values

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
