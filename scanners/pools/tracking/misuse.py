"""Every misuse of a pooled object after, or around, its Put; shared by the rules that report them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Ending
from scanners.golang.flow_builder import TooDeep
from scanners.golang.paths import Exit, TooManySteps
from scanners.golang.syntax import Node, SourceFile, location
from scanners.model import Problem, Text
from scanners.pools.code.unconditional import is_deferred
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.inventory.naming import function_name
from scanners.pools.inventory.shares import Share
from scanners.pools.objects.carriers import path_of
from scanners.pools.tracking.call_results import Take
from scanners.pools.tracking.excuses import Excuses
from scanners.pools.tracking.function_summaries import FunctionSummaries
from scanners.pools.tracking.holdings import State
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.leases import Leases
from scanners.pools.tracking.left_for_close import Left, put_by_close
from scanners.pools.tracking.lenders import Lenders, Loan
from scanners.pools.tracking.misused import Misuse
from scanners.pools.tracking.misused_elsewhere import MisusedElsewhere
from scanners.pools.tracking.releases import Release, Releases
from scanners.pools.tracking.tracked_function import FROM_OUTSIDE
from scanners.pools.tracking.tracking import Tracking

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.inventory import Inventory


def settled(exits: list[Exit[State]]) -> set[int]:
    """The calls that take an object which goes back whenever the function returns."""
    returning = [each.state for each in exits if each.ending is Ending.RETURN]
    put = [{token.origin for token, _ in state.put if token.taken is not None} for state in returning]
    return set.intersection(*put) if put else set()


@dataclass(frozen=True, slots=True)
class _Followed:
    """What came of following a function: its misuses, and the calls whose objects it puts back for certain."""

    misuses: tuple[Misuse, ...]
    settled: set[int]
    left: Left  # in fields, by a method that comes before Close


@dataclass(frozen=True, slots=True)
class _Taught:
    """Functions that call one which puts back fields of what it is given, and the pools that those go to."""

    functions: list[tuple[SourceFile, Node]]
    pools: list[PoolDeclaration | None]

    def is_of(self, share: Share) -> bool:
        return any(pool in share for pool in self.pools)


class Misuses:
    """Finds the misuses of one program, and remembers what functions do."""

    def __init__(self, resolver: Resolver, inventory: Inventory) -> None:
        self._resolver: Final = resolver
        self._inventory: Final = inventory
        self._settled: Final[set[int]] = set()
        self._callers: Final[dict[int, _Taught]] = {}  # of functions that put back fields of what they are given
        self._has_learnt = False
        self._followed: Final[dict[int, _Followed]] = {}
        self._releases: Final = Releases(resolver, inventory)
        self._takes: Final[dict[int, Take]] = {
            site.call.id: Take(site) for pool in inventory.pools for site in pool.gets
        }
        for borrowed in inventory.borrowed:
            if borrowed.site.kind == "get":
                self._takes[borrowed.site.call.id] = Take(borrowed.site, borrowed.pair)
        gets = (take.site for take in self._takes.values() if take.pair is None)
        self._leases: Final = Leases(resolver, gets, self._releases)
        self._summaries: Final = FunctionSummaries(resolver, self._releases, self._takes, self._leases)
        self._excuses: Final = Excuses(resolver, inventory)
        self._elsewhere: Final = MisusedElsewhere(resolver, inventory.uses, self._releases)

    @cached_property
    def _loans(self) -> dict[int, list[Loan]]:
        """What functions are lent, by the id of the function."""
        found: dict[int, list[Loan]] = {}
        lenders = Lenders(self._resolver, self._inventory.uses)
        for loan in (*lenders.loans(self._releases), *map(lenders.from_outside, self._inventory.lent)):
            found.setdefault(loan.function.id, []).append(loan)
        return found

    def of(self, share: Share, problems: list[Problem]) -> tuple[Misuse, ...]:
        """Those of some pools, each once, in the order of the files; what cannot be followed goes to the problems."""
        self._learn()
        found: dict[tuple[Fault, int, int], list[Misuse]] = {}
        for file, function in self._functions(share):
            try:
                followed = self._follow(file, function)
            except (TooManySteps, TooDeep) as error:
                problems.append(self._problem(file, function, error))
                continue
            self._settled.update(followed.settled)
            again = put_by_close(self._resolver, self._releases.fields, file, function, followed.left)
            by_close = (self._elsewhere.misuse(each, Fault.TWICE, "closed-too", each.shown) for each in again)
            for misuse in (*followed.misuses, *by_close):
                if misuse.pool in share:
                    found.setdefault(misuse.key, []).append(misuse)
        for misuse in self._elsewhere.of(share, self._settled):
            found.setdefault(misuse.key, []).append(misuse)
        first = (replace(each, further=tuple(rest)) for each, *rest in found.values())
        return tuple(sorted(first, key=lambda each: (each.file.path, each.node.start_byte)))

    def _learn(self) -> None:
        """Find out which functions put back fields of what they are given, up to their last caller."""
        if self._has_learnt:
            return
        self._has_learnt = True
        self._leases.find_handed(self._inventory.uses)
        waiting = deque(self._around(release for release in self._releases if self._is_learnt(release)))
        given_up: set[int] = set()  # what takes too many steps takes no fewer when more is known
        while waiting:
            file, function = waiting.popleft()
            if function.id in given_up:
                continue
            tracking = self._tracking(file, function)
            try:
                exits = tracking.run(lent=self._loans.get(function.id, ()))
            except (TooManySteps, TooDeep):
                given_up.add(function.id)  # said of it where its own misuses are looked for
                continue
            # A literal is not followed anew when what it calls turns out to put something back: only its function is.
            if function.type != "func_literal":
                self._followed[function.id] = self._found(file, tracking, exits)
            puts = tracking.field_puts(exits)
            if self._releases.fields.learn(function, puts):
                callers = list(self._find_callers(file, function))
                self._callers[function.id] = _Taught(callers, [put.release.pool for put in puts])
                waiting.extend(callers)

    def _follow(self, file: SourceFile, function: Node) -> _Followed:
        if function.id not in self._followed:
            tracking = self._tracking(file, function)
            exits = tracking.run(lent=self._loans.get(function.id, ()))
            self._followed[function.id] = self._found(file, tracking, exits)
        return self._followed[function.id]

    def _found(self, file: SourceFile, tracking: Tracking, exits: list[Exit[State]]) -> _Followed:
        incidents = sorted(tracking.incidents, key=lambda each: (each.node.start_byte, each.node.end_byte))
        pairs = [(incident, tracking.release(incident.put, incident.token)) for incident in incidents]
        misuses = (self._misuse(file, *pair) for pair in pairs if not self._excuses.hold(file, *pair))
        return _Followed(tuple(misuses), settled(exits), tracking.left)

    def _is_learnt(self, release: Release) -> bool:
        """Whether a field of a parameter or receiver goes back, or an element of a list."""
        path = path_of(self._resolver, release.site.file, release.value)
        if path is None or not (path.fields or release.fields):
            declared = path.root.declaration if path is not None else release.value
            return declared is not None and declared.type in {"range_clause", "index_expression"}
        return path.root.kind in FROM_OUTSIDE

    def _tracking(self, file: SourceFile, function: Node) -> Tracking:
        return Tracking(self._resolver, file, function, self._releases, self._takes, self._summaries)

    def _problem(self, file: SourceFile, function: Node, error: TooManySteps | TooDeep) -> Problem:
        where, name = location(file, function), function_name(self._resolver, file, function)
        if isinstance(error, TooManySteps):
            text = Text.of("analyser.too-many-steps", function=name, limit=error.limit)
        else:
            text = Text.of("analyser.too-deep", where=name)
        return Problem(where.path, where.line, text, name)

    def _functions(self, share: Share) -> list[tuple[SourceFile, Node]]:
        """The functions that put something back, and those whose callees do so.

        Outer ones come first: what is found there is told with more context.
        """
        found = {
            function.id: (file, function)
            for file, function in (
                *self._around(release for release in self._releases if release.pool in share),
                *self._leases.users(self._inventory.uses),
                *(
                    (each.file, each.function)
                    for loans in self._loans.values()
                    for each in loans
                    if each.release.pool in share
                ),
                *(each for taught in self._callers.values() if taught.is_of(share) for each in taught.functions),
            )
        }
        return sorted(found.values(), key=lambda each: (each[0].path, each[1].start_byte, -each[1].end_byte))

    def _around(self, releases: Iterable[Release]) -> Iterator[tuple[SourceFile, Node]]:
        """The functions around releases, literals and what they stand in."""
        for release in releases:
            file, function = release.site.file, release.site.function
            while function is not None:
                yield file, function
                function = self._resolver.enclosing_function(file, function)

    def _find_callers(self, file: SourceFile, function: Node) -> Iterator[tuple[SourceFile, Node]]:
        """The functions that call a declared one, literals and what they stand in, each once."""
        found = set()
        for used_in, call in self._inventory.uses.calls(file, function):
            around = self._resolver.enclosing_function(used_in, call)
            while around is not None and around.id not in found:
                found.add(around.id)
                yield used_in, around
                around = self._resolver.enclosing_function(used_in, around)

    def _misuse(self, file: SourceFile, incident: Incident, release: Release) -> Misuse:
        return Misuse(
            fault=incident.fault,
            file=file,
            node=incident.node,
            object=release.shown.strip("&*()"),
            shown=incident.shown,
            way=incident.way,
            put=release.site,
            pool=release.pool,
            pool_name=release.name,
            taken=incident.token.taken,
            other=incident.other,
            deferred=is_deferred(self._resolver, release.site.file, release.site.call),
            where=release.where,
        )
