"""Functions that put back what a field of their receiver or of a parameter holds: `func (w *writer) finish()`.

Whoever calls one goes on with an object whose field is in the pool. What such a function puts back on every path is
learnt where the function is followed, and holds for its callers, which may put back a field of their own in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Ending
from scanners.golang.syntax import Node, arguments
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.tracking.holdings import ELEMENTS, Token, elements_of
from scanners.pools.tracking.summaries import RECEIVER, Outcome, told

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.paths import Exit
    from scanners.golang.resolver import Callee
    from scanners.pools.objects.carriers import Path
    from scanners.pools.tracking.holdings import State
    from scanners.pools.tracking.releases import Release
    from scanners.pools.tracking.tracked_function import TrackedFunction


@dataclass(frozen=True, slots=True)
class FieldPut:
    """`fields` of a parameter, by index or RECEIVER, are put back; unless `is_cleared` they go on naming it.

    `when` says on which paths.
    """

    place: int
    fields: tuple[str, ...]
    is_cleared: bool
    when: Outcome
    release: Release = field(compare=False)


class FieldPuts:
    """What is learnt of functions, by the id of their declaration."""

    def __init__(self) -> None:
        self._known: Final[dict[int, frozenset[FieldPut]]] = {}

    def learn(self, function: Node, puts: frozenset[FieldPut]) -> bool:
        """Keep what a function puts back; whether that was not known."""
        is_new = puts != self._known.get(function.id, frozenset())
        self._known[function.id] = puts
        return is_new

    def of_receiver(self, method: Node) -> frozenset[tuple[str, ...]]:
        """The fields of its receiver that a method puts back whenever it is called."""
        known = self._known.get(method.id, frozenset())
        return frozenset(put.fields for put in known if put.place == RECEIVER and put.when is Outcome.EVERY)

    def of_call(self, callee: Callee, declaration: Declaration | None, call: Node) -> Iterator[tuple[FieldPut, Node]]:
        """What a call of a function puts back of the fields of what it is given, with the expression that is given."""
        known = self._known.get(declaration.node.id) if declaration is not None else None
        for put in sorted(known or (), key=lambda each: (each.place, each.fields)):
            if put.fields == (ELEMENTS,) and _is_tail(callee, call, put.place):
                yield from ((replace(put, fields=()), each) for each in arguments(call)[put.place :])
                continue
            given = callee.receiver if put.place == RECEIVER else dict(enumerate(arguments(call))).get(put.place)
            if given is not None:
                yield put, given


def _is_tail(callee: Callee, call: Node, place: int) -> bool:
    """Whether a call lists what its variadic parameter is to have: `free(a, b)`, not `free(all...)`."""
    signature, given = callee.signature, arguments(call)
    is_variadic = signature is not None and signature.variadic and place == len(signature.params) - 1
    return is_variadic and all(each.type != "variadic_argument" for each in given)


def field_puts(
    function: TrackedFunction, exits: list[Exit[State]], release: Callable[[int, Token], Release]
) -> frozenset[FieldPut]:
    """What a function puts back of the fields of its receiver and parameters whenever it returns.

    `release` gives the release at a call. A field that is nil on some path has nothing to put back there.
    """
    own = _places(function)
    returning = [each.state for each in exits if each.ending is Ending.RETURN]
    found = set()
    for path, token in function.seeds():
        place = own.get(path.root) if path.fields else None
        if place is None:
            continue
        put = [state for state in returning if state.put_of(token) is not None]
        puts = [call for state in put if (call := state.put_of(token)) is not None]
        out = [state for state in returning if state.put_of(token) is None and (path, True) not in state.facts]
        when = told({state.outcome for state in put}, {state.outcome for state in out})
        if puts and when is not None and (met := release(puts[0], token)).is_certain:
            stays = all(any(hold.token == token for hold in state.holds(path)) for state in put)
            stays = stays and (when is Outcome.EVERY or not _may_move_on(function, met, path))
            found.add(FieldPut(place, path.fields, not stays, when, met))
    return frozenset(found)


def _may_move_on(function: TrackedFunction, release: Release, path: Path) -> bool:
    """Whether a method of the struct puts back what a field holds: it may set that to the next, `s.drop(s.head)`."""
    receiver_ = function.resolver.callee(function.file, release.site.call).receiver
    named = function.memory.path(receiver_) if receiver_ is not None else None
    return not release.site.direct and not release.fields and named is not None and named.root is path.root


def list_puts(
    function: TrackedFunction, exits: list[Exit[State]], loops: list[tuple[Path, Release]]
) -> frozenset[FieldPut]:
    """The lists, of what the function is given, all of whose elements it puts back whenever it returns."""
    own = _places(function)
    returning = [each.state for each in exits if each.ending is Ending.RETURN]
    found = set()
    for path, release in loops:
        token, place = Token(function.node.id, elements_of(path)), own.get(path.root)
        if place is None or not returning or any(state.put_of(token) is None for state in returning):
            continue
        if not path.fields or all(any(hold.token == token for hold in state.holds(path)) for state in returning):
            found.add(FieldPut(place, (*path.fields, ELEMENTS), is_cleared=False, when=Outcome.EVERY, release=release))
    return frozenset(found)


def _places(function: TrackedFunction) -> dict[Object | None, int]:
    """The parameters of a function with their indices, and its receiver."""
    own: dict[Object | None, int] = {
        parameter: place for place, parameter in enumerate(parameters(function.resolver, function.file, function.node))
    }
    own[receiver(function.resolver, function.file, function.node)] = RECEIVER
    return own
