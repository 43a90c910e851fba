"""Fields that still name what was put back, in an object that goes on living: whoever asks for nil finds an object.

`if c.views != nil { release(c.views) }; contexts.Put(c)`, and elsewhere `if c.views == nil { c.views = acquire() }`.
"""

from __future__ import annotations

from typing import Final

from scanners.golang.syntax import Node, child, text
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.objects.contents import reset_names
from scanners.pools.tracking.holdings import Bond, State
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.tracked_function import TrackedFunction


class DanglingFields:
    """Those that one function leaves behind."""

    def __init__(self, function: TrackedFunction, putting_back: PuttingBack) -> None:
        self._function: Final = function
        self._putting_back: Final = putting_back
        name = child(function.node, "name")
        self._resets: Final = name is not None and reset_names().is_reset(text(name))

    def check(self, state: State) -> None:
        """Report, at the end of a path, fields that are filled only when they are nil, and name what is put back."""
        for name, hold in state.held:
            put = state.put_of(hold.token)
            if put is None or hold.bond is not Bond.OBJECT or not isinstance(name, Path) or not name.fields:
                continue
            release = self._putting_back.release(put, hold.token)
            if release.fields or self._function.memory.path(addressed(release.value)) != name:
                continue
            if release.is_certain and self._lives_on(state, name) and self._is_filled_when_nil(release.value):
                call = release.site.call
                self._function.incidents.report(Incident(Fault.READ, hold.token, put, call, release.shown, "dangling"))

    def _lives_on(self, state: State, path: Path) -> bool:
        """Whether somebody uses the struct again: it is put back too, or the function resets it."""
        above = [Path(path.root, path.fields[:length]) for length in range(len(path.fields))]
        is_pooled = any(
            hold.bond is Bond.OBJECT and state.put_of(hold.token) is not None
            for each in above
            for hold in state.holds(each)
        )
        return is_pooled or (self._resets and path.root.kind == "receiver")

    def _is_filled_when_nil(self, value: Node) -> bool:
        field = self._function.resolver.object_of_expression(self._function.file, addressed(value))
        return field is not None and self._function.summaries.is_filled_when_nil(field)
