"""Questions whether a field is nil, under which it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import child, operator
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.field_uses import FieldUse


def nil_check(resolver: Resolver, write: FieldUse, uses: list[FieldUse]) -> FieldUse | None:
    """The condition `x.f == nil` under which a field is set."""
    for use in uses:
        condition = use.touch.node
        if use.touch.deed is not Deed.CHECK or use.touch.file is not write.touch.file:
            continue
        around = resolver.parent(use.touch.file, condition)
        if operator(condition) != "==" or around is None or around.type != "if_statement":
            continue
        then = child(around, "consequence")
        if then is not None and then.start_byte <= write.touch.node.start_byte < then.end_byte:
            return use
    return None
