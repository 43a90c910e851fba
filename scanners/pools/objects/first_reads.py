"""Reads of a field that no write comes before: they see what the field held when the object was taken.

The order is that of the text, and a write on some path counts as one on all: a read that is found here is certain to
come first on its way from the outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, child, text, word
from scanners.pools.code.targets import is_same
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.field_uses import FieldUse

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 3  # calls on the way from a write or to a read
_MOST: Final = 60  # functions that write, with those that call them
_WRITES: Final = frozenset({Deed.SET, Deed.CLEAR, Deed.CUT})
_READS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.CALL, Deed.EXTEND, Deed.BOUND})

_ALTERNATIVES: Final = frozenset(
    {"if_statement", "expression_case", "type_case", "default_case", "communication_case", *FUNCTIONS}
)

Spot = tuple[SourceFile, Node, Node]  # a declared function, and a place in it


class FirstReads:
    """Answers for one program, and remembers who calls whom."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._callers: Final[dict[int, tuple[Spot, ...] | None]] = {}

    def among(self, uses: Iterable[FieldUse], *, unless_chosen: bool = False) -> Iterator[FieldUse]:
        """The reads that come first; with `unless_chosen` a write that a condition may leave out counts as none."""
        uses = tuple(uses)
        writes = (use for use in uses if use.touch.deed in _WRITES and not use.touch.path)
        written = self._written(writes, unless_chosen=unless_chosen)
        for use in uses:
            if use.touch.deed in _READS and self._comes_first(use, written):
                yield use

    def _is_chosen(self, file: SourceFile, node: Node) -> bool:
        """Whether a node stands under a condition that has no else: otherwise the field is what it was."""
        around: Node | None = node
        while around is not None and around.type not in _ALTERNATIVES:
            around = self._resolver.parent(file, around)
        return around is not None and around.type == "if_statement" and child(around, "alternative") is None

    def _written(self, writes: Iterable[FieldUse], *, unless_chosen: bool) -> dict[int, list[int]]:
        """The places at which a function writes the field, itself or in what it calls, by function."""
        found: dict[int, list[int]] = {}
        waiting = [(spot, 0) for use in writes if (spot := _spot(use.touch.file, use.touch.node)) is not None]
        while waiting and len(found) < _MOST:
            (file, function, place), depth = waiting.pop(0)
            if unless_chosen and self._is_chosen(file, place):
                continue
            is_new = function.id not in found
            found.setdefault(function.id, []).append(place.start_byte)
            if is_new and depth < _DEEPEST:
                waiting += [(caller, depth + 1) for caller in self._calls(file, function) or ()]
        return found

    def _comes_first(self, read: FieldUse, written: dict[int, list[int]]) -> bool:
        spot = _spot(read.touch.file, read.touch.node)
        waiting = [(spot, 0)] if spot is not None else []
        seen: set[int] = set()
        while waiting:
            (file, function, place), depth = waiting.pop()
            if any(each < place.start_byte for each in written.get(function.id, ())):
                continue
            name = child(function, "name")
            if name is not None and text(name)[:1].isupper():
                return True
            callers = self._calls(file, function)
            if not callers:
                return True
            if depth < _DEEPEST and function.id not in seen:
                seen.add(function.id)
                waiting += [(caller, depth + 1) for caller in callers]
        return False

    def _calls(self, file: SourceFile, function: Node) -> tuple[Spot, ...] | None:
        """Where the package calls a function; None where it is handed on as a value, so that anybody may."""
        if function.id not in self._callers:
            self._callers[function.id] = self._find_calls(file, function)
        return self._callers[function.id]

    def _find_calls(self, file: SourceFile, function: Node) -> tuple[Spot, ...] | None:
        name = child(function, "name")
        object_ = self._resolver.object_of(file, name) if name is not None else None
        package = self._resolver.program.package_of(file.path)
        if name is None or object_ is None or package is None:
            return None
        found: list[Spot] = []
        named = word(name.text or b"")
        for path in package.paths:
            if named.search(self._resolver.program.source.read(path)) is None:
                continue
            other = package.file(path)
            for use in self._resolver.uses(other, object_):
                if use.id == name.id:
                    continue
                if not self._is_called(other, use):
                    return None
                if (spot := _spot(other, use)) is not None:
                    found.append(spot)
        return tuple(found)

    def _is_called(self, file: SourceFile, use: Node) -> bool:
        parent = self._resolver.parent(file, use)
        if parent is not None and parent.type == "selector_expression":
            use, parent = parent, self._resolver.parent(file, parent)
        return parent is not None and parent.type in CALLS and is_same(child(parent, "function"), use)


def _spot(file: SourceFile, node: Node) -> Spot | None:
    top = file.top_at(node.start_byte)
    if top is None or top.type not in {"function_declaration", "method_declaration"}:
        return None
    return file, top, node
