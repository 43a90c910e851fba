"""Buffers that are written to, and maps whose entries are added up, which nobody empties between two users.

The order of calls does not matter here: what is added now lies behind what the last user left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, child, text
from scanners.golang.types import Field, Map, Named, Pointer, Type
from scanners.pools.code.operands import goes_on
from scanners.pools.objects.deeds import Deed
from scanners.pools.resets.resets import Place, place

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.field_uses import FieldUse

_BUFFERS: Final = frozenset({"bytes.Buffer", "strings.Builder"})
_SHOWING: Final = frozenset({"Bytes", "String"})  # others take out what they give
_LOOKS: Final = frozenset({Deed.GROW, Deed.READ, Deed.CHECK, Deed.BOUND})


def is_buffer(type_: Type) -> bool:
    """Whether a field holds a buffer of the standard library, itself or by a pointer."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(held, Named) and held.qualified in _BUFFERS


def never_emptied(resolver: Resolver, field: Field, uses: list[FieldUse]) -> tuple[Place, Place] | None:
    """Where a field is added to, and where what it holds is used; None where it may be emptied, or that is in doubt."""
    if any(use.touch.deed not in _LOOKS for use in uses):
        return None
    if is_buffer(field.type):
        added = [use for use in uses if use.touch.deed is Deed.GROW]
        used = [use for use in uses if use.touch.deed is Deed.READ]
        if not all(_shows(use) for use in used):
            return None
    elif isinstance(resolver.underlying(field.type), Map):
        added = [use for use in uses if use.touch.deed is Deed.GROW and goes_on(use.touch.node)]
        used = [use for use in uses if use.touch.deed is Deed.READ]
    else:
        return None
    return (place(added[0]), place(used[0])) if added and used else None


def _shows(use: FieldUse) -> bool:
    """Whether a buffer is read as a whole, and keeps what it holds: `x.buf.String()`."""
    function = child(use.touch.node, "function") if use.touch.node.type in CALLS else None
    name = child(function, "field") if function is not None else None
    return name is not None and text(name) in _SHOWING
