"""Goroutines that say that they are done, and only then put back what they were given: whoever hears it comes too late.

`go func() { defer pool.Put(job); defer close(done); job.run() }()`, and then `<-done; return job.result`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.objects import Object
from scanners.golang.syntax import CALLS, Node, arguments, child, only, operator, parts
from scanners.pools.code.operands import addressed
from scanners.pools.tracking.holdings import NOTHING, State
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.releases import Release
from scanners.pools.tracking.tracked_function import TrackedFunction


class LatePuts:
    """Those of the goroutines that one function starts."""

    def __init__(self, function: TrackedFunction, putting_back: PuttingBack) -> None:
        self._function: Final = function
        self._putting_back: Final = putting_back
        self._awaited: Final[dict[Object, dict[int, Release]]] = {}  # by what says that a goroutine is done

    def started(self, state: State, statement: Node) -> State:
        """The state after a `go` statement: what its goroutine will put back is what it is now."""
        call = only(statement)
        function = child(call, "function") if call is not None else None
        body = child(function, "body") if function is not None and function.type == "func_literal" else None
        for signal, release in self._late(body) if body is not None else ():
            held = self._function.memory.value(state, release.value)
            if held:
                self._awaited.setdefault(signal, {})[release.value.id] = release
                state = state.bind(release.value.id, held)
        return state

    def heard(self, state: State, node: Node) -> State:
        """The state after a statement: what a goroutine that it has waited for puts back may be gone by now."""
        for signal in self._waits(node) if self._awaited else ():
            for release in self._awaited.get(signal, {}).values():
                if state.holds(release.value.id):
                    state = self._putting_back.put(state, release, in_once=False).bind(release.value.id, NOTHING)
        return state

    def _late(self, body: Node) -> Iterator[tuple[Object, Release]]:
        """What the body of a goroutine puts back after a signal, with nothing in between that waits."""
        releases = self._function.releases
        signals: dict[Object, None] = {}
        for node in _in_order(body):
            call = only(node) if node.type == "expression_statement" else node
            signal = self._signal(call) if call is not None else None
            found = releases.late(call) if call is not None else []
            if signal is not None:
                signals[signal] = None
            elif found:
                yield from ((each, release) for release in found for each in signals)
            elif signals and releases.may_wait(self._function.file, node):
                return

    def _signal(self, node: Node) -> Object | None:
        """The local channel that is closed or sent to, or the WaitGroup that counts down."""
        if node.type == "send_statement":
            return self._local(child(node, "channel"))
        if node.type not in CALLS:
            return None
        callee = self._function.resolver.callee(self._function.file, node)
        if callee.qualified == "(*sync.WaitGroup).Done":
            return self._local(callee.receiver)
        given = arguments(node)
        return self._local(given[0]) if callee.kind == "builtin" and callee.qualified == "close" and given else None

    def _waits(self, statement: Node) -> Iterator[Object]:
        """The channels that a statement receives from, and the WaitGroups that it waits for."""
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            found = None
            if node.type == "unary_expression" and operator(node) == "<-":
                found = self._local(child(node, "operand"))
            elif node.type in CALLS:
                callee = self._function.resolver.callee(self._function.file, node)
                found = self._local(callee.receiver) if callee.qualified == "(*sync.WaitGroup).Wait" else None
            if found is not None:
                yield found
            waiting.extend(each for each in node.children if each.type != "func_literal")

    def _local(self, node: Node | None) -> Object | None:
        path = self._function.memory.path(addressed(node)) if node is not None else None
        return path.root if path is not None and not path.fields and path.root.is_local else None


def _in_order(body: Node) -> list[Node]:
    """The statements of a function as they run if it does not leave early; what is deferred comes last, backwards."""
    now: list[Node] = []
    later: list[Node] = []
    for statement in _statements(body):
        call = only(statement) if statement.type == "defer_statement" else None
        if call is None:
            now.append(statement)
            continue
        function = child(call, "function")
        inner = child(function, "body") if function is not None and function.type == "func_literal" else None
        later = [*(_in_order(inner) if inner is not None else [call]), *later]
    return now + later


def _statements(body: Node) -> Iterator[Node]:
    for listed in parts(body):
        yield from parts(listed)
