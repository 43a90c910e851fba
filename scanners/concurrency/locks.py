"""Whether a mutex is held at a place in a function, told from the calls before it that every path to it passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find, text

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_CALL: Final = re.compile(rb"\.\s*(R?Lock|R?Unlock|TryR?Lock)\(\)")
_BLOCKS: Final = frozenset(
    {"block", "statement_list", "expression_case", "default_case", "communication_case", "type_case"}
)


@dataclass(frozen=True, slots=True)
class _LockCall:
    """A call of Lock or Unlock, the block that it stands in, and whether it is deferred."""

    is_lock: bool
    is_deferred: bool
    start: int
    block: Node


class Locks:
    """The locks of one function; those of functions inside it are not looked at."""

    def __init__(self, resolver: Resolver, file: SourceFile, function: Node) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._function: Final = function
        self._calls: Final = tuple(self._find())

    @property
    def any(self) -> bool:
        """Whether the function locks anything."""
        return any(each.is_lock for each in self._calls)

    def is_held(self, node: Node) -> bool:
        """Whether a lock that was taken before a node is not released before it."""
        return self._held_until(node)[-1][1] > 0

    def is_guarding(self, lookup: Node, load: Node) -> bool:
        """Whether a lock keeps others from a load: held on since the look-up, or taken since then and looked behind.

        Whoever takes one after the look-up and asks nothing more loads what the one before has loaded.
        """
        held = self._held_until(load)
        if held[-1][1] == 0:
            return False
        since = [(start, count) for start, count in held if start >= lookup.end_byte]
        before = next((count for start, count in reversed(held) if start < lookup.end_byte), 0)
        if before > 0 and all(count > 0 for _, count in since):
            return True
        taken = next(start for index, (start, _) in enumerate(held) if all(count > 0 for _, count in held[index:]))
        return self._asks(taken, load.start_byte)

    def _held_until(self, node: Node) -> list[tuple[int, int]]:
        """How many locks are held from which place on, along the calls that every path to a node passes."""
        held = [(self._function.start_byte, 0)]
        for call in self._calls:
            if call.start >= node.start_byte or not call.block.start_byte <= node.start_byte < call.block.end_byte:
                continue
            if call.is_lock:
                held.append((call.start, held[-1][1] + 1))
            elif not call.is_deferred:
                held.append((call.start, max(held[-1][1] - 1, 0)))
        return held

    def _asks(self, start: int, end: int) -> bool:
        """Whether something is asked between two places but whether there was an error."""
        for node in find(self._function, "if_statement", "expression_switch_statement", "for_statement"):
            condition = child(node, "condition")
            if start < node.start_byte < end and not (condition is not None and text(condition) == "err != nil"):
                return True
        return False

    def _find(self) -> Iterator[_LockCall]:
        start, end = self._function.start_byte, self._function.end_byte
        for match in _CALL.finditer(self._file.source, start, end):
            node = self._file.node_at(match.start(1), match.end(1))
            around = self._resolver.enclosing_function(self._file, node) if node is not None else None
            if node is None or around is None or around.id != self._function.id:
                continue
            is_deferred = False
            block: Node | None = node
            while block is not None and block.type not in _BLOCKS:
                is_deferred = is_deferred or block.type == "defer_statement"
                block = self._resolver.parent(self._file, block)
            if block is not None:
                yield _LockCall(b"Unlock" not in match[1], is_deferred, match.start(), block)
