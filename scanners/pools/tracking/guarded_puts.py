"""Puts that go by something which is set where memory leaves: how the two go together is not followed.

defer func() { if len(r.rest) == 0 { pool.Put(b) } }()
if n < len(plain) { r.rest = plain[n:]; r.held = b }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, arguments, child, find, parts, text
from scanners.pools.code.guards import conditions_around
from scanners.pools.tracking.conditions import constant
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.pools.objects.carriers import Path

_SIZES: Final = frozenset({"len", "cap"})
_LATER: Final = frozenset({"for_statement", "defer_statement", "func_literal"})


class GuardedPuts:
    """Answers for the Puts of one function."""

    def __init__(self, function: TrackedFunction) -> None:
        self._function: Final = function

    def goes_by(self, put: Node, leaving: Node) -> bool:
        """Whether a Put asks for what is set beside a statement, or for how much the statement itself sets."""
        conditions = list(conditions_around(self._function.resolver, self._function.file, put))
        if not conditions:
            return False
        asked, measured = set(self._asked(conditions)), set(self._measured(conditions))
        block = self._function.resolver.parent(self._function.file, leaving)
        last = max(condition.start_byte for condition in conditions)
        return any(
            path in (measured if statement.id == leaving.id else asked)
            for statement in (parts(block) if block is not None else ())
            if statement.start_byte < last or self._may_run_later(put)
            for path in self._set(statement)
        )

    def _may_run_later(self, put: Node) -> bool:
        """Whether what stands behind a Put may have run before it: in a loop, or where it is deferred."""
        around = self._function.resolver.parent(self._function.file, put)
        while around is not None and around.id != self._function.node.id:
            if around.type in _LATER:
                return True
            around = self._function.resolver.parent(self._function.file, around)
        return False

    def _asked(self, conditions: list[Node]) -> Iterator[Path]:
        for condition in conditions:
            for node in find(condition, "identifier", "selector_expression"):
                path = self._function.memory.path(node)
                if path is not None:
                    yield path

    def _measured(self, conditions: list[Node]) -> Iterator[Path]:
        for condition in conditions:
            for call in find(condition, "call_expression"):
                function = child(call, "function")
                if function is not None and text(function) in _SIZES:
                    yield from self._asked(arguments(call))

    def _set(self, statement: Node) -> Iterator[Path]:
        """What an assignment sets to something that is no constant: those are followed."""
        left, right = child(statement, "left"), child(statement, "right")
        for target, value in zip(parts(left) if left else (), parts(right) if right else (), strict=False):
            path = self._function.memory.path(target)
            if path is not None and constant(value) is None:
                yield path
