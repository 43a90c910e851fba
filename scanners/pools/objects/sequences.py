"""Numbers that start somewhere when an object is made and go on from user to user on purpose: random states, turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, find, text, walk
from scanners.golang.types import Array, Basic
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.fresh_values import is_newly_made

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field, Type
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.field_uses import FieldUse, FieldUses

_LOOKS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.BOUND})
_CALLED: Final = frozenset({"function", "method"})
_OTHER: Final = frozenset({"bool", "string", "unsafe.Pointer"})  # basic types that are no numbers


class Sequences:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def is_one_named(self, pool: PoolDeclaration, name: str) -> bool:
        """Whether the field of this name is such a number."""
        fields = self._uses.fields(pool.element_type) if pool.element_type is not None else ()
        return any(self._is_one(pool, field) for field in fields if field.name == name)

    def _is_one(self, pool: PoolDeclaration, field: Field) -> bool:
        """Whether a call gives the first number where an object is made, and each later one comes from that before."""
        if not self._is_number(field.type):
            return False
        uses = [use for use in self._uses.of(field, pool.package) if use.touch.deed not in _LOOKS]
        starting = [use for use in uses if self._starts(use)]
        is_started = bool(starting) or any(
            self._asks(file, value) for file, value in self._uses.given(field) if not self._is_set(uses, value)
        )
        return is_started and all(use in starting or self._goes_on(field, use) for use in uses)

    def _is_number(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Array):
            meant = self._resolver.underlying(meant.element)
        return isinstance(meant, Basic) and meant.name not in _OTHER

    def _is_set(self, uses: list[FieldUse], value: Node) -> bool:
        """Whether a value is that of an assignment, not of a literal."""
        return any(use.touch.value is not None and use.touch.value.id == value.id for use in uses)

    def _starts(self, use: FieldUse) -> bool:
        """`x = new(T); x.n = seed()`."""
        touch = use.touch
        if touch.deed is not Deed.SET or touch.path or touch.value is None or not self._asks(touch.file, touch.value):
            return False
        target = next(iter(find(touch.node, "selector_expression")), None)
        path = path_of(self._resolver, touch.file, target) if target is not None else None
        made = assigned_values(self._resolver, touch.file, path.root) if path is not None else ()
        return any(is_newly_made(self._resolver, touch.file, each) for each in made)

    def _asks(self, file: SourceFile, value: Node) -> bool:
        """Whether a number is asked for, not spelled: `rand()`, `uint64(time.Now().UnixNano())`."""
        return any(self._resolver.callee(file, call).kind in _CALLED for call in find(value, *CALLS))

    def _goes_on(self, field: Field, use: FieldUse) -> bool:
        """`x.n++`, `x.n = x.n*a + c`, `next := x.n + i; x.n = next`."""
        touch = use.touch
        if touch.deed is Deed.CHANGE:
            return True
        return touch.deed is Deed.SET and touch.value is not None and self._is_made_of(field, touch.file, touch.value)

    def _is_made_of(self, field: Field, file: SourceFile, value: Node) -> bool:
        for node in walk(value):
            if node.type == "selector_expression" and text(node).endswith(f".{field.name}"):
                return True
            object_ = self._resolver.object_of(file, node) if node.type == "identifier" else None
            if object_ is not None and object_.is_local and object_.kind == "var":
                values = assigned_values(self._resolver, file, object_)
                if any(text(each).endswith(f".{field.name}") for one in values for each in walk(one)):
                    return True
        return False
