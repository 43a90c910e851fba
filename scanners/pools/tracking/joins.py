"""Where a function joins the goroutines that it has started."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, parts, text
from scanners.golang.types import Chan, Named, Pointer
from scanners.pools.tracking.few_receives import few_receives
from scanners.pools.tracking.handovers import Handovers
from scanners.pools.tracking.holdings import State

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

# A lock is no wait, but code that takes one agrees with the goroutine in a way that is not followed here.
_WAITS: Final = re.compile(r"(?i)wait|^(join|stop|shutdown|close|lock)$")
# A receive from one of these says that time is up, not that somebody has finished.
_TIMEOUTS: Final = re.compile(r"\.Done\(\)$|\bAfter\(|\.C$|(?i:timeout|timer|ticker|deadline|cancel|quit|stop|exit)")

# From where to where a loop stands.
_Span = tuple[int, int]


class Joins:
    """The waits of one top-level function: receives, `Wait()`, and loops around them.

    A loop that takes one answer a round has waited when it is through. Other loops count as soon as they are reached:
    how many answers are still to come is not followed.
    """

    def __init__(self, resolver: Resolver, file: SourceFile, function: Node, handovers: Handovers) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._handovers: Final = handovers
        self._known: Final[dict[int, bool]] = {}
        self._loops: Final[list[_Span]] = []
        self._heads: Final[list[_Span]] = []
        self._collecting: Final[dict[int, _Span]] = {}  # by the range clause
        self._too_few: Final = {each.id for each in few_receives(resolver, file, function)}
        for node in find(function, "for_statement"):
            self._loops.append((node.start_byte, node.end_byte))
            body = child(node, "body")
            if body is None or not self._holds_wait(body):
                continue
            clause = next((each for each in parts(node) if each.type == "range_clause"), None)
            if clause is not None and not self._is_wait(clause):
                self._collecting[clause.id] = (node.start_byte, node.end_byte)
            else:
                self._heads.append((node.start_byte, body.start_byte))

    def after(self, state: State, node: Node) -> State:
        """The state after a statement, without the goroutines that it has waited for."""
        if not state.running or not self._waits(node):
            return state
        return state._replace(running=frozenset(each for each in state.running if not self._covers(node, each[1])))

    def after_loop(self, state: State, clause: Node) -> State:
        """The state after a range loop is through."""
        return state._replace(running=frozenset()) if clause.id in self._collecting else state

    def _covers(self, wait: Node, started: int) -> bool:
        """Whether a wait is for a goroutine: for one of many, that another loop has started, it takes all rounds."""
        start = self._handovers.node(started).start_byte
        is_one_of_many = any(_is_in(start, loop) for loop in self._loops) and any(
            _is_in(wait.start_byte, loop) and not _is_in(start, loop) for loop in self._collecting.values()
        )
        return not is_one_of_many or any(map(self._is_wait, find(wait, *CALLS)))

    def _waits(self, statement: Node) -> bool:
        if statement.id not in self._known:
            in_head = any(_is_in(statement.start_byte, head) for head in self._heads)
            self._known[statement.id] = in_head or self._holds_wait(statement)
        return self._known[statement.id]

    def _holds_wait(self, statement: Node) -> bool:
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            if node.type == "func_literal":
                continue
            if self._is_wait(node):
                return True
            waiting.extend(node.children)
        return False

    def _is_wait(self, node: Node) -> bool:
        if node.type == "unary_expression":
            operator, operand = child(node, "operator"), child(node, "operand")
            is_receive = operator is not None and operator.type == "<-"
            is_receive = is_receive and node.id not in self._too_few
            return is_receive and operand is not None and _TIMEOUTS.search(text(operand)) is None
        if node.type == "range_clause":
            right = child(node, "right")
            type_ = self._resolver.type_of(self._file, right) if right is not None else None
            return type_ is not None and isinstance(self._resolver.underlying(type_), Chan)
        if node.type not in CALLS:
            return False
        if any(self._is_signal(each) for each in arguments(node)):
            return True
        function = child(node, "function")
        name = child(function, "field") if function is not None and function.type == "selector_expression" else function
        return name is not None and _WAITS.search(text(name)) is not None

    def _is_signal(self, node: Node) -> bool:
        """Whether an argument lets the callee wait: a channel or a WaitGroup."""
        type_ = self._resolver.type_of(self._file, node)
        held = type_.element if isinstance(type_, Pointer) else type_
        return isinstance(type_, Chan) or (isinstance(held, Named) and held.qualified == "sync.WaitGroup")


def _is_in(at: int, span: _Span) -> bool:
    return span[0] <= at < span[1]
