"""One row for each pool: the place that owns what is made, however many names it is handed around under.

A pool lives in the variable or field that holds it by value, else in the package-level variable or field that it is
first stored in, else in the local variable that it is made for. What a function makes and returns belongs to its
callers, one pool for each place that they keep it in. A place that no visible pool flows into is a row only where it
is used.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanners.pools.inventory.pool_graph import Making, Place, PoolGraph, Result, Source
from scanners.pools.inventory.pool_types import shape

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


@dataclass(slots=True)
class Row:
    """A pool in the making: its home, the sources that its travels start from, and those passed on the way home."""

    home: Place | Making
    starts: dict[Source, None] = field(default_factory=dict)
    on_the_way: dict[Source, None] = field(default_factory=dict)


class Homes:
    """Settles where each pool lives."""

    def __init__(self, resolver: Resolver, graph: PoolGraph) -> None:
        self._resolver: Final = resolver
        self._graph: Final = graph
        self._rows: Final[dict[Place | Making, Row]] = {}
        self._from: Final[dict[Source, list[Source]]] = {}
        for source, targets in graph.flows.items():
            for target in targets:
                self._from.setdefault(target, []).append(source)

    def rows(self) -> list[Row]:
        """Every pool once."""
        for place in self._graph.places:
            if self._owns_by_value(place):
                self._row(place).starts[place] = None
        for making in self._graph.makings:
            self._settle(making)
        self._leftovers()
        return list(self._rows.values())

    def _row(self, home: Place | Making) -> Row:
        return self._rows.setdefault(home, Row(home))

    def _settle(self, making: Making) -> None:
        """Find the homes of what an expression makes; `passed` are the sources between it and a step of the way."""
        waiting: list[tuple[Source, dict[Source, None]]] = [(making, {})]
        while waiting:
            start, passed = waiting.pop()
            if isinstance(start, Place) and self._is_owner(start):
                self._move_in(start, start, passed)
                continue
            owners, results, locals_, seen = self._nearest(start)
            passed = passed | seen
            if owners:
                self._move_in(min(owners, key=_rank), start, passed)
                continue
            callers = [each for result in results for each in self._graph.flows.get(result, ()) if each not in passed]
            if callers:
                waiting += [(each, passed) for each in reversed(callers)]
            else:
                self._move_in(next(iter(locals_), making), start, passed)

    def _move_in(self, home: Place | Making, start: Source, passed: dict[Source, None]) -> None:
        row = self._row(home)
        row.starts[start] = None
        row.on_the_way |= passed

    def _nearest(
        self, start: Source
    ) -> tuple[dict[Place, None], dict[Result, None], dict[Place, None], dict[Source, None]]:
        """What is reached without passing an owner or leaving the function: owners, results, local variables, all."""
        owners: dict[Place, None] = {}
        results: dict[Result, None] = {}
        locals_: dict[Place, None] = {}
        seen: dict[Source, None] = {start: None}
        waiting = deque([start])
        while waiting:
            source = waiting.popleft()
            if isinstance(source, Place):
                if self._is_owner(source):
                    owners[source] = None
                    continue
                if source.facet == "pool" and source.object.kind in {"var", "result"}:
                    locals_[source] = None
            if isinstance(source, Result):
                results[source] = None
                continue
            for target in self._graph.flows.get(source, ()):
                if target not in seen:
                    seen[target] = None
                    waiting.append(target)
        return owners, results, locals_, seen

    def _is_owner(self, place: Place) -> bool:
        if place.facet != "pool":
            return False
        lasting = place.object.kind == "field" or (place.object.kind == "var" and not place.object.is_local)
        return lasting or self._owns_by_value(place)

    def _owns_by_value(self, place: Place) -> bool:
        """Whether the pool is part of the variable: not of a parameter, nor of a copy of another pool."""
        object_ = place.object
        if place.facet != "pool" or object_.kind not in {"var", "field"}:
            return False
        if shape(self._resolver, object_.type) != "value":
            return False
        sources = self._from.get(place, [])
        return not object_.is_local or not sources or any(isinstance(each, Making | Result) for each in sources)

    def _leftovers(self) -> None:
        """Places that are used and into which no pool is seen to flow."""
        covered: set[Source] = set()
        for row in self._rows.values():
            covered.update(self._graph.reach(*row.starts))
        used = [place for place in self._graph.places if place.facet == "pool" and self._graph.touches.get(place)]
        for place in sorted(used, key=_rank):
            if place not in covered and shape(self._resolver, place.object.type) is not None:
                self._row(place).starts[place] = None
                covered.update(self._graph.reach(place))


def _rank(place: Place) -> int:
    """Package-level variables own before fields, fields before locals."""
    if place.object.kind == "field":
        return 1
    return 2 if place.object.is_local else 0
