"""Deferred calls: what they are given when they are deferred, and what has become of it when they run."""

from __future__ import annotations

from typing import Final

from scanners.golang.syntax import CALLS, Node, arguments, child, only
from scanners.pools.code.operands import addressed
from scanners.pools.code.recovering import only_recovers
from scanners.pools.code.unconditional import is_deferred
from scanners.pools.tracking.holdings import Bond, Hold, State, node_text
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.reads_after_put import ReadsAfterPut
from scanners.pools.tracking.tracked_function import TrackedFunction
from scanners.pools.tracking.wrapped_uses import works_on_wrapped


class DeferredCalls:
    """The `defer` statements of one function."""

    def __init__(self, function: TrackedFunction, reads: ReadsAfterPut, putting_back: PuttingBack) -> None:
        self._function: Final = function
        self._putting_back: Final = putting_back
        self._reads: Final = reads

    def evaluated(self, state: State, node: Node) -> State:
        """The state where a call is deferred: its receiver and arguments are evaluated at once."""
        call = only(node)
        if call is None or call.type not in CALLS:
            return state
        if not _is_literal(call):
            self._reads.check(state, node)
        memory = self._function.memory
        callee = self._function.resolver.callee(self._function.file, call)
        for each in [*arguments(call), *([callee.receiver] if callee.receiver is not None else [])]:
            held = memory.value(state, each)
            if callee.receiver is not None and each.id == callee.receiver.id and not held:
                held = memory.storage(state, each)
            for release in self._function.releases.of_call(call):
                if release.value.id == each.id and not any(hold.bond is Bond.OBJECT for hold in held):
                    met = self._function.met_at(state, call, addressed(each))
                    if met is not None:
                        state, token = met
                        held = frozenset({Hold(token, Bond.OBJECT)})
            state = state.bind(each.id, held)
        for release in self._function.releases.of_call(call):  # of what came with an object: `defer free()`
            held = memory.value(state, release.value)
            if held and not state.holds(release.value.id):
                state = state.bind(release.value.id, held)
        return state

    def check(self, state: State, call: Node) -> None:
        """Report what a deferred call, when it runs, was given of objects that are back in the pool."""
        callee = self._function.resolver.callee(self._function.file, call)
        if callee.kind in {"literal", "value"}:
            return
        released = {release.value.id for release in self._function.releases.of_call(call)}
        for each in [*arguments(call), *([callee.receiver] if callee.receiver else [])]:
            for hold in state.holds(each.id):
                put = state.put_of(hold.token)
                is_used = hold.bond is not Bond.WRAPPED or works_on_wrapped(
                    self._function.resolver, self._function.file, call
                )
                if each.id in released or put is None or not is_used:
                    continue
                if not self._is_for_panics(call, each, self._putting_back.release(put, hold.token).site.call):
                    incident = Incident(Fault.READ, hold.token, put, call, node_text(each), way="deferred")
                    self._function.incidents.report(incident)

    def _is_for_panics(self, call: Node, given: Node, put: Node) -> bool:
        """Whether only a panic makes the call use what it is given: one before a Put that is not deferred itself."""
        resolver, file = self._function.resolver, self._function.file
        return not is_deferred(resolver, file, put) and only_recovers(resolver, file, call, given)


def _is_literal(call: Node) -> bool:
    function = child(call, "function")
    return function is not None and function.type == "func_literal"
