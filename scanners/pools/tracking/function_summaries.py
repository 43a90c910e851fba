"""Summaries of the functions of the source, worked out by following their parameters: returned, kept, running."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Ending
from scanners.golang.flow_builder import TooDeep
from scanners.golang.packages import Declaration
from scanners.golang.paths import Exit, TooManySteps
from scanners.golang.syntax import Node, child, children_of_type
from scanners.golang.types import ERROR, UNKNOWN, Array, Basic, Signature, Type
from scanners.pools.code.assigned_fields import AssignedFields
from scanners.pools.code.implementations import Implementations
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.reserve import Reserve
from scanners.pools.objects.carriers import Path
from scanners.pools.objects.given_fields import given_fields
from scanners.pools.tracking.certain_reads import CertainReads
from scanners.pools.tracking.copied_parameters import is_in_copy
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, memory_itself
from scanners.pools.tracking.leases import Leases
from scanners.pools.tracking.made_structs import always_filled
from scanners.pools.tracking.pooled_fields import PooledFields, Source, kept_of_fields
from scanners.pools.tracking.releases import Releases
from scanners.pools.tracking.set_fields import SetFields
from scanners.pools.tracking.special_keeps import is_special
from scanners.pools.tracking.still_running import still_running
from scanners.pools.tracking.summaries import (
    RECEIVER,
    UNKNOWING,
    Kept,
    Lent,
    Outcome,
    Share,
    Summary,
    told,
    told_against,
)
from scanners.pools.tracking.tracking import Tracking

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import Function
    from scanners.pools.tracking.call_results import Take

_DEEPEST: Final = 5  # functions that call each other
# Bytes of a function that is read: for what it gives back, sends or starts, and where it does none, for what it keeps.
_LONGEST: Final = 6_000
_LONGEST_KEEPER: Final = 1_500
_SENDS: Final = re.compile(rb"\.(?:Do|Post|RoundTrip)\(|\bgo func\(")
# Steps beyond the ordinary of all functions that are followed for misuses, and of those that they call. Of ten large
# programs the longest needs 51,000; a second is some ten thousand. Each process has its own.
_RESERVE: Final = 100_000
_ROUNDS: Final = 3  # through a function that calls itself


class FunctionSummaries:
    """Summaries by declaration, worked out when they are asked for."""

    def __init__(self, resolver: Resolver, releases: Releases, takes: Mapping[int, Take], leases: Leases) -> None:
        self._resolver: Final = resolver
        self._takes: Final = takes
        self.leases: Final = leases
        self.reserve: Final = Reserve(_RESERVE)
        self.set_fields: Final = SetFields(resolver)
        self.pooled_fields: Final = PooledFields(resolver, releases)
        self.certain_reads: Final = CertainReads(resolver, releases, self.set_fields)
        self._releases: Final = releases
        self._known: Final[dict[int, Summary]] = {}
        self._outcomes: Final[dict[Object, Outcome | None]] = {}
        self._beside: Final[dict[int, tuple[frozenset[Bond], ...]]] = {}  # by the function, for each of its results
        self._open: Final[dict[int, bool]] = {}  # functions that are being read, and whether they call themselves
        fields = AssignedFields(resolver)
        self.functions: Final = fields.functions
        self.is_given_away: Final = fields.is_given_away
        self.is_replaced: Final = fields.is_replaced
        self.is_reused: Final = fields.is_reused
        self.is_made_anew: Final = fields.is_made_anew
        self.is_renewed: Final = fields.is_renewed
        self.is_filled_when_nil: Final = fields.is_filled_when_nil
        self.implementations: Final = Implementations(resolver).all

    def of(self, declaration: Declaration) -> Summary:
        """What a function does with memory of its parameters."""
        key = declaration.node.id
        if key in self._open:
            self._open[key] = True
            return self._known.get(key, UNKNOWING)
        if key not in self._known:
            if len(self._open) >= _DEEPEST:
                return UNKNOWING
            self._known[key] = self._to_fixed_point(declaration) if self._may_matter(declaration) else UNKNOWING
        return self._known[key]

    def outcome(self, function: Function, parameter: Object) -> Outcome | None:
        """On which paths a function puts back a parameter; None where that is not known."""
        if parameter not in self._outcomes:
            self._outcomes[parameter] = None  # what calls itself is not known
            self._outcomes[parameter] = self._followed(function, parameter)
        return self._outcomes[parameter]

    def beside(self, declaration: Declaration, index: int) -> frozenset[Bond]:
        """How a further result of a function that takes an object refers to that, its first result."""
        key = declaration.node.id
        if key not in self._beside:
            self._beside[key] = ()  # what calls itself is not known
            self._beside[key] = tuple(self._beside_first(declaration))
        return self._beside[key][index] if index < len(self._beside[key]) else frozenset()

    def _beside_first(self, declaration: Declaration) -> Iterator[frozenset[Bond]]:
        signature = self._resolver.type_of_declaration(declaration)
        listed = signature.results if isinstance(signature, Signature) else ()
        tracking = Tracking(self._resolver, declaration.file, declaration.node, self._releases, self._takes, self)
        try:
            tracking.run()
        except (TooManySteps, TooDeep):
            return
        for place, type_ in enumerate(listed):
            if self._is_known_reference(type_) and not isinstance(self._resolver.underlying(type_), Signature):
                yield frozenset().union(*(_shared_with_first(values, place) for values in tracking.returned))
            else:
                yield frozenset()

    def _followed(self, function: Function, parameter: Object) -> Outcome | None:
        token = Token(function.node.id, parameter.name)
        tracking = Tracking(self._resolver, function.file, function.node, self._releases, {}, self)
        try:
            exits = tracking.run(State(held=frozenset({(Path(parameter), Hold(token, Bond.OBJECT))})))
        except (TooManySteps, TooDeep):
            return None
        states = [each.state for each in exits if each.ending is Ending.RETURN]
        states = [each for each in states if (Path(parameter), True) not in each.facts]  # nil: nothing to put back
        put = {each.outcome for each in states if each.put_of(token) is not None}
        out = {each.outcome for each in states if each.put_of(token) is None}
        if None in put and out:
            return None  # it may be one that puts back only once
        return told(put, out) or told_against(put, out)

    def _to_fixed_point(self, declaration: Declaration) -> Summary:
        key = declaration.node.id
        found = UNKNOWING
        for _ in range(_ROUNDS):
            self._open[key] = False
            self._known[key], before = self._worked_out(declaration), found
            found = self._known[key]
            if not self._open.pop(key) or found == before:
                break
        return found

    def _may_matter(self, declaration: Declaration) -> bool:
        if declaration.kind not in {"func", "method"}:
            return False
        signature = self._resolver.type_of_declaration(declaration)
        gives = isinstance(signature, Signature) and any(self._is_known_reference(each) for each in signature.results)
        size = declaration.node.end_byte - declaration.node.start_byte
        if size <= _LONGEST_KEEPER or size > _LONGEST:
            return size <= _LONGEST_KEEPER
        return gives or _SENDS.search(declaration.node.text or b"") is not None

    def _is_reference(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Basic):
            return meant.name in {"string", "unsafe.Pointer"}
        return not isinstance(meant, Array) and str(type_) != "error"

    def _is_known_reference(self, type_: Type) -> bool:
        return self._is_reference(type_) and self._resolver.underlying(type_) is not UNKNOWN

    def _worked_out(self, declaration: Declaration) -> Summary:
        parameters_ = list(self._parameters(declaration))
        if not parameters_:
            return UNKNOWING
        places = {Token(-2 - place, ""): place for place, _, _ in parameters_}
        held = frozenset((Path(each), Hold(Token(-2 - place, ""), bond)) for place, each, bond in parameters_)
        tracking = Tracking(self._resolver, declaration.file, declaration.node, self._releases, {}, self)
        owners = {parameter: place for place, parameter, _ in parameters_}
        start, sources = self.pooled_fields.seeded(tracking.memory, declaration, State(held=held), owners)
        try:
            exits = tracking.run(start)
        except (TooManySteps, TooDeep):
            return UNKNOWING
        returning = [each for each in exits if each.ending is Ending.RETURN]
        shared = self._results(declaration, tracking, places)
        return Summary(
            shared,
            frozenset(self._kept(declaration, returning, places, owners, sources)),
            frozenset(still_running(tracking, returning, places)),
            given_fields(self._resolver, declaration.file, declaration.node, len(shared)) if any(shared) else (),
            tuple(always_filled(tracking.made, place, places) for place in range(len(shared))) if any(shared) else (),
            self._lent(declaration, tracking, sources) if sources else (),
        )

    def _parameters(self, declaration: Declaration) -> Iterator[tuple[int, Object, Bond]]:
        """The parameters that can lead to memory of the caller's; those of a variadic function lie in its slice."""
        file, node = declaration.file, declaration.node
        given = [(RECEIVER, receiver(self._resolver, file, node))]
        given += enumerate(parameters(self._resolver, file, node))
        for place, parameter in given:
            if parameter is not None and self._is_reference(parameter.type):
                is_last = place == len(given) - 2 and is_variadic(node)
                yield place, parameter, Bond.WRAPPED if is_last else Bond.OBJECT

    def _kept(
        self,
        declaration: Declaration,
        returning: list[Exit[State]],
        places: dict[Token, int],
        owners: dict[Object, int],
        sources: dict[Token, Source],
    ) -> Iterator[Kept]:
        """What is kept, but for what only a failed call leaves behind: nobody works with that any more."""
        signature = self._resolver.type_of_declaration(declaration)
        may_fail = isinstance(signature, Signature) and signature.results[-1:] == (ERROR,)
        parameters_ = {place: parameter for parameter, place in owners.items()}
        for kept in _all_kept(returning, places, owners, sources):
            owner = parameters_[kept.owner] if isinstance(kept.owner, int) else kept.owner
            is_lost = is_in_copy(self._resolver, Path(owner, kept.fields)) or (may_fail and kept.when is False)
            if not is_lost and not is_special(self._resolver, declaration, Path(owner, kept.fields)):
                yield kept

    def _lent(
        self, declaration: Declaration, tracking: Tracking, sources: dict[Token, Source]
    ) -> tuple[frozenset[Lent], ...]:
        return tuple(
            frozenset((*sources[hold.token], hold.bond) for hold in holds if hold.token in sources)
            if type_ != ERROR
            else frozenset()
            for type_, holds in self._returned(declaration, tracking)
        )

    def _results(
        self, declaration: Declaration, tracking: Tracking, places: dict[Token, int]
    ) -> tuple[frozenset[Share], ...]:
        # An error is a value of its own, and may refer to what it tells of.
        return tuple(
            frozenset(
                (places[hold.token], hold.bond)
                for hold in (holds - memory_itself(holds) if type_ == ERROR else holds)
                if hold.token in places
            )
            for type_, holds in self._returned(declaration, tracking)
        )

    def _returned(self, declaration: Declaration, tracking: Tracking) -> list[tuple[Type, Holds]]:
        """The type of each result, and what it holds on any path; NOTHING for what cannot refer to anything."""
        signature = self._resolver.type_of_declaration(declaration)
        listed = signature.results if isinstance(signature, Signature) else ()
        return [
            (type_, NOTHING.union(*(values[place] for values in tracking.returned if place < len(values))))
            if type_ == ERROR or self._is_known_reference(type_)
            else (type_, NOTHING)
            for place, type_ in enumerate(listed)
        ]


