"""Parameters that are structs: what is stored in their fields ends with the call, and the caller's stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Struct

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.carriers import Path

_GIVEN: Final = frozenset({"param", "receiver"})


def is_in_copy(resolver: Resolver, path: Path) -> bool:
    """Whether a parameter or receiver is a struct that came by value, and a field one of its own, behind no pointer."""
    if path.root.kind not in _GIVEN:
        return False
    type_ = path.root.type
    for name in path.fields:
        if not isinstance(resolver.underlying(type_), Struct):
            return False
        selection = resolver.field(type_, name)
        if selection is None or len(selection.path) > 1:
            return False
        type_ = selection.type
    return bool(path.fields) or isinstance(resolver.underlying(type_), Struct)
