"""Whether the objects of a pool can grow, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, only, parts
from scanners.golang.types import Field, Map, Named, Pointer, Slice, Type
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.raw_memory import is_slice_header
from scanners.pools.code.targets import is_same
from scanners.pools.code.values import appends
from scanners.pools.inventory.elements import site_types
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.deeds import Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.retention.bounds import is_limit
from scanners.pools.retention.larger_arrays import goes_on_in_larger
from scanners.pools.retention.other_names import OtherNames
from scanners.pools.retention.size_classes import is_by_size
from scanners.pools.retention.small_growth import SmallGrowth
from scanners.pools.retention.writers import Writers

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_GROWING: Final = "bytes.Buffer"
_SIZING: Final = frozenset({Deed.CUT, Deed.CLEAR, Deed.GROW})
_NESTED: Final = 2  # structs in structs


@dataclass(frozen=True, slots=True)
class Growth:
    """Where the part at a path grows, and where else it does; () is the object itself."""

    path: Path
    type: Type
    file: SourceFile
    node: Node
    further: tuple[Growth, ...] = ()

    def near(self, site: PoolSite) -> Growth:
        """The place in the function of a site, if it grows there: whoever reads of that has it before their eyes."""
        around = site.function
        places = (self, *self.further) if around is not None else ()
        start, end = (around.start_byte, around.end_byte) if around is not None else (0, 0)
        return next((each for each in places if each.file is site.file and start <= each.node.start_byte < end), self)


class Growths:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._known: Final[dict[tuple[str, Type], list[Growth]]] = {}
        self._cuts: Final[dict[str, dict[Path, list[Touch]]]] = {}
        self._writers: Final = Writers(resolver, uses)
        self._other_names: Final = OtherNames(resolver, holders.touches)
        self._small: Final = SmallGrowth(resolver)

    def element(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...]) -> Type | None:
        """What goes back on one way to a Put: the pool's element, or of a generic pool what its caller gives."""
        if pool.element_type is not None:
            return pool.element_type
        return next(iter(site_types(self._resolver, chain[-1])), None)

    def of(self, pool: PoolDeclaration, element: Type) -> list[Growth]:
        """The parts of those objects of the pool that are of this type that grow, the first place of each."""
        key = (pool.identity, element)
        if key not in self._known:
            self._known[key] = [] if is_by_size(self._resolver, pool) else self._find(pool, element)
        return self._known[key]

    def field(self, element: Type, path: Path) -> Field | None:
        """The field at a path, of those that can grow."""
        return next((field for found, field in self._fields(element) if found == path), None)

    def _find(self, pool: PoolDeclaration, element: Type) -> list[Growth]:
        found: dict[Path, list[Growth]] = {}
        for growth in self._whole(pool, element):
            found.setdefault(growth.path, []).append(growth)
        for path, field in self._fields(element):
            if not self._lasts(pool, path, field):
                continue  # told from few of its uses: of most fields the others need not be looked at
            uses = self._uses.of(field)
            grows = (use.touch for use in uses if self._is_growth(use, uses) and not self._in_new(pool, use.touch.node))
            touch = next(grows, None) or self._grown_elsewhere(pool, path, field)
            place = (touch.file, touch.node) if touch is not None else self._writers.given(field, uses)
            if place is not None:
                found.setdefault(path, [Growth(path, field.type, *place)])
        return [replace(first, further=tuple(others)) for first, *others in found.values()]

    def _is_growth(self, use: FieldUse, uses: tuple[FieldUse, ...]) -> bool:
        """Whether a field grows here, and its size is not held against a limit in the same function."""
        growing = (use.touch,) if use.touch.deed is Deed.GROW else self._other_names.growing(use.touch)
        grows = not all(map(self._small.is_small, growing))
        if use.touch.path or not (grows or goes_on_in_larger(self._resolver, use.touch)):
            return False
        looks = (other.touch for other in uses if other.touch.deed is Deed.BOUND and other.function == use.function)
        return not any(is_limit(look.node) for look in looks)

    def _can_grow(self, type_: Type) -> bool:
        held = type_.element if isinstance(type_, Pointer) else type_
        if isinstance(held, Named) and held.qualified == _GROWING:
            return True
        meant = self._resolver.underlying(held)
        return isinstance(meant, Slice | Map) or is_slice_header(meant)

    def _whole(self, pool: PoolDeclaration, element: Type) -> Iterator[Growth]:
        for site in pool.sites:
            if pool.element_type is None and element not in site_types(self._resolver, site):
                continue
            if self._can_grow(element) and self._is_appended_at_once(site):
                yield Growth((), element, site.file, site.call)
            steps = self._holders.steps(site)
            for step in steps:
                is_whole = not step.path and self._can_grow(element)
                if self._small.is_small(step.touch) or self._is_too_late(pool, element, site, step):
                    continue
                if self._is_beside(pool, site, step):
                    continue
                if is_whole and (step.touch.deed is Deed.GROW or self._is_buffer_handed_on(element, step)):
                    yield Growth((), element, site.file, step.at)
                elif step.touch.deed is Deed.GROW and (part := self._part(element, step.path)) is not None:
                    yield Growth(step.path, part, site.file, step.at)
                elif is_whole and step.touch.deed is Deed.SET and self._is_grown(step.touch):
                    yield Growth((), element, step.touch.file, step.touch.node)
            if self._can_grow(element):
                yield from self._in_field(site, element)

    def _is_too_late(self, pool: PoolDeclaration, element: Type, site: PoolSite, step: Step) -> bool:
        """Whether `defer p.Put(b)` has taken the slice before it grows: what is appended then does not go back."""
        if not isinstance(self._resolver.underlying(element), Slice) or site.function is None:
            return False
        deferred = (
            put
            for put in pool.puts
            if put.function is not None
            and put.function.id == site.function.id
            and (statement := self._resolver.parent(put.file, put.call)) is not None
            and statement.type == "defer_statement"
        )
        return any(put.call.end_byte <= step.at.start_byte for put in deferred)

    def _is_beside(self, pool: PoolDeclaration, site: PoolSite, step: Step) -> bool:
        """Whether a copy of the slice grows after another was made, which is what the function puts back."""
        left = child(step.touch.node, "left") if step.touch.node.type == "assignment_statement" else None
        target = only(left) if left is not None else None
        grown = self._resolver.object_of(site.file, target) if target is not None else None
        if grown is None or not isinstance(self._resolver.underlying(grown.type), Slice):
            return False
        puts = [put for put in pool.puts if put.function is not None and put.function == site.function]
        return bool(puts) and all(self._is_made_before(put, grown, step.at) for put in puts)

    def _is_made_before(self, put: PoolSite, grown: Object, at: Node) -> bool:
        """Whether a Put is of a variable that is set once, before another one grows."""
        path = path_of(self._resolver, put.file, put.value) if put.value is not None else None
        if path is None or path.fields or path.root is grown:
            return False
        values = list(assigned_values(self._resolver, put.file, path.root))
        return len(values) == 1 and values[0].end_byte <= at.start_byte

    def _is_appended_at_once(self, site: PoolSite) -> bool:
        """`append(p.Get().([]T), …)`."""
        listed = self._resolver.parent(site.file, site.value) if site.kind == "get" and site.value is not None else None
        call = self._resolver.parent(site.file, listed) if listed is not None else None
        if call is None or call.type not in CALLS or site.value is None:
            return False
        return appends(self._resolver.callee(site.file, call).qualified) and is_same(arguments(call)[0], site.value)

    def _part(self, element: Type, path: Path) -> Type | None:
        """The type of an embedded buffer: its methods are called on the object."""
        field = next((each for each in self._uses.fields(element) if (each.name,) == path), None)
        is_embedded = field is not None and field.embedded and not isinstance(field.type, Pointer)
        return field.type if field is not None and is_embedded and self._can_grow(field.type) else None

    def _is_buffer_handed_on(self, element: Type, step: Step) -> bool:
        """Whether a buffer is given to a function that is not at hand: it writes into it."""
        held = element.element if isinstance(element, Pointer) else element
        is_buffer = isinstance(held, Named) and held.qualified == _GROWING
        callee = step.touch.callee
        if callee is not None and callee.qualified == "(*sync.Pool).Put":
            return False
        return is_buffer and step.touch.deed is Deed.CALL and step.touch.argument is not None

    def _is_grown(self, touch: Touch) -> bool:
        """Whether what is set is a local variable that was appended to: `*p = b`."""
        value = touch.value
        object_ = (
            self._resolver.object_of(touch.file, value) if value is not None and value.type == "identifier" else None
        )
        if object_ is None or not object_.is_local:
            return False
        return any(
            step.touch.deed is Deed.GROW and not step.path for step in self._holders.touches.of(touch.file, object_)
        )

    def _in_field(self, site: PoolSite, element: Type) -> Iterator[Growth]:
        """Growth in other methods of the struct that keeps the object in a field."""
        for root, prefix in self._holders.roots(site):
            selection = self._resolver.field(root.type, prefix[-1]) if len(prefix) == 1 else None
            for use in self._uses.of(selection.field) if selection is not None else ():
                if not use.touch.path and use.touch.deed is Deed.GROW:
                    yield Growth((), element, use.touch.file, use.touch.node)

    def _fields(self, element: Type, depth: int = 0) -> Iterator[tuple[Path, Field]]:
        """The fields that can grow, those of structs inside included."""
        for field in self._uses.fields(element):
            if self._can_grow(field.type):
                yield (field.name,), field
            elif depth < _NESTED and not isinstance(field.type, Pointer):
                for path, inner in self._fields(field.type, depth + 1):
                    yield (field.name, *path), inner

    def _lasts(self, pool: PoolDeclaration, path: Path, field: Field) -> bool:
        """Whether the memory of a part is used again: slices that are cut, maps that are emptied with the object.

        What nobody cuts or empties is set anew for each user, or holds no more than the configuration of the object.
        """
        meant = self._resolver.underlying(field.type)
        if not isinstance(meant, Slice | Map):
            return True
        touches = self._sizing(pool).get(path, ())
        if isinstance(meant, Slice):
            is_cut = any(touch.deed is Deed.CUT for touch in touches) or self._uses.is_cut(field)
            return is_cut or any(self._other_names.is_cut(*each) for each in self._uses.given(field))
        return any(self._empties(touch) for touch in touches)

    def _grown_elsewhere(self, pool: PoolDeclaration, path: Path, field: Field) -> Touch | None:
        """Where a user in another package than that of the field adds more to it than a few elements."""
        own = self._uses.package(field)
        at_home = own.paths if own is not None else ()
        grows = (each for each in self._sizing(pool).get(path, ()) if each.deed is Deed.GROW)
        counted = (each for each in grows if not self._small.is_small(each) and self._small.few_added(each) is None)
        return next((each for each in counted if each.file.path not in at_home), None)

    def _sizing(self, pool: PoolDeclaration) -> Mapping[Path, list[Touch]]:
        """What cuts, clears or grows parts of the objects at their sites, by the part: few steps of many."""
        if pool.identity not in self._cuts:
            found = self._cuts[pool.identity] = {}
            for step in (step for site in pool.sites for step in self._holders.steps(site)):
                if step.touch.deed in _SIZING:
                    found.setdefault(step.path, []).append(step.touch)
        return self._cuts[pool.identity]

    def _empties(self, touch: Touch) -> bool:
        """`clear(m)`, or a loop that does nothing but delete each key."""
        if touch.deed is not Deed.CLEAR or touch.node.type in CALLS:
            return touch.deed is Deed.CLEAR
        loop = self._resolver.parent(touch.file, touch.node) if touch.node.type == "range_clause" else None
        body = child(loop, "body") if loop is not None else None
        statements = only(body) if body is not None else None
        return statements is not None and len(parts(statements)) == 1

    def _in_new(self, pool: PoolDeclaration, node: Node) -> bool:
        return any(new.node.start_byte <= node.start_byte < new.node.end_byte for new in pool.new)
