"""What is known to refer to nothing: what is nil, and structs whose only list is empty.

`if len(k.name) == 0 { return k }` gives away nobody's memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, operator, text
from scanners.golang.types import Basic, Struct, Type
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import State, is_below

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.shared_memory import SharedMemory

_EMPTY: Final = frozenset({("==", True), ("!=", False), (">", False)})  # `len(x) == 0` holds, `len(x) > 0` does not


class Emptiness:
    """Answers for the conditions of one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, memory: SharedMemory) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._memory: Final = memory

    def after(self, state: State, condition: Node, *, outcome: bool) -> State:
        """The state past a condition that asks for nil, or for the length of the only field which leads to memory."""
        if condition.type != "binary_expression" or (operator(condition), outcome) not in _EMPTY:
            return state
        left, right = child(condition, "left"), child(condition, "right")
        if left is not None and right is not None and right.type == "nil":
            path = self._memory.path(left)
            return _without(state, path) if path is not None else state
        is_length = left is not None and left.type == "call_expression" and text(left).startswith("len(")
        if left is None or right is None or text(right) != "0" or not is_length:
            return state
        asked = self._memory.path(arguments(left)[0]) if arguments(left) else None
        if asked is None or len(asked.fields) != 1 or not self._is_all(asked.root.type, asked.fields[0]):
            return state
        return _without(state, Path(asked.root))

    def _is_all(self, type_: Type, name: str) -> bool:
        """Whether a type is a struct, no pointer to one, all of whose other fields are plain values."""
        if not isinstance(self._resolver.underlying(type_), Struct):
            return False
        others = [each for each in self._resolver.fields(type_) if each.name != name]
        return all(_is_plain(self._resolver.underlying(each.type)) for each in others)


def _without(state: State, path: Path) -> State:
    """The state where a name and its fields hold nothing."""
    kept = frozenset(
        pair for pair in state.held if not (pair[0] == path or (isinstance(pair[0], Path) and is_below(pair[0], path)))
    )
    return state._replace(held=kept) if len(kept) < len(state.held) else state


def _is_plain(type_: Type) -> bool:
    return isinstance(type_, Basic) and type_.name not in {"string", "unsafe.Pointer"}
