"""What variables hold for whoever gets them: themselves, and through their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.pools.tracking.holdings import Bond, Hold, Holds, State, pooled

if TYPE_CHECKING:
    from scanners.pools.objects.carriers import Path

_FROM_OUTSIDE: Final = frozenset({"param", "receiver"})  # others know more of their fields


def of_variable(state: State, path: Path) -> Holds:
    """What a variable holds itself and through its fields: of one from outside, what calls made them refer to."""
    if path.root.kind in _FROM_OUTSIDE or not path.root.is_local:
        return pooled(state.holds(path)) | referred_to(state, path)
    return pooled(state.holds(path)) | of_fields(state, path)


def of_fields(state: State, path: Path) -> Holds:
    """What the fields of a variable hold, for whoever gets the variable."""
    return frozenset(Hold(hold.token, Bond.WRAPPED) for hold in pooled(state.below(path)))


def referred_to(state: State, path: Path) -> Holds:
    """What the fields of a variable were made to refer to by calls."""
    return frozenset(hold for hold in pooled(state.below(path)) if hold.bond is Bond.WRAPPED)
