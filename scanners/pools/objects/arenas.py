"""Slices that are only ever appended to, and made anew when they are full: nothing is written there a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Basic, Slice
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.fresh_values import is_fresh

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field, Type
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.field_uses import FieldUse, FieldUses

_LOOKS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.BOUND})


class Arenas:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def is_whole(self, pool: PoolDeclaration) -> bool:
        """Whether the objects of a pool hold nothing else that can be written: what they lend stays as it is."""
        fields = self._uses.fields(pool.element_type) if pool.element_type is not None else ()
        slices = [field for field in fields if self._is_memory(field.type)]
        return bool(slices) and all(self.is_one(pool, field) for field in slices)

    def is_one_named(self, pool: PoolDeclaration, name: str) -> bool:
        """Whether the field of this name is such a slice."""
        fields = self._uses.fields(pool.element_type) if pool.element_type is not None else ()
        return any(self.is_one(pool, field) for field in fields if field.name == name)

    def is_one(self, pool: PoolDeclaration, field: Field) -> bool:
        """Whether a field is such a slice."""
        uses = self._uses.of(field, pool.package)
        deeds = {use.touch.deed for use in uses if use.touch.deed not in _LOOKS}
        is_slice = isinstance(self._resolver.underlying(field.type), Slice)
        return is_slice and deeds == {Deed.GROW, Deed.SET} and all(map(self._keeps, uses))

    def _keeps(self, use: FieldUse) -> bool:
        """Whether a use leaves alone what is in the slice."""
        touch = use.touch
        if touch.deed is Deed.SET:
            is_made = touch.value is not None and is_fresh(self._resolver, touch.value_file, touch.value)
            return not touch.path and is_made
        return touch.deed in _LOOKS or not touch.path

    def _is_memory(self, type_: Type) -> bool:
        return not isinstance(self._resolver.underlying(type_), Basic)
