"""All paths through a function, followed with a state: what a rule knows at each node, whatever way led there.

States are hashable values; a block is entered once with each state, so that loops end. What was deferred on the way
is part of the state here, and runs last in, first out where the path returns or panics.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from heapq import heappop, heappush
from typing import Final, Generic, TypeVar

from scanners.golang.flow import Edge, Ending, Flow
from scanners.golang.syntax import Node

# Entries into blocks. Functions of Go's own source that touch pools need some hundreds, the largest in ten other
# programs 5,500.
MAXIMUM_STEPS: Final = 6_000

_Place = tuple[int, tuple[Node, ...]]  # a block and what was deferred on the way to it

State = TypeVar("State", bound=Hashable)


class Moment(Enum):
    """When a node runs: in its place, or deferred, at a return or while panicking."""

    NOW = auto()
    RETURNING = auto()
    PANICKING = auto()


class TooManySteps(Exception):  # noqa: N818 - says what the function needs
    """More than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} steps")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Exit(Generic[State]):
    """A way out of the function with the state that it leaves."""

    state: State
    ending: Ending


def explore(
    flow: Flow,
    start: Iterable[State],
    step: Callable[[State, Node, Moment], Iterable[State]],
    follow: Callable[[State, Edge], State | None] = lambda state, _edge: state,
    enter: Callable[[State, Hashable], State] = lambda state, _place: state,
) -> list[Exit[State]]:
    """Follow every path from the entry; returns each different exit once, in a fixed order. Raises TooManySteps.

    `step` says which states a node leads to (none: the path ends there); a defer statement is given to it where it is
    reached and, with another moment, where it runs. `follow` says which state passes an edge, None for none; `enter`
    what becomes of a state that comes to a place, asked when it comes and when it is gone on with.
    """
    # By rank, so that what comes together is known before it is gone on with; the count keeps the order else.
    waiting: list[tuple[int, int, _Place, State]] = [(0, count, (0, ()), state) for count, state in enumerate(start)]
    count = len(waiting)
    seen: set[tuple[_Place, State]] = set()
    exits: dict[Exit[State], None] = {}
    while waiting:
        _, _, place, passed = heappop(waiting)
        entering = enter(passed, place)
        if (place, entering) in seen:
            continue
        if len(seen) >= MAXIMUM_STEPS:
            raise TooManySteps(MAXIMUM_STEPS)
        seen.add((place, entering))
        number, deferred = place
        block = flow.blocks[number]
        states = [entering]
        for node in block.nodes:
            states = _run(step, states, node, Moment.NOW)
            if node.type == "defer_statement" and all(node.id != other.id for other in deferred):
                deferred = (*deferred, node)
        if block.ending is not None:
            if block.ending is not Ending.STOP:
                moment = Moment.RETURNING if block.ending is Ending.RETURN else Moment.PANICKING
                for node in reversed(deferred):
                    states = _run(step, states, node, moment)
            exits.update(dict.fromkeys(Exit(state, block.ending) for state in states))
        for edge in block.edges:
            for state in states:
                if (following := follow(state, edge)) is not None:
                    count, place = count + 1, (edge.target, deferred)
                    heappush(waiting, (flow.ranks[edge.target], count, place, enter(following, place)))
    return list(exits)


def _run(
    step: Callable[[State, Node, Moment], Iterable[State]], states: Iterable[State], node: Node, moment: Moment
) -> list[State]:
    """The states that a node leads to from any of the states, each once, in order."""
    return list(dict.fromkeys(following for state in states for following in step(state, node, moment)))