def _shared_with_first(values: tuple[Holds, ...], place: int) -> frozenset[Bond]:
    """How one of several returned values refers to the object that is the first of them."""
    if place >= len(values):
        return frozenset()
    first = {hold.token for hold in values[0] if hold.bond is Bond.OBJECT and hold.token.taken is not None}
    return frozenset(hold.bond for hold in values[place] if hold.token in first)


def is_variadic(function: Node) -> bool:
    """Whether the last parameter takes any number of arguments."""
    listed = child(function, "parameters")
    return listed is not None and bool(children_of_type(listed, "variadic_parameter_declaration"))


def _all_kept(
    returning: list[Exit[State]], places: dict[Token, int], owners: dict[Object, int], sources: dict[Token, Source]
) -> Iterator[Kept]:
    """What is kept on some path, with the outcome that all those paths have and others have not."""
    by_exit = [
        (each.state.outcome, frozenset((*_kept(each, places, owners), *kept_of_fields(each, owners, sources))))
        for each in returning
    ]
    for kept in frozenset().union(*(found for _, found in by_exit)):
        outcomes = {outcome for outcome, found in by_exit if kept in found}
        tells = len(outcomes) == 1 and any(outcome not in outcomes for outcome, _ in by_exit)
        yield replace(kept, when=next(iter(outcomes))) if tells else kept


def _kept(exit_: Exit[State], places: dict[Token, int], owners: dict[Object, int]) -> Iterator[Kept]:
    """What parameters and package variables hold of other parameters where a path returns."""
    for name, hold in exit_.state.held:
        if not isinstance(name, Path) or hold.token not in places or exit_.state.put_of(hold.token) is not None:
            continue
        place, owner = places[hold.token], owners.get(name.root)
        if owner is not None and owner != place and name.fields:
            yield Kept(place, owner, name.fields)
        elif owner is None and not name.root.is_local:
            yield Kept(place, name.root, name.fields)
