"""Where whoever has an object tells that it is done with it: over a channel or a WaitGroup in the object itself.

    c.waiting.Store(id, n)
    if err := n.Wait(ctx); err != nil { return err }
    pool.Put(n)

Where a wait for a channel ends with an error, time may be up and the object still under its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, child, find, operator, walk
from scanners.golang.types import ERROR
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.departures import Departures
from scanners.pools.tracking.holdings import State, Token, memory_itself
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee


class Signals:
    """The receives of one function from the objects that it follows, and from their methods."""

    def __init__(self, function: TrackedFunction, departures: Departures) -> None:
        self._function: Final = function
        self._departures: Final = departures
        self._received_in: Final[dict[int, tuple[Path, ...]]] = {}
        self._waiting: Final[dict[int, bool]] = {}
        self._joining: Final[dict[int, bool]] = {}

    def received(self, state: State, node: Node) -> State:
        """The state after a statement, which may receive from a field of an object."""
        if not state.escaped:
            return state
        if node.id not in self._received_in:
            self._received_in[node.id] = tuple(self._channels(node))
        tokens = {token for path in self._received_in[node.id] for token in _objects(state, Path(path.root))}
        return self._departures.let_go(state, tokens) if tokens else state

    def called(self, states: list[State], call: Node, callee: Callee) -> list[State]:
        """The states after a method of an object that waits: two where its result tells whether it was woken."""
        declaration = callee.declaration
        path = self._function.memory.path(callee.receiver) if callee.receiver is not None else None
        if declaration is None or path is None or not any(state.escaped or state.running for state in states):
            return states
        if self._joins(declaration):
            return [self._joined(state, _objects(state, path)) for state in states]
        if not self._waits(declaration):
            return states
        found = []
        for state in states:
            woken = self._departures.let_go(state, _objects(state, path))
            if woken is not state and callee.signature is not None and callee.signature.results[-1:] == (ERROR,):
                found.append(woken._replace(facts=state.facts | {(call.id, True)}))
                found.append(state._replace(facts=state.facts | {(call.id, False)}))
            else:
                found.append(woken)
        return found

    def _channels(self, node: Node) -> Iterator[Path]:
        """The fields that a statement receives from."""
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if each.type == "func_literal":
                continue
            waiting.extend(each.children)
            path = self._function.memory.path(operand) if (operand := received_from(each)) is not None else None
            if path is not None and path.fields:
                yield path

    def _joined(self, state: State, tokens: set[Token]) -> State:
        """The state after all have told that they are done."""
        running = frozenset(pair for pair in state.running if pair[0] not in tokens)
        return self._departures.let_go(state._replace(running=running), tokens) if tokens else state

    def _joins(self, method: Declaration) -> bool:
        """Whether a method waits for a WaitGroup of its receiver."""
        key = method.node.id
        if key not in self._joining:
            calls = find(method.node, "call_expression") if b".Wait()" in (method.node.text or b"") else ()
            callees = [self._function.resolver.callee(method.file, each) for each in calls]
            self._joining[key] = any(
                callee.qualified == "(*sync.WaitGroup).Wait"
                and callee.receiver is not None
                and self._is_of_receiver(method, callee.receiver)
                for callee in callees
            )
        return self._joining[key]

    def _is_of_receiver(self, method: Declaration, node: Node) -> bool:
        """Whether an expression is a field of the receiver."""
        own = receiver(self._function.resolver, method.file, method.node)
        names = (each for each in walk(node) if each.type == "identifier")
        is_field = own is not None and node.type == "selector_expression"
        return is_field and any(self._function.resolver.object_of(method.file, name) is own for name in names)

    def _waits(self, method: Declaration) -> bool:
        """Whether a method receives from a field of its receiver."""
        key = method.node.id
        if key not in self._waiting:
            receives = (received_from(node) for node in find(method.node, "unary_expression"))
            self._waiting[key] = any(self._is_of_receiver(method, each) for each in receives if each is not None)
        return self._waiting[key]


def received_from(node: Node) -> Node | None:
    """The channel of `<-c`."""
    is_receive = node.type == "unary_expression" and operator(node) == "<-"
    return child(node, "operand") if is_receive else None


def _objects(state: State, path: Path) -> set[Token]:
    """The objects that a name holds itself."""
    return {hold.token for hold in memory_itself(state.holds(path))}
