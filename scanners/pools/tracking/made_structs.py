"""What the fields of a struct hold where it is made: by a literal, as a copy, or by a function that returns one.

`head := parse(b.data); pool.Put(b); w.Write(head.name)`, where parse ends with `return header{name: data[:n]}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, only, parts, text
from scanners.golang.types import Struct
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import NOTHING, Holds, State, Token, is_below, pooled

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.shared_memory import SharedMemory
    from scanners.pools.tracking.summaries import Part

_NAMES: Final = frozenset({"identifier", "selector_expression"})
_OWN: Final = frozenset({"var", "result"})

# Fields of a struct, by their names from the struct on, with what they hold.
Filled = list[tuple[tuple[str, ...], Holds]]


class MadeStructs:
    """Answers for the expressions of one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, memory: SharedMemory) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._memory: Final = memory

    def assigned(self, state: State, value: Node | None) -> Filled:
        """What the fields hold of a literal, or of a copy of a struct."""
        if value is None:
            return []
        made = addressed(value)
        if made.type == "composite_literal":
            return list(self._of_literal(state, made))
        return self._memory.copied(state, value) if state.held and made.type in _NAMES else []

    def returned(self, state: State, value: Node, index: int = 0) -> Filled:
        """What the fields hold of a struct that a function returns."""
        made = addressed(value)
        path = self._memory.path(made)
        if made.type in CALLS:
            return self._memory.calls.filled(state, made, index)
        if made.type == "composite_literal":
            return list(self._of_literal(state, made))
        is_own = path is not None and not path.fields and path.root.kind in _OWN
        return below(state, path) if path is not None and is_own else []

    def _of_literal(self, state: State, literal: Node) -> Iterator[tuple[tuple[str, ...], Holds]]:
        for name, given in self._elements(literal):
            is_taken = base(only(given) or given).type in CALLS
            held = self._memory.value(state, given) if state.held or is_taken else NOTHING
            if held:
                yield (name,), held

    def _elements(self, literal: Node) -> Iterator[tuple[str, Node]]:
        """The values of a struct literal with the names of their fields."""
        body = child(literal, "body")
        elements = parts(body) if body is not None else []
        names = self._names(literal)
        for place, element in enumerate(elements):
            key, value = child(element, "key"), child(element, "value")
            name = only(key) if key is not None and key.type == "literal_element" else key
            if name is not None and value is not None and name.type == "identifier":
                yield text(name), value
            elif element.type != "keyed_element" and len(names) == len(elements):
                yield names[place], element

    def _names(self, literal: Node) -> list[str]:
        """The fields of the struct that a literal is."""
        type_ = self._resolver.type_of(self._file, literal)
        is_struct = isinstance(self._resolver.underlying(type_), Struct)
        return [each.name for each in self._resolver.fields(type_)] if is_struct else []


def below(state: State, path: Path) -> Filled:
    """What the fields of a variable hold."""
    names = {name for name, _ in state.held if isinstance(name, Path) and is_below(name, path)}
    filled = ((name.fields[len(path.fields) :], pooled(state.holds(name))) for name in sorted(names, key=_order))
    return [(fields, held) for fields, held in filled if held]


def always_filled(made: list[tuple[Filled | None, ...]], index: int, places: dict[Token, int]) -> frozenset[Part]:
    """What the fields of a result hold of parameters wherever somebody looks at it; `places` are the parameters."""
    looked_at = [filled for each in made for filled in each[index : index + 1] if filled is not None]
    found = [
        {
            (fields, (places[hold.token], hold.bond))
            for fields, holds in filled
            for hold in holds
            if hold.token in places
        }
        for filled in looked_at
    ]
    return frozenset(set.intersection(*found)) if found else frozenset()


def _order(path: Path) -> tuple[str, ...]:
    return path.fields
