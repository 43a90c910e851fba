"""Pointers inside pooled structs through which the next user reaches memory that is not the object's alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, text
from scanners.golang.types import Field, Map, Named, Pointer, Slice, Struct, Type
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.givers import Origins, Owner
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.own_parts import own_parts
from scanners.pools.ownership.ownership import Ownership

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.touches import Step
    from scanners.pools.ownership.replacements import Replacements

_SETS: Final = frozenset({Deed.SET, Deed.CLEAR, Deed.CUT})
_FEWEST: Final = 2  # fields that are reset; where it is only one, that may not be meant as a reset
_HARMLESS: Final = frozenset({"sync", "sync/atomic"})


class Way(Enum):
    """What is wrong with a pointer."""

    DOUBLE = "double"  # *[]T, *map[K]V, **T
    SHARED = "shared"  # outlives the reset, and a method has given it to the user


@dataclass(frozen=True, slots=True)
class Nested:
    """The field at a path, and the place that shows what is wrong."""

    way: Way
    path: Path
    type: Type
    file: SourceFile
    node: Node


class Nestings:
    """Answers for one program."""

    def __init__(
        self,
        resolver: Resolver,
        ownership: Ownership,
        replacements: Replacements,
        holders: Holders,
        uses: FieldUses,
    ) -> None:
        self._resolver: Final = resolver
        self._ownership: Final = ownership
        self._replacements: Final = replacements
        self._holders: Final = holders
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)
        # Up to 500 ways lead to a Put, many of them through the same functions.
        self._known: Final[dict[tuple[str, PoolSite], dict[str, bool] | None]] = {}

    def of(self, pool: PoolDeclaration) -> list[Nested]:
        """The pointers of a pool's objects that are nested, those to pointers first."""
        element = pool.element_type
        if element is None or not self._uses.fields(element):
            return []
        found = list(self._doubles(pool, element)) + list(self._shared(pool, element))
        return [each for each in found if not self._ownership.is_borrowed(pool, each.path)]

    # Pointers to what is a reference already.

    def _doubles(self, pool: PoolDeclaration, element: Type) -> Iterator[Nested]:
        parts = dict(own_parts(self._resolver, element))
        for path, field in parts.items():
            around = parts.get(path[:-1])
            if around is not None and not around.embedded and not isinstance(around.type, Struct):
                continue  # a field of another type, which sees to it itself
            if field.file is None or field.node is None or not isinstance(field.type, Pointer):
                continue
            if isinstance(field.type.element, Slice | Map | Pointer) and not self._is_reset(pool, path):
                yield Nested(Way.DOUBLE, path, field.type, field.file, field.node)

    def _is_reset(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether whoever takes or puts an object sees to what the pointer leads to."""
        return any(
            step.touch.deed in _SETS and step.path == path[: len(step.path)]
            for site in pool.sites
            for step in self._holders.steps(site)
        )

    # Pointers that survive.

    def _shared(self, pool: PoolDeclaration, element: Type) -> Iterator[Nested]:
        """Pointer fields that every reset before Put leaves alone, that are set while in use, and that got out."""
        puts = [put for put in pool.puts if put.direct]
        resets = [self._reset_fields(pool, put) for put in puts]
        if not resets or any(each is None for each in resets):
            return
        for field in self._uses.fields(element):
            if not self._is_reference(pool, element, field) or any(field.name in (each or ()) for each in resets):
                continue
            uses = self._uses.of(field)
            given = next((use for use in uses if self._is_given(pool, use)), None)
            out = next(filter(self._is_handed_out, uses), None)
            if given is not None and out is not None and not self._replacements.is_set_anew(pool, (field.name,)):
                yield Nested(Way.SHARED, (field.name,), field.type, out.touch.file, out.touch.node)

    def _reset_fields(self, pool: PoolDeclaration, put: PoolSite) -> frozenset[str] | None:
        """The fields that are seen to before a Put; None where it is reset as a whole, or not at all."""
        seen_to: dict[str, bool] = {}
        for chain in self._holders.chains(pool, put):
            for site in reversed(chain):
                seen_to_here = self._seen_to(pool, site)
                if seen_to_here is None:
                    return None
                seen_to |= seen_to_here
        reset = frozenset(name for name, is_seen_to in seen_to.items() if is_seen_to)
        return reset if len(reset) >= _FEWEST else None

    def _seen_to(self, pool: PoolDeclaration, site: PoolSite) -> dict[str, bool] | None:
        """What one function does to the fields before it hands the object on to its Put; None as for the whole way."""
        key = (pool.identity, site)
        if key not in self._known:
            self._known[key] = self._find_seen_to(pool, site)
        return self._known[key]

    def _find_seen_to(self, pool: PoolDeclaration, site: PoolSite) -> dict[str, bool] | None:
        seen_to: dict[str, bool] = {}
        for step in self._holders.steps_before(site):
            if step.path and step.touch.deed not in {Deed.READ, Deed.CHECK}:
                seen_to[step.path[0]] = step.touch.deed is not Deed.SET or not self._is_others(pool, step.touch)
            elif not step.path and (step.touch.deed in _SETS or self._may_reset(step)):
                return None
        return seen_to

    def _may_reset(self, step: Step) -> bool:
        """Whether the object is handed to a function that cannot be read and whose name could mean a reset."""
        callee = step.touch.callee
        if step.touch.deed is not Deed.CALL or (callee is not None and callee.qualified == "(*sync.Pool).Put"):
            return False
        function = child(step.touch.node, "function")
        return function is not None and reset_names().may_reset(text(function).rpartition(".")[2])

    def _is_reference(self, pool: PoolDeclaration, element: Type, field: Field) -> bool:
        """Whether a field is a pointer to a struct of another kind than the object and the owner of the pool."""
        if not isinstance(field.type, Pointer) or field.type == element:
            return False
        held = field.type.element
        if not isinstance(held, Named) or held.path in _HARMLESS:
            return False
        return held.path != pool.package.import_path or held.name != pool.owner

    def _is_given(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the field is set while the object is in use, to what is not made on the spot."""
        touch = use.touch
        if touch.deed is not Deed.SET or touch.path or use.function is None:
            return False
        is_in_new = any(new.node.id == use.function.id for new in pool.new)
        return not is_in_new and not self._takes_from_other(pool, use) and self._is_others(pool, touch)

    def _takes_from_other(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the function around a use takes from other pools alone: what it sets belongs to their objects."""
        if use.function is None:
            return False
        own = {site.call.id for site in pool.gets}
        taken = [
            call.id
            for call in find(use.function, *CALLS)
            if self._resolver.callee(use.touch.file, call).qualified == "(*sync.Pool).Get"
        ]
        return bool(taken) and not own.intersection(taken)

    def _is_others(self, pool: PoolDeclaration, touch: Touch) -> bool:
        """Whether what a field is set to may belong to somebody else."""
        if touch.value is None:
            return False
        owner = self._origins.of(touch.value_file, touch.value, pool.element_type)
        return owner not in {Owner.NOBODY, Owner.FRESH, Owner.RECEIVER}

    def _is_handed_out(self, use: FieldUse) -> bool:
        """Whether an exported method returns the field."""
        function = use.function
        if use.touch.deed is not Deed.READ or use.touch.path or function is None:
            return False
        name = child(function, "name")
        if function.type != "method_declaration" or name is None or not is_exported(text(name)):
            return False
        listed = self._resolver.parent(use.touch.file, use.touch.node)
        statement = self._resolver.parent(use.touch.file, listed) if listed is not None else None
        return statement is not None and statement.type == "return_statement"
