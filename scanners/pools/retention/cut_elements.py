"""Elements of slices beyond their length: whoever cuts a slice leaves them in its array."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.golang.types import Pointer, Slice, Struct, Type
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.values import Cut, cut_of
from scanners.pools.objects.deeds import ELEMENT, Deed, Path
from scanners.pools.objects.field_uses import FieldUses, field_at
from scanners.pools.objects.givers import holds_references, refers
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.returned_fields import is_cut_by_name, is_extended_by_name
from scanners.pools.objects.touches import Step
from scanners.pools.retention.late_cuts import cut_when_taken, may_extend
from scanners.pools.retention.own_elements import is_own_element
from scanners.pools.retention.retained import Retained, Way, is_generic
from scanners.pools.retention.swapped import held_before

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_SET_AGAIN: Final = 2  # values of a variable


class CutElements:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def on_the_way(
        self, pool: PoolDeclaration, held: Type | None, steps: list[Step], chain: tuple[PoolSite, ...]
    ) -> Iterator[Retained]:
        """Slices of references that are truncated on the way to the Put, and whose elements nobody clears."""
        cut: dict[Path, Step] = {}
        cleared: set[Path] = set()
        for step in steps:
            deed = step.touch.deed
            if ELEMENT in step.path and deed in {Deed.CLEAR, Deed.SET, Deed.CUT}:
                place = step.path.index(ELEMENT)
                if len(step.path) == place + 1 or not self._are_pointers(held, step.path[:place]):
                    cleared.add(step.path[:place])
            elif deed is Deed.CLEAR:
                cleared.add(step.path)
                cut = {path: each for path, each in cut.items() if path[: len(step.path)] != step.path}
            elif step.path in cleared or step.path[:1] in cleared:
                continue
            elif deed is Deed.CUT or is_cut_by_name(self._resolver, step.touch):
                cut.setdefault(step.path, step)
        for path, step in cut.items():
            if path not in cleared and self._holds_others(pool, held, path):
                yield Retained(Way.ELEMENTS, path, step.touch.file, step.touch.node)
        cuts = cut_at_put(chain)
        if not cuts or () in cut or () in cleared or self._may_extend(pool, held) or self._is_as_taken(chain[-1]):
            return
        if self._holds_others(pool, held, ()):
            yield Retained(Way.ELEMENTS, (), *cuts[0])

    def _is_as_taken(self, site: PoolSite) -> bool:
        """Whether a variable that goes back is set only once: what it was taken as, and nobody is seen to fill.

        What a field held until then may have been filled there.
        """
        named = base(site.value) if site.value is not None else None
        variable = self._resolver.object_of(site.file, named) if named is not None else None
        if variable is None or variable.kind != "var" or not variable.is_local:
            return False
        values = list(assigned_values(self._resolver, site.file, variable))
        return len(values) < _SET_AGAIN and not self._is_filled_before(site)

    def _is_filled_before(self, site: PoolSite) -> bool:
        """Whether a variable that goes back has what a field held, and somebody appends to that."""
        held = held_before(self._resolver, site)
        operand, name = (child(held, each) if held is not None else None for each in ("operand", "field"))
        if operand is None or name is None:
            return False
        found = self._resolver.field(self._resolver.type_of(site.file, operand), text(name))
        return found is not None and any(use.touch.deed is Deed.GROW for use in self._uses.of(found.field))

    def _may_extend(self, pool: PoolDeclaration, held: Type | None) -> bool:
        """Whether somebody may lengthen a slice over its old elements; of a generic pool those of its type count."""
        is_any = not is_generic(pool.element_type)
        return any(
            may_extend(site)
            for site in pool.sites
            if is_any or (site.value is not None and self._resolver.type_of(site.file, site.value) == held)
        )

    def when_taken(self, pool: PoolDeclaration, held: Type | None, put: PoolSite) -> list[Retained]:
        """The elements of a slice of references that nobody needs: whoever takes one cuts it to nothing at once."""
        taking = self._taking(pool, put)
        cuts = [cut_when_taken(self._resolver, self._holders, site, pool.puts) for site in taking]
        is_slice = held is not None and self._holds_others(pool, held, ())
        if (
            not taking
            or not is_slice
            or not all(cuts)
            or any(map(may_extend, (*taking, put) if is_generic(pool.element_type) else pool.sites))
        ):
            return []
        return [Retained(Way.FILLED, (), taking[0].file, cut) for cut in cuts[:1] if cut is not None]

    def _taking(self, pool: PoolDeclaration, put: PoolSite) -> list[PoolSite]:
        """Who takes objects; of a pool of a type parameter those who take them from where one is put back."""
        if not is_generic(pool.element_type):
            return [site for site in pool.gets if site.direct]
        owner = self._owner(put)
        return [site for site in pool.gets if site.counted and owner is not None and self._owner(site) is owner]

    def _owner(self, site: PoolSite) -> Object | None:
        """The variable or field whose method is called: `h.lists` of `h.lists.Get()`."""
        function = child(site.call, "function")
        operand = child(function, "operand") if function is not None else None
        return self._resolver.object_of_expression(site.file, operand) if operand is not None else None

    def _are_pointers(self, type_: Type | None, path: Path) -> bool:
        """Whether the elements of a slice are pointers: what is set behind one of them is not the slice's."""
        if path:
            fields = self._uses.fields(type_) if type_ is not None and len(path) == 1 else ()
            type_ = next((each.type for each in fields if each.name == path[0]), None)
        type_ = self._resolver.underlying(type_) if type_ is not None else None
        held = self._resolver.underlying(type_.element) if isinstance(type_, Pointer) else type_
        return isinstance(held, Slice) and isinstance(held.element, Pointer)

    def _holds_others(self, pool: PoolDeclaration, type_: Type | None, path: Path) -> bool:
        """Whether the elements of a slice refer to memory of others, and are not kept to be used again."""
        if not path:
            type_ = type_.element if isinstance(type_, Pointer) else type_
            return type_ is not None and holds_references(self._resolver, type_)
        field = field_at(self._uses, type_, path)
        if field is None or not holds_references(self._resolver, field.type) or self._point_back(pool, field.type):
            return False
        uses = [use for use in self._uses.of(field, pool.package) if not use.touch.path]
        grown = [use.touch for use in uses if use.touch.deed is Deed.GROW]
        if any(b"append(" not in (touch.node.text or b"") for touch in grown):
            return False
        if grown and all(is_own_element(self._resolver, touch) for touch in grown):
            return False
        return not any(use.touch.deed is Deed.EXTEND or is_extended_by_name(self._resolver, use.touch) for use in uses)

    def _point_back(self, pool: PoolDeclaration, type_: Type) -> bool:
        """Whether all that the elements refer to is an object of the pool, as parts do that know their whole."""
        meant = self._resolver.underlying(type_)
        inner = meant.element if isinstance(meant, Slice) else None
        if inner is None or not isinstance(self._resolver.underlying(inner), Struct):
            return False
        referring = [each.type for each in self._resolver.fields(inner) if refers(self._resolver, each.type, 1)]
        return bool(referring) and all(each == pool.element_type for each in referring)


def cut_at_put(chain: tuple[PoolSite, ...]) -> list[tuple[SourceFile, Node]]:
    """Where a slice is cut to nothing by what a Put, or a call on the way to it, is given."""
    return [
        (site.file, site.value)
        for site in chain
        if site.value is not None and site.value.type == "slice_expression" and cut_of(site.value) is Cut.EMPTY
    ]
