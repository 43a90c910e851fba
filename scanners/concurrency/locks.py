"""Whether a mutex is held at a place in a function, told from the calls before it that every path to it passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile

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
        held = 0
        for call in self._calls:
            if call.start >= node.start_byte or not call.block.start_byte <= node.start_byte < call.block.end_byte:
                continue
            if call.is_lock:
                held += 1
            elif not call.is_deferred:
                held = max(held - 1, 0)
        return held > 0

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
