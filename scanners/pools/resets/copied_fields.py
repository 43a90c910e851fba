"""Fields that one object copies into another of its type: `to.padded = f.padded`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import child, only, text
from scanners.pools.code.objects_in_functions import base
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.field_uses import FieldUse


def is_copied(resolver: Resolver, use: FieldUse) -> bool:
    """Whether a method sets the field of another object to what its own has, which tells nothing of either's user."""
    left, value = child(use.touch.node, "left"), use.touch.value
    target = only(left) if left is not None else None
    if use.touch.deed is not Deed.SET or target is None or value is None:
        return False
    source = base(value)
    if target.type != "selector_expression" or source.type != "selector_expression":
        return False
    if text(child(target, "field") or target) != text(child(source, "field") or source):
        return False
    to, of = child(target, "operand"), child(source, "operand")
    owner = resolver.object_of(use.touch.value_file, of) if of is not None and of.type == "identifier" else None
    if to is None or of is None or owner is None or owner.kind != "receiver":
        return False
    return text(to) != text(of) and resolver.type_of(use.touch.file, to) == resolver.type_of(use.touch.value_file, of)
