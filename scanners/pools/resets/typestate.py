"""What is known of an object at one point of a path, and what each event makes of that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile
from scanners.pools.objects.contents import Kind
from scanners.pools.objects.events import BEHIND, GROWN, KEYS, WHOLE, Action, Event, is_key

if TYPE_CHECKING:
    from scanners.pools.inventory.declarations import PoolSite


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the object at one point: `touched` and `cleared` say that somebody has set or reset it.

    `taken` is the Get that it came from, None for an object that the function was given.
    """

    present: bool = False
    taken: PoolSite | None = None
    touched: bool = False
    cleared: bool = False
    settled: frozenset[str] = frozenset()
    dirty: frozenset[str] = frozenset()

    def joined(self, other: State) -> State:
        """Both, of states that differ in parts alone: what is settled in each, and dirty in one.

        Nothing is lost by that: each part is trusted, or left dirty, on one of two paths if it is in what they join to.
        """
        both = frozenset(
            part
            for part in self.settled | other.settled
            if _ways_to(part) & self.settled and _ways_to(part) & other.settled
        )
        return replace(self, settled=both, dirty=self.dirty | other.dirty)


class Joined:
    """States that come together somewhere: one for all that differ in parts alone."""

    def __init__(self) -> None:
        self._met: Final[dict[Hashable, State]] = {}

    def of(self, state: State, place: Hashable = None) -> State:
        """What a state becomes at a place, with all that have come there before it."""
        key = (place, state.present, state.taken, state.touched, state.cleared)
        met = self._met.get(key)
        joined = state if met is None or met == state else met.joined(state)
        self._met[key] = joined
        return joined

    def all(self) -> list[State]:
        """The states, in the order in which the first of each came."""
        return list(self._met.values())


