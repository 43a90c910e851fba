"""The graph that pools travel in: places that hold them, results that return them, expressions that make them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from scanners.golang.objects import Object
from scanners.golang.syntax import Node, SourceFile
from scanners.pools.inventory.declarations import SiteKind

# What a place holds: the pool, or its method Get or Put as a value.
Facet = Literal["pool", "get", "put"]


@dataclass(frozen=True, slots=True)
class Place:
    """A variable, field or parameter."""

    object: Object
    facet: Facet = "pool"


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a function; `key` is the id of the function's node."""

    key: int
    index: int
    facet: Facet
    file: SourceFile = field(compare=False)
    function: Node = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """An expression that makes a pool: a composite literal, new or make."""

    file: SourceFile
    node: Node


Source = Place | Result | Making


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """A Get or Put of the pool itself; `value` is what is put."""

    kind: SiteKind
    file: SourceFile
    call: Node
    value: Node | None


@dataclass(slots=True)
class PoolGraph:
    """What was found: which source flows where, which calls touch it, what was set as New.

    `handed` says which sources a call hands to a parameter: by id of the call and parameter.
    """

    flows: dict[Source, dict[Source, None]] = field(default_factory=dict)
    touches: dict[Source, list[Touch]] = field(default_factory=dict)
    news: dict[Source, list[tuple[SourceFile, Node]]] = field(default_factory=dict)
    handed: dict[tuple[int, Object], list[Source]] = field(default_factory=dict)
    makings: list[Making] = field(default_factory=list)
    places: dict[Place, None] = field(default_factory=dict)

    def reach(self, *starts: Source) -> dict[Source, None]:
        """The sources and everything that they flow into, nearest first."""
        seen: dict[Source, None] = dict.fromkeys(starts)
        waiting = deque(starts)
        while waiting:
            for target in self.flows.get(waiting.popleft(), ()):
                if target not in seen:
                    seen[target] = None
                    waiting.append(target)
        return seen
