"""Goroutines that a function starts, what they put back themselves, and where the function waits for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, text
from scanners.golang.types import Chan, Named, Pointer
from scanners.pools.carriers import Path, path_of
from scanners.pools.releases import Releases

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver

# A lock is no wait, but code that takes one agrees with the goroutine in a way that is not followed here.
_WAITS: Final = re.compile(r"(?i)wait|^(join|stop|shutdown|close|lock)$")
# A receive from one of these says that time is up, not that somebody has finished.
_TIMEOUTS: Final = re.compile(r"\.Done\(\)$|\bAfter\(|\.C$|(?i:timeout|timer|ticker|deadline|cancel|quit|stop|exit)")
_STARTERS: Final = frozenset({"Go", "TryGo"})
_TIMERS: Final = frozenset({"time.AfterFunc", "context.AfterFunc"})


class Handovers:
    """The goroutines of one top-level function."""

    def __init__(self, resolver: Resolver, file: SourceFile, function: Node) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._known: Final[dict[int, bool]] = {}
        self._nodes: Final[dict[int, tuple[Node, str, str]]] = {}
        self._waiting_loops: Final[list[tuple[int, int]]] = []
        for node in find(function, "for_statement"):
            body = child(node, "body")
            if body is not None and any(map(self._is_wait, find(body, "unary_expression", "range_clause", *CALLS))):
                self._waiting_loops.append((node.start_byte, body.start_byte))

    def waits(self, node: Node) -> bool:
        """Whether a statement waits for other goroutines: a receive, `Wait()`, or a loop around one."""
        if node.id not in self._known:
            in_loop = any(start <= node.start_byte < end for start, end in self._waiting_loops)
            self._known[node.id] = in_loop or self._waits(node)
        return self._known[node.id]

    def _waits(self, statement: Node) -> bool:
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            if node.type == "func_literal":
                continue
            if self._is_wait(node):
                return True
            waiting.extend(node.children)
        return False

    def _is_wait(self, node: Node) -> bool:
        if node.type == "unary_expression":
            operator, operand = child(node, "operator"), child(node, "operand")
            is_receive = operator is not None and operator.type == "<-"
            return is_receive and operand is not None and _TIMEOUTS.search(text(operand)) is None
        if node.type == "range_clause":
            right = child(node, "right")
            type_ = self._resolver.type_of(self._file, right) if right is not None else None
            return type_ is not None and isinstance(self._resolver.underlying(type_), Chan)
        if node.type not in CALLS:
            return False
        if any(self._is_signal(each) for each in arguments(node)):
            return True
        function = child(node, "function")
        name = child(function, "field") if function is not None and function.type == "selector_expression" else function
        return name is not None and _WAITS.search(text(name)) is not None

    def _is_signal(self, node: Node) -> bool:
        """Whether an argument lets the callee wait: a channel or a WaitGroup."""
        type_ = self._resolver.type_of(self._file, node)
        held = type_.element if isinstance(type_, Pointer) else type_
        return isinstance(type_, Chan) or (isinstance(held, Named) and held.qualified == "sync.WaitGroup")

    def started_by(self, call: Node, callee: Callee) -> Node | None:
        """The function literal that a call runs in another goroutine: `group.Go(f)`, `time.AfterFunc(d, f)`."""
        function = child(call, "function")
        name = child(function, "field") if function is not None and function.type == "selector_expression" else None
        if name is None or (text(name) not in _STARTERS and callee.qualified not in _TIMERS):
            return None
        return next((each for each in arguments(call) if each.type == "func_literal"), None)

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

    def node(self, number: int) -> Node:
        """The statement or call with this id."""
        return self._nodes[number][0]

    def shown(self, number: int) -> str:
        """The names that were kept with it."""
        return self._nodes[number][1]

    def way(self, number: int) -> str:
        """How the other goroutine is started."""
        return self._nodes[number][2]