ABSENT: Final = State()
GIVEN: Final = State(present=True)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the code, where the parts in `apart` have been set since the object was taken."""

    file: SourceFile
    node: Node
    apart: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Life:
    """What happens to the objects of one pool.

    `trusting`: Gets, with each part that is depended on as it comes, at the first place found. `dirty`: Puts, with each
    part that is written and not reset on some path. `written`: where each part is written, by the id of the node.
    `checked`: parts that are compared somewhere.
    """

    trusting: dict[PoolSite, dict[str, Spot]] = field(default_factory=dict)
    dirty: dict[PoolSite, set[str]] = field(default_factory=dict)
    written: dict[str, dict[int, Spot]] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)

    def add(self, other: Life) -> None:
        """Take over what another walk has found."""
        for put, parts in other.dirty.items():
            self.dirty.setdefault(put, set()).update(parts)
        for get, uses in other.trusting.items():
            self.trusting[get] = uses | self.trusting.get(get, {})
        for part, spots in other.written.items():
            self.written[part] = spots | self.written.get(part, {})
        self.checked |= other.checked

    def undisciplined(self) -> Iterator[tuple[PoolSite, list[str]]]:
        """Each dirty Put, with the parts that it leaves written and that Gets depend on."""
        for put, dirty in self.dirty.items():
            parts = [part for part in sorted(dirty - self.checked) if self.victims(part)]
            if parts:
                yield put, parts

    def without_checks(self, parts: Iterable[str]) -> Life:
        """The same where it does not matter that somebody compares these parts."""
        return replace(self, checked=self.checked.difference(parts))

    def at_stake(self) -> set[str]:
        """The parts that some Get depends on, and that nobody compares."""
        return {part for uses in self.trusting.values() for part in uses} - self.checked

    def place_written(self, part: str, put: PoolSite) -> Spot | None:
        """Where a part is written: in the function around a Put, if it is there, else anywhere."""
        spots = list(self.written.get(part, {}).values())
        top = put.file.top_at(put.call.start_byte)
        near = (
            spot
            for spot in spots
            if top is not None and spot.file is put.file and top.start_byte <= spot.node.start_byte < top.end_byte
        )
        return next(near, spots[0] if spots else None)

    def victims(self, part: str) -> list[tuple[PoolSite, Spot]]:
        """The Gets that depend on a part, with where they do."""
        return [
            (get, spot)
            for get, uses in self.trusting.items()
            for used, spot in uses.items()
            if used not in self.checked and _meet(used, part) and not _ways_to(part) & spot.apart
        ]

    def appending(self, part: str) -> bool | None:
        """Whether the Gets that depend on a part append to what they take; None where some do and some do not."""
        asked = {GROWN in self.trusting[get] for get, _ in self.victims(part)}
        return None if len(asked) > 1 else True in asked


class Typestate:
    """The transitions for objects of one kind. Whoever trusts a part, and where parts are written, goes into `life`."""

    def __init__(self, kind: Kind, life: Life) -> None:
        self._kind: Final = kind
        self._life: Final = life

    def after(self, state: State, event: Event, file: SourceFile) -> State:
        """The state after an event in a file that is neither Get nor Put, and does not lead into another function."""
        is_struct = self._kind is Kind.STRUCT
        match event.action:
            case Action.LOSE:
                return replace(state, touched=True, cleared=True)
            case Action.CLEAR:
                left = frozenset() if event.part in {WHOLE, KEYS} else state.dirty - {event.part}
                return replace(state, touched=True, cleared=True, dirty=left)
            case Action.FIX if is_struct:
                return replace(_settled(state, event.part), dirty=state.dirty - {event.part})
            case Action.FIX:
                return replace(state, touched=True, cleared=True, dirty=state.dirty - {event.part})
            case Action.MEASURE:
                return replace(state, touched=True)
            case Action.CHECK:
                self._life.checked.add(event.part)
            case Action.USE:
                self._trust(state, event.part, file, event.node)
            case Action.WRITE:
                self._trust(state, event.part, file, event.node)
                return self._written(state, event, file, touched=state.touched)
            case Action.SET if is_struct and event.part != WHOLE:
                behind = event.part + BEHIND
                state = replace(state, dirty=frozenset(each for each in state.dirty if not each.startswith(behind)))
                state = _settled(state, event.part)
                return self._written(state, event, file, touched=state.touched)
            case Action.SET if self._kind is Kind.MAP:
                state = _settled(state, event.part) if is_key(event.part) else state
                return self._written(state, event, file, touched=state.touched)
            case Action.SET:
                return self._written(state, event, file, touched=True)
        return state

    def _trust(self, state: State, part: str, file: SourceFile, node: Node) -> None:
        if state.taken is None or state.touched or _ways_to(part) & state.settled:
            return
        found = self._life.trusting.setdefault(state.taken, {})
        apart = state.settled if part in {WHOLE, KEYS} else frozenset()
        first = found.setdefault(part, Spot(file, node, apart))
        if not first.apart <= apart:
            found[part] = replace(first, apart=first.apart & apart)

    def _written(self, state: State, event: Event, file: SourceFile, *, touched: bool) -> State:
        self._life.written.setdefault(event.part, {}).setdefault(event.node.id, Spot(file, event.node))
        # A reset of a struct and then a field set again is how owners and configuration are kept; a buffer that is
        # written after its reset is dirty.
        cleared = state.cleared and self._kind is Kind.STRUCT
        return replace(state, touched=touched, cleared=cleared, dirty=state.dirty | {event.part})


def _meet(used: str, written: str) -> bool:
    """Whether who depends on one part sees what another one wrote into a part."""
    if used == written or WHOLE in {used, written}:
        return True
    return (used == KEYS and is_key(written)) or (written == KEYS and is_key(used))


def _settled(state: State, part: str) -> State:
    """The state after a part was set."""
    return state if state.touched else replace(state, settled=state.settled | {part})


def _ways_to(part: str) -> frozenset[str]:
    """A part, and the pointer that it lies behind: who sets that has another part."""
    return frozenset({part, part.partition(BEHIND)[0]})
