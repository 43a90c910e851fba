"""Pools of connections that are made again and again and die each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.connections.asked_places import is_asked
from scanners.connections.dropped import Drops
from scanners.connections.handed_over import is_for_one
from scanners.connections.lifetimes import Life, Lifetimes
from scanners.connections.living_on import gives_part_of_itself, is_closed_by_goroutine, is_made_in_special_case
from scanners.connections.repetitions import Repetition, Repetitions
from scanners.connections.test_support import folders_of_tests
from scanners.golang.syntax import CALLS, FUNCTIONS, child

if TYPE_CHECKING:
    from scanners.connections.inventory import ConnectionPool
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import Node, SourceFile
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

_DEEPEST: Final = 5  # newClient calls newTransport calls …
# Whoever says so closes what the pool keeps, or keeps nothing in it.
_LETS_GO: Final = frozenset({"CloseIdleConnections", "DisableKeepAlives"})
# What runs a server returns when that is done: the loop around it begins anew with another configuration.
_RUNS: Final = frozenset({"Run", "Serve", "ListenAndServe", "Wait"})
_DIALS: Final = frozenset({"Dial", "DialContext", "DialTLS", "DialTLSContext", "TLSClientConfig"})


@dataclass(frozen=True, slots=True)
class PerCall:
    """A pool that is made again and again: where functions that return it are called, and why that runs repeatedly.

    `is_closed`: whoever makes it closes it as well.
    """

    repetition: Repetition
    returned_to: tuple[tuple[SourceFile, Node], ...] = ()
    is_closed: bool = False


class PerCalls:
    """Finds them in one program."""

    def __init__(self, resolver: Resolver, uses: Uses, reading: Reading) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._lifetimes: Final = Lifetimes(resolver)
        self._repetitions: Final = Repetitions(resolver, uses)
        self._drops: Final = Drops(resolver, uses, folders_of_tests(reading))

    def of(self, pool: ConnectionPool) -> PerCall | None:
        """Why a pool is made for each call; None where it may be made once, or live on."""
        if pool.is_literal and b"DisableKeepAlives" in (pool.node.text or b""):
            return None
        if is_for_one(self._resolver, pool.file, pool.node):
            return None
        if is_made_in_special_case(self._resolver, self._uses, pool.file, pool.node):
            return None
        return self._search(pool, (pool.file, pool.node), 0, ())

    def _search(
        self, pool: ConnectionPool, at: tuple[SourceFile, Node], position: int, way: tuple[tuple[SourceFile, Node], ...]
    ) -> PerCall | None:
        life = self._lifetimes.of(*at, position)
        if life.is_kept or _LETS_GO & set(life.selected) or _only_dials(life):
            return None
        if not life.returned and not life.names and not life.selected:
            return None  # `_, err := newClient()`: it opens nothing
        if is_closed_by_goroutine(self._resolver, life) or gives_part_of_itself(self._resolver, life):
            return None
        if not life.returned:
            is_closed = self._is_closed(life)
            repetition = self._repetitions.of(*at)
            if repetition is None or not _dies_each_time(pool, life, repetition):
                repetition = self._drops.of(pool, *at, life) if pool.kind == "http" or not is_closed else None
            if repetition is None or (is_closed and self._is_for_asked_place(pool, way, repetition)):
                return None
            return PerCall(repetition, way, is_closed)
        function = self._resolver.enclosing_function(*at)
        if function is None or len(way) == _DEEPEST or self._is_chosen(*at):
            return None
        callers = self._uses.calls(at[0], function)
        found = (self._dropped_by(pool, call, life.returned, (*way, call)) for call in callers)
        return next((each for each in found if each is not None), None)

    def _is_closed(self, life: Life) -> bool:
        """Whether it is closed, or the handle that it gives out: `db.DB()` of gorm."""
        gives = life.selected.get("DB", ())
        calls = ((file, self._resolver.parent(file, selector)) for file, selector in gives)
        inner = (self._lifetimes.of(file, call) for file, call in calls if call is not None and call.type in CALLS)
        return "Close" in life.selected or any("Close" in each.selected for each in inner)

    def _is_for_asked_place(
        self, pool: ConnectionPool, way: tuple[tuple[SourceFile, Node], ...], repetition: Repetition
    ) -> bool:
        """Whether each round may be for another place, so that none can be kept for the next."""
        is_call = repetition.why == "request" and pool.kind == "sql" and not pool.is_literal
        calls = (*way, *repetition.calls)
        return repetition.may_close or (is_call and is_asked(self._resolver, (pool.file, pool.node), calls))

    def _dropped_by(
        self,
        pool: ConnectionPool,
        call: tuple[SourceFile, Node],
        results: set[int],
        way: tuple[tuple[SourceFile, Node], ...],
    ) -> PerCall | None:
        """What becomes of it at a caller, who may get it in several results: `service, conn, err := dial()`."""
        found = [self._search(pool, call, each, way) for each in sorted(results)]
        return next((each for each in found if each is None or each.is_closed), found[0])

    def _is_chosen(self, file: SourceFile, node: Node) -> bool:
        """Whether a parameter decides that it is made: `switch kind { case web: return … }`, not for each caller."""
        current = self._resolver.parent(file, node)
        while current is not None and current.type not in FUNCTIONS:
            value = child(current, "value") if current.type == "expression_switch_statement" else None
            object_ = self._resolver.object_of(file, value) if value is not None else None
            if object_ is not None and object_.kind == "param":
                return True
            current = self._resolver.parent(file, current)
        return False


def _only_dials(life: Life) -> bool:
    """Whether nothing is done with a transport but to dial by its settings: what that gives it does not keep."""
    return bool(life.selected) and set(life.selected) <= _DIALS


def _dies_each_time(pool: ConnectionPool, life: Life, repetition: Repetition) -> bool:
    """In a loop, what a variable from outside of it holds lives on.

    A loop without a range clause that opens connections is taken for one that tries again until it has one, and one
    that calls a function to open them for one that opens each to another place.
    """
    if repetition.why != "loop":
        return True
    if _RUNS & set(life.selected):
        return False
    ranges = any(each.type == "range_clause" for each in repetition.node.named_children)
    if pool.kind != "http" and (not ranges or repetition.calls):
        return False
    return repetition.calls != () or all(_is_inside(each, repetition.node) for each in life.names)


def _is_inside(object_: Object, loop: Node) -> bool:
    if object_.kind != "var" or object_.identifier is None:
        return True  # a parameter of a function that it is handed to
    return loop.start_byte <= object_.identifier.start_byte < loop.end_byte
