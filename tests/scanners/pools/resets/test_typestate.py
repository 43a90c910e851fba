"""Paths that come together: what is said of the objects is what would be said of each path alone."""

from __future__ import annotations

from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanners.golang.syntax import parse
from scanners.pools.inventory.declarations import PoolSite
from scanners.pools.objects.contents import Kind
from scanners.pools.objects.events import WHOLE, Action, Event
from scanners.pools.resets.typestate import Joined, Life, State, Typestate

FILE: Final = parse("a.go", b"package a\n")
GET: Final = PoolSite("get", FILE, FILE.root, None, None, "", direct=True)
# What sets and uses parts comes more often: what resets the whole or loses sight of it ends most of what can be said.
ACTIONS: Final = (*[Action.SET, Action.FIX, Action.USE] * 3, Action.WRITE, Action.CLEAR, Action.LOSE, Action.CHECK)
PARTS: Final = (*["a", "p", "p.x"] * 3, WHOLE)

events = st.builds(Event, st.sampled_from(ACTIONS), st.just(FILE.root), st.sampled_from(PARTS))
paths = st.lists(events, max_size=4)


def followed(typestate: Typestate, state: State, path: list[Event]) -> State:
    for event in path:
        state = typestate.after(state, event, FILE)
    return state


def said(life: Life, ends: list[State]) -> tuple[set[str], set[str], set[str]]:
    """What is trusted, what is left dirty, and what is compared."""
    dirty = {part for state in ends if not state.cleared for part in state.dirty}
    return set(life.trusting.get(GET, {})), dirty, life.checked


# The pointer is set on one path, what lies behind it on the other.
@example(
    Kind.STRUCT,
    [[Event(Action.SET, FILE.root, "p")], [Event(Action.SET, FILE.root, "p.x")]],
    [Event(Action.USE, FILE.root, "p.x")],
)
@settings(max_examples=500)
@given(st.sampled_from([Kind.STRUCT, Kind.STATEFUL]), st.lists(paths, min_size=2, max_size=4), paths)
def test_joined_paths_say_what_they_say_alone(kind: Kind, branches: list[list[Event]], after: list[Event]) -> None:
    taken = State(present=True, taken=GET)
    alone, together = Life(), Life()
    one, other = Typestate(kind, alone), Typestate(kind, together)
    ends = [followed(one, followed(one, taken, branch), after) for branch in branches]
    met = Joined()
    for branch in branches:
        met.of(followed(other, taken, branch))
    assert said(together, [followed(other, state, after) for state in met.all()]) == said(alone, ends)
