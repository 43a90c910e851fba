"""Whether the objects of a pool can grow, and whether anything bounds what goes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text, walk
from scanners.golang.types import Array, Field, Map, Named, Pointer, Slice, Type
from scanners.pools.deeds import Deed, Path, Touch, is_zero
from scanners.pools.field_uses import FieldUses
from scanners.pools.holders import Holders
from scanners.pools.touches import Step
from scanners.pools.values import operator_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration, PoolSite

_GROWING: Final = "bytes.Buffer"
_NESTED: Final = 2  # structs in structs
_NUMBER: Final = re.compile(rb"strconv\.Append(?:Int|Uint|Float|Bool)\(.*\[:0\]")
_SIZE: Final = re.compile(rb"(?i)len|cap|size|max|limit|bytes")
_ORDERED: Final = frozenset({"<", ">", "<=", ">="})


@dataclass(frozen=True, slots=True)
class Growth:
    """Where the part at a path grows; () is the object itself."""

    path: Path
    type: Type
    file: SourceFile
    node: Node


class Growths:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._dropped: Final[dict[tuple[str, Path], bool]] = {}

    def of(self, pool: PoolDeclaration) -> list[Growth]:
        """The parts of the pool's objects that grow, the first place of each."""
        element = pool.element_type
        if element is None or self._is_by_size(pool):
            return []
        found: dict[Path, Growth] = {}
        for growth in self._whole(pool, element):
            found.setdefault(growth.path, growth)
        for path, field in self._fields(element):
            uses = self._uses.of(field)
            if any(use.touch.deed is Deed.CHANGE and use.touch.node.type == "call_expression" for use in uses):
                continue  # keys are deleted one by one, so that the map never holds many
            for use in uses:
                if (
                    use.touch.deed is Deed.GROW
                    and not use.touch.path
                    and not _is_small(use.touch)
                    and not self._in_new(pool, use.touch.node)
                ):
                    found.setdefault(path, Growth(path, field.type, use.touch.file, use.touch.node))
                    break
        return list(found.values())

    def unbounded(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], path: Path) -> bool:
        """Whether a part goes back as large as it has become on one way to a Put."""
        for site in chain:
            if self._is_guarded(site):
                return False
            steps = self._holders.steps(site)
            # A look at one part in the function of the Put itself decides on the object as a whole.
            if any(step.touch.deed is Deed.BOUND and (not step.depth or _overlap(step.path, path)) for step in steps):
                return False
            if self._is_dropped(self._holders.steps_before(site), path):
                return False
        return not self._is_dropped_at_get(pool, path) and not self._is_bounded_somewhere(pool, path)

    def _is_dropped_at_get(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether whoever takes an object lets the memory go at once: then it only lasts until then."""
        key = (pool.identity, path)
        if key not in self._dropped:
            self._dropped[key] = self._drops_at_get(pool, path)
        return self._dropped[key]

    def _drops_at_get(self, pool: PoolDeclaration, path: Path) -> bool:
        return any(
            self._is_dropped(steps, path)
            or any(step.path == path and step.touch.deed is Deed.SET and _is_fresh(step) for step in steps)
            for steps in map(self._holders.steps, pool.gets)
        )

    def _is_dropped(self, steps: list[Step], path: Path) -> bool:
        """Whether the memory is let go, and not kept by the same statement: `*x = T{buf: x.buf[:0]}`."""
        dropped = False
        for step in steps:
            is_kept = step.path == path and step.touch.deed is Deed.CUT
            dropped = (dropped or self._drops(step, path)) and not is_kept
        return dropped

    def _is_by_size(self, pool: PoolDeclaration) -> bool:
        """Whether the pool is one of several: those are sorted by size."""
        return any(isinstance(self._resolver.underlying(each.type), Array | Slice | Map) for each in pool.objects)

    def _can_grow(self, type_: Type) -> bool:
        held = type_.element if isinstance(type_, Pointer) else type_
        if isinstance(held, Named) and held.qualified == _GROWING:
            return True
        return isinstance(self._resolver.underlying(held), Slice | Map)

    def _whole(self, pool: PoolDeclaration, element: Type) -> Iterator[Growth]:
        for site in pool.sites:
            steps = self._holders.steps(site)
            for step in steps:
                is_whole = not step.path and self._can_grow(element)
                if _is_small(step.touch):
                    continue
                if is_whole and (step.touch.deed is Deed.GROW or self._is_buffer_handed_on(element, step)):
                    yield Growth((), element, site.file, step.at)
                elif step.touch.deed is Deed.GROW and (part := self._part(element, step.path)) is not None:
                    yield Growth(step.path, part, site.file, step.at)
                elif is_whole and step.touch.deed is Deed.SET and self._is_grown(step.touch):
                    yield Growth((), element, step.touch.file, step.touch.node)
            if self._can_grow(element):
                yield from self._in_field(site, element)

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

    def _in_new(self, pool: PoolDeclaration, node: Node) -> bool:
        return any(new.node.start_byte <= node.start_byte < new.node.end_byte for new in pool.new)

    def _is_guarded(self, site: PoolSite) -> bool:
        """Whether a comparison of sizes decides on the Put."""
        node: Node | None = site.call
        while node is not None and node.type not in {"function_declaration", "method_declaration"}:
            condition = child(node, "condition") if node.type == "if_statement" else None
            if condition is not None and any(_compares_sizes(each) for each in walk(condition)):
                return True
            node = self._resolver.parent(site.file, node)
        return False

    def _drops(self, step: Step, path: Path) -> bool:
        """Whether a step lets the memory go: an assignment of nil or of something new, not a reset."""
        if step.touch.deed is not Deed.CLEAR or not path or path[: len(step.path)] != step.path:
            return False
        node = step.touch.node
        is_assigned = node.type in {"assignment_statement", "short_var_declaration"}
        return is_assigned or (node.type in CALLS and any(is_zero(each) for each in arguments(node)))

    def _is_bounded_somewhere(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether code elsewhere in the package checks the size of the field."""
        element = pool.element_type
        field = next((each for found, each in self._fields(element) if found == path), None) if element else None
        bounds = (use.touch.node for use in self._uses.of(field) if use.touch.deed is Deed.BOUND) if field else ()
        return any(b"cap(" in (node.text or b"").lower() for node in bounds)


def _is_small(touch: Touch) -> bool:
    """Whether what is appended is one number, into a slice that is cut each time."""
    text_ = touch.node.text or b""
    return touch.deed is Deed.GROW and _NUMBER.search(text_) is not None


def _is_fresh(step: Step) -> bool:
    value = step.touch.value
    return value is not None and (text(value).startswith("make(") or text(value).startswith("&"))


def _compares_sizes(node: Node) -> bool:
    return operator_of(node) in _ORDERED and _SIZE.search(node.text or b"") is not None


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
