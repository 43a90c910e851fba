"""How the memory of pooled objects leaves a function: returned, sent, or stored where it outlives the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from scanners.golang.objects import Object
from scanners.golang.syntax import CALLS, FUNCTIONS, Node, arguments, child, only, parts
from scanners.golang.types import BOOL, ERROR
from scanners.knowledge.errors import makes_error
from scanners.pools.code.guards import tells_of_error
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.conditions import constant
from scanners.pools.tracking.guarded_puts import GuardedPuts
from scanners.pools.tracking.holdings import (
    ELEMENTS,
    FOREIGN,
    NOTHING,
    Bond,
    Hold,
    Holds,
    Name,
    State,
    Token,
    node_text,
)
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.made_structs import Filled, MadeStructs, below
from scanners.pools.tracking.releases import Release, Where
from scanners.pools.tracking.tracked_function import TrackedFunction
from scanners.pools.tracking.variables import of_variable

_CANCELLED: Final = frozenset({"(context.Context).Err", "context.Cause"})  # nil as long as the context is not done


@dataclass(frozen=True, slots=True)
class _Departure:
    """A statement with which memory leaves; `path` is where it is stored, None where that has no name."""

    path: Path | None
    way: str
    shown: str
    node: Node


class Departures:
    """Those of one function; `returned` is what the results hold, for each return that is met.

    `made` is what the fields of each result hold; None where it is nil, or where nobody looks at it beside an error.
    """

    def __init__(self, function: TrackedFunction) -> None:
        self._function: Final = function
        self._guarded: Final = GuardedPuts(function)
        self._left: Final[dict[int, _Departure]] = {}
        self._parts: Final[set[tuple[Token, int]]] = set()  # what left as memory inside an object
        self._results: Final[dict[tuple[Token, int], str]] = {}  # by which of several results an object left
        self.returned: Final[list[tuple[Holds, ...]]] = []
        self.made: Final[list[tuple[Filled | None, ...]]] = []
        self._made: Final = MadeStructs(function.resolver, function.file, function.memory)

    def assigned(self, state: State, path: Path, held: Holds, statement: Node, target: Node) -> State:
        """The state after an assignment to a variable or field, which may outlive the function."""
        if not held or not self._function.outlives(path):
            return state
        self._left[statement.id] = _Departure(path, "stored", node_text(target), statement)
        above = [Path(path.root, path.fields[:place]) for place in range(len(path.fields))]
        owners = {hold.token for each in above for hold in state.holds(each)}  # `w.buffer.data = w.buffer.data[:0]`
        gone = {(hold.token, statement.id) for hold in held if hold != FOREIGN and hold.token not in owners}
        self._remember_parts(held, statement)
        return state._replace(escaped=state.escaped | gone) if gone else state

    def kept(self, state: State, path: Path, held: Holds, call: Node) -> State:
        """The state after a call that keeps memory in a variable or field, which may outlive the function."""
        if not self._function.outlives(path):
            return state
        self._left[call.id] = _Departure(path, "kept", node_text(call), call)
        return state._replace(escaped=state.escaped | {(hold.token, call.id) for hold in held})

    def _remember_parts(self, held: Holds, node: Node) -> None:
        self._parts.update((hold.token, node.id) for hold in held if hold.bond is Bond.PART)

    def detached(self, state: State, tokens: set[Token]) -> State:
        """The state where a slice or map of objects is another one: what has left of them is theirs no more."""
        kept = frozenset(pair for pair in state.escaped if pair[0] not in tokens or pair not in self._parts)
        return state._replace(escaped=kept) if len(kept) < len(state.escaped) else state

    def is_through(self, number: int, variable: Object) -> bool:
        """Whether memory has left by a call that keeps it, and that was handed a variable."""
        left = self._left.get(number)
        if left is None or left.way != "kept":
            return False
        callee = self._function.resolver.callee(self._function.file, left.node)
        given = [*arguments(left.node), *([callee.receiver] if callee.receiver is not None else [])]
        paths = (self._function.memory.path(addressed(each)) for each in given)
        return any(path is not None and path.root is variable for path in paths)

    def stored(self, state: State, path: Path | None, held: Holds, statement: Node, target: Node) -> State:
        """The state after an assignment to memory from outside: an element, or what a pointer points to.

        `path` is the name by which it may be cleared again, None where there is none.
        """
        self._left[statement.id] = _Departure(path, "stored", node_text(target), statement)
        if path is not None:
            state = state.add(path, [Hold(hold.token, Bond.WRAPPED) for hold in held])
        self._remember_parts(held, statement)
        return state._replace(escaped=state.escaped | {(hold.token, statement.id) for hold in held})

    def cleared(self, state: State, target: Node) -> State:
        """The state after something else is assigned to memory from outside, by the name by which it was stored."""
        shown = node_text(target)
        kept = frozenset(pair for pair in state.escaped if not self._is_stored_as(pair[1], shown))
        return state._replace(escaped=kept) if len(kept) < len(state.escaped) else state

    def let_go(self, state: State, tokens: set[Token]) -> State:
        """The state where whoever keeps objects under a key has let go of them."""
        kept = frozenset(pair for pair in state.escaped if pair[0] not in tokens or not self._is_under_key(pair[1]))
        return state._replace(escaped=kept) if len(kept) < len(state.escaped) else state

    def _is_under_key(self, number: int) -> bool:
        path = self._left[number].path if number in self._left else None
        return path is not None and path.fields[-1:] == (ELEMENTS,)

    def not_returned(self, state: State, token: Token) -> State:
        """The state where nobody gets what the function returns of an object."""
        kept = frozenset(pair for pair in state.escaped if pair[0] != token or self._left[pair[1]].way != "returned")
        return state._replace(escaped=kept) if len(kept) < len(state.escaped) else state

    def _is_stored_as(self, number: int, shown: str) -> bool:
        left = self._left.get(number)
        return left is not None and left.way == "stored" and left.shown == shown

    def sent(self, state: State, node: Node, read: set[Token]) -> State:
        """The state after a send; `read` are the objects whose read in this statement is reported already."""
        value = child(node, "value")
        held = self._function.memory.leaving(state, value) if value is not None else NOTHING
        self._function.handovers.remember(node, node_text(value) if value is not None else "")
        gone = {(hold.token, node.id) for hold in held}
        for hold in held:
            put = state.put_of(hold.token)
            if put is not None and hold.token not in read and value is not None:
                incident = Incident(Fault.LEFT, hold.token, put, node, node_text(value), way="sent")
                self._function.incidents.report(incident)
        return state._replace(running=state.running | gone)

    def returns(self, state: State, node: Node, read: set[Token]) -> State:
        """The state after a return; `read` are the objects whose read in this statement is reported already."""
        listed = only(node)
        values = parts(listed) if listed is not None and listed.type == "expression_list" else []
        held = self._held_by(state, values)
        self.returned.append(tuple(held))
        after = self._with_results(state, values, held)
        after = after._replace(outcome=self._outcome(after, values))
        self.made.append(tuple(self._fields(after, values, place) for place in range(len(held))))
        gone = set()
        for place, holds in enumerate(held):
            shown = self._shown(values, place)
            self._remember_parts(holds, node)
            for hold in holds:
                if hold == FOREIGN:
                    continue
                put = state.put_of(hold.token)
                if put is None:
                    gone.add((hold.token, node.id))
                    self._left[node.id] = _Departure(None, "returned", shown, node)
                    self._results.setdefault((hold.token, node.id), shown)
                elif hold.token not in read and self._is_certain(after, hold, values, place):
                    incident = Incident(Fault.LEFT, hold.token, put, node, shown, way="returned")
                    self._function.incidents.report(incident)
        return after._replace(escaped=after.escaped | gone)

    def _fields(self, state: State, values: list[Node], place: int) -> Filled | None:
        """What the fields of a result hold."""
        if state.outcome is False and self._tells_of_success:
            return None
        if not values:
            return below(state, Path(self._function.results[place]))
        value = values[place] if place < len(values) else values[0]
        if value.type == "nil":
            return None
        return self._made.returned(state, value, place if len(values) == 1 else 0)

    @cached_property
    def _tells_of_success(self) -> bool:
        """Whether the last result says if there are others."""
        declared = self._function.resolver.signature(self._function.file, self._function.node).results
        return len(declared) > 1 and declared[-1] in {ERROR, BOOL}

    def _counts(self, state: State, token: Token) -> bool:
        """Whether somebody looks at what is returned: beside an error nobody does at a list that is back."""
        return token not in self._function.emptied or state.outcome is not False

    def _is_certain(self, state: State, hold: Hold, values: list[Node], place: int) -> bool:
        """Whether a result that is put back already is what it was when it was taken, and somebody looks at it."""
        if not self._counts(state, hold.token):
            return False
        if not values:
            return hold.bond is not Bond.OBJECT
        return self._function.memory.path(values[min(place, len(values) - 1)]) not in self._function.swapped

    def outcome(self, state: State) -> bool | None:
        """Whether the last result is nil or true where the function has returned and deferred calls have run."""
        named = self._outcome(state, []) if self._function.results else None
        return state.outcome if named is None else named

    def _outcome(self, state: State, values: list[Node]) -> bool | None:
        """Whether the last result is nil or true; None where that is not known."""
        if not values:
            name: Name | None = Path(self._function.results[-1]) if self._function.results else None
        elif (known := constant(values[-1])) is not None:
            return known
        elif values[-1].type in CALLS:
            callee = self._function.resolver.callee(self._function.file, values[-1])
            if makes_error(callee.qualified) or (callee.qualified in _CANCELLED and self._is_in_case(values[-1])):
                return False
            if tells_of_error(self._function.resolver, self._function.file, values[-1]):
                return False
            name = values[-1].id
        else:
            if self._function.is_known_error(values[-1]):
                return False
            name = self._function.memory.path(values[-1])
        return next((known for each, known in state.facts if each == name), None)

    def _is_in_case(self, node: Node) -> bool:
        """Whether a node stands in a case of a select, and not in a function literal there."""
        around = self._function.resolver.parent(self._function.file, node)
        while around is not None and around.type not in {"communication_case", *FUNCTIONS}:
            around = self._function.resolver.parent(self._function.file, around)
        return around is not None and around.type == "communication_case"

    def _shown(self, values: list[Node], place: int) -> str:
        """A result as the source names it."""
        if not values:
            return self._function.results[place].name
        return node_text(values[place] if place < len(values) else values[0])

    def check(self, state: State, release: Callable[[int, Token], Release]) -> None:
        """Report, at the end of a path, what left the function and is back in the pool."""
        for token, number in state.escaped:
            put = state.put_of(token)
            if put is None or number not in self._left:
                continue
            left = self._left[number]
            if left.way == "returned" and self._function.results and not self._is_still_returned(state, token):
                continue
            if left.way == "returned" and not self._counts(state, token):
                continue
            is_there = left.path is None or any(hold.token == token for hold in state.holds(left.path))
            if not is_there:
                continue
            released = release(put, token)
            is_own = left.way != "returned" and released.where is not Where.LENDER
            if is_own and self._guarded.goes_by(released.site.call, left.node):
                continue
            if not self._function.incidents.is_read(token, put, left.node):
                shown = self._results.get((token, number), left.shown)
                incident = Incident(Fault.LEFT, token, put, left.node, shown, way=left.way)
                self._function.incidents.report(incident)

    def _held_by(self, state: State, values: list[Node]) -> list[Holds]:
        """What each result holds; a return without values gives the named results."""
        results, memory = self._function.results, self._function.memory
        if not values:
            # Next to an error nobody looks at the others.
            may_fail = bool(results) and results[-1].type == ERROR and self._outcome(state, values) is not True
            return [state.holds(Path(each)) if may_fail else of_variable(state, Path(each)) for each in results]
        if len(values) > 1:
            return (
                [memory.leaving(state, value) for value in values]
                if self._outcome(state, values) is not False
                else [memory.value(state, value) for value in values]
            )
        count = max(1, len(results) or self._result_count()) if values[0].type in CALLS else 1
        return [memory.leaving(state, values[0], place) for place in range(count)]

    def _with_results(self, state: State, values: list[Node], held: list[Holds]) -> State:
        """The state where the named results hold what is returned."""
        if not values:
            return state
        results = self._function.results
        for place, result in enumerate(results):
            if place < len(values) and self._function.memory.path(values[place]) == Path(result):
                continue
            known = constant(values[place]) if len(values) == len(results) else None
            facts = [(Path(result), known)] if known is not None else []
            state = state.bind(Path(result), held[place] if place < len(held) else NOTHING, facts)
        return state

    def _result_count(self) -> int:
        declared = child(self._function.node, "result")
        return len(parts(declared)) if declared is not None and declared.type == "parameter_list" else 1

    def _is_still_returned(self, state: State, token: Token) -> bool:
        return any(hold.token == token for each in self._function.results for hold in of_variable(state, Path(each)))
