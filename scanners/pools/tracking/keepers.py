"""Calls that go on holding what they were given: kept in another argument or a package variable, or by a goroutine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from scanners.golang.objects import Object
from scanners.golang.syntax import CALLS, Node, arguments
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.departures import Departures
from scanners.pools.tracking.goroutines import Goroutines
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, pooled
from scanners.pools.tracking.pooled_fields import Source, has_fields, in_field
from scanners.pools.tracking.summaries import RECEIVER, REQUEST, Kept, Running, Summary
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee

_BODY: Final = "Body"

# What a call hands to its parameters, and what fields of that hold.
Given = dict[Source, Holds]


class Keepers:
    """The calls of one function."""

    def __init__(self, function: TrackedFunction, departures: Departures, goroutines: Goroutines) -> None:
        self._function: Final = function
        self._departures: Final = departures
        self._goroutines: Final = goroutines

    def called(self, before: State, state: State, call: Node, callee: Callee) -> list[State]:
        """The states with what a call keeps: two where its last result tells whether it keeps something.

        `before` is how its arguments were evaluated.
        """
        calls, path_of = self._function.memory.calls, self._function.memory.path
        places = range(-1, len(arguments(call)))
        given: Given = {(place, ()): calls.given(before, callee, call, place) for place in places}
        bodies = {place: self._body(before, _operand(callee, call, place)) for place in places}
        is_known = has_fields(path_of, before, callee, call, self._function.summaries.pooled_fields.names)
        if not any(given.values()) and not any(bodies.values()) and not is_known:
            return [state]
        summaries = list(calls.callees.summaries(callee, call))
        for kept in (kept for summary in summaries for kept in summary.kept if kept.source and is_known):
            given[kept.of, kept.source] = in_field(path_of, before, callee, call, kept.of, kept.source)
        conditional = [(kept.of, kept.source, kept.when) for summary in summaries for kept in summary.kept]
        conditional += [(running.of, (), running.when) for summary in summaries for running in summary.running]
        tells = any(
            when is not None and (given.get((place, source)) or bodies.get(place))
            for place, source, when in conditional
        )
        if not tells:
            return [self._after(state, call, callee, summaries, given, bodies)]
        known = {outcome: state._replace(facts=state.facts | {(call.id, outcome)}) for outcome in (True, False)}
        return [self._after(each, call, callee, summaries, given, bodies, outcome) for outcome, each in known.items()]

    def _body(self, state: State, node: Node | None) -> Holds:
        """What a call is handed as the body of a request."""
        path = self._function.memory.path(addressed(node)) if node is not None else None
        return pooled(state.holds(Path(path.root, (*path.fields, _BODY)))) if path is not None else NOTHING

    def _after(  # noqa: PLR0917 - a call with what is known of it
        self,
        state: State,
        call: Node,
        callee: Callee,
        summaries: list[Summary],
        given: Given,
        bodies: Mapping[int, Holds],
        outcome: bool | None = None,
    ) -> State:
        """The state after a call whose last result is nil or true, or is not; None where that does not matter."""
        for summary in summaries:
            for kept in sorted(summary.kept, key=_order):
                if (held := given.get((kept.of, kept.source))) and kept.when in {None, outcome}:
                    state = self._keep(state, call, callee, kept, frozenset(hold.token for hold in held))
            for running in sorted(summary.running, key=_place):
                held = given.get((running.of, ()), NOTHING)
                if running.way == REQUEST:
                    held |= bodies.get(running.of, NOTHING)
                if held and running.when in {None, outcome}:
                    state = self._goroutines.left_running(state, call, held, running)
        return state

    def _keep(self, state: State, call: Node, callee: Callee, kept: Kept, tokens: frozenset[Token]) -> State:
        if isinstance(kept.owner, Object):
            path: Path | None = Path(kept.owner, kept.fields)
        else:
            path = self._place(_operand(callee, call, kept.owner))
            path = Path(path.root, (*path.fields, *kept.fields)) if path is not None else None
        is_own = path is not None and any(hold.token in tokens for hold in state.holds(Path(path.root)))
        if path is None or (is_own and not kept.source):
            return state
        held = frozenset(Hold(token, Bond.WRAPPED) for token in tokens)
        return self._departures.kept(state.add(path, held), path, held, call)

    def _place(self, node: Node | None) -> Path | None:
        """The variable or field that an argument is, also where it comes out of a call that gives back what it got."""
        memory, resolver, file = self._function.memory, self._function.resolver, self._function.file
        while node is not None:
            node = addressed(node)
            if node.type not in CALLS:
                return memory.path(node)
            callee, call = resolver.callee(file, node), node
            summaries = list(memory.calls.callees.summaries(callee, call))
            same = {place for each in summaries for place, bond in each.result(0) if bond is Bond.OBJECT}
            node = _operand(callee, call, same.pop()) if len(same) == 1 else None
        return None


def _operand(callee: Callee, call: Node, place: int) -> Node | None:
    """What a call hands to a parameter, by index or RECEIVER."""
    if place == RECEIVER:
        return callee.receiver
    handed = arguments(call)
    return handed[place] if place < len(handed) else None


def _place(running: Running) -> tuple[int, str]:
    return running.of, running.way


def _order(kept: Kept) -> tuple[int, tuple[str, ...], str, tuple[str, ...]]:
    owner = kept.owner.name if isinstance(kept.owner, Object) else str(kept.owner)
    return kept.of, kept.source, owner, kept.fields
