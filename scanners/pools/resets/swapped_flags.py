"""Flags that an atomic operation swaps from one state to another, and that nothing sets back for the next user.

    func (j *job) finish() bool { return atomic.CompareAndSwapInt32(&j.done, 0, 1) }

Whoever takes the object after the first who finished it finds that it is done already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, arguments, text
from scanners.pools.objects.deeds import Deed
from scanners.pools.resets.resets import Place

if TYPE_CHECKING:
    from scanners.pools.objects.field_uses import FieldUse

_READS: Final = frozenset({Deed.READ, Deed.CHECK})
_LOADS: Final = "Load"
_SWAPS: Final = "CompareAndSwap"


def swapped(uses: list[FieldUse]) -> Place | None:
    """Where a flag leaves a state that nothing brings it back to; None for other fields, and where that is in doubt."""
    states: list[tuple[str, str, FieldUse]] = []
    for use in uses:
        name = _operation(use)
        given = _given(use.touch.node) if name.startswith(_SWAPS) else []
        if use.touch.path or (not given and use.touch.deed not in _READS and not name.startswith(_LOADS)):
            return None
        if given:
            states.append((text(given[0]), text(given[1]), use))
    reached = {new for _, new, _ in states}
    left = [use for old, _, use in states if old not in reached]
    return Place(left[0].touch.file, left[0].touch.node) if left else None


def _operation(use: FieldUse) -> str:
    """The operation of package sync/atomic that a use is: `CompareAndSwapInt32`, `Load`."""
    callee = use.touch.callee
    qualified = (callee.qualified or "") if callee is not None else ""
    is_atomic = qualified.startswith(("sync/atomic.", "(*sync/atomic."))
    return qualified.rpartition(".")[2] if is_atomic and use.touch.deed is Deed.CALL else ""


def _given(call: Node) -> list[Node]:
    """The old and the new state: the last two arguments."""
    return arguments(call)[-2:]
