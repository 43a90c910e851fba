"""Goroutines that a function starts, and what they put back themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, text
from scanners.pools.objects.carriers import Path, path_of
from scanners.pools.tracking.releases import Releases

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver

_STARTERS: Final = frozenset({"Go", "TryGo"})
_RUN: Final = frozenset({"func_literal", "selector_expression"})
_TIMERS: Final = frozenset({"time.AfterFunc", "context.AfterFunc"})


class Handovers:
    """The goroutines of one top-level function."""

    def __init__(self, resolver: Resolver, file: SourceFile) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._nodes: Final[dict[int, tuple[Node, str, str]]] = {}
        self._doubtful: Final[set[int]] = set()

    def started_by(self, call: Node, callee: Callee) -> Node | None:
        """The literal or method value that a call runs in another goroutine: `group.Go(f)`, `time.AfterFunc(d, f)`."""
        function = child(call, "function")
        name = child(function, "field") if function is not None and function.type == "selector_expression" else None
        if name is None or (text(name) not in _STARTERS and callee.qualified not in _TIMERS):
            return None
        return next((each for each in reversed(arguments(call)) if each.type in _RUN), None)

    def puts_back(self, literal: Node, releases: Releases) -> frozenset[Path]:
        """The variables that a function literal puts back itself."""
        found = set()
        for node in find(literal, *CALLS):
            for release in releases.of_call(node):
                path = path_of(self._resolver, self._file, release.value)
                if path is not None:
                    found |= {path, Path(path.root)}
        return frozenset(found)

    def remember(self, node: Node, shown: str, way: str = "goroutine") -> None:
        """Keep a node, with the names it concerns and how the other goroutine is started, for the questions below."""
        self._nodes[node.id] = (node, shown, way)

    def doubt(self, node: Node) -> None:
        """Remember of a call that it starts its goroutine on some paths only."""
        self._doubtful.add(node.id)

    def is_certain(self, number: int) -> bool:
        """Whether the node with this id always starts a goroutine."""
        return number not in self._doubtful

    def node(self, number: int) -> Node:
        """The statement or call with this id."""
        return self._nodes[number][0]

    def shown(self, number: int) -> str:
        """The names that were kept with it."""
        return self._nodes[number][1]

    def way(self, number: int) -> str:
        """How the other goroutine is started."""
        return self._nodes[number][2]
