"""Larger memory that an object takes over in the place of its own: `if cap(x.b) < cap(b) { x.b = b }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import child, text
from scanners.pools.code.guards import conditions_around
from scanners.pools.objects.deeds import Touch

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def is_adopted(resolver: Resolver, touch: Touch) -> bool:
    """Whether a field is set to a slice because that has the larger capacity of the two."""
    left = child(touch.node, "left")
    if left is None or touch.value is None:
        return False
    capacities = {f"cap({text(left)})", f"cap({text(touch.value)})"}
    return any(
        {text(side) for name in ("left", "right") if (side := child(condition, name)) is not None} == capacities
        for condition in conditions_around(resolver, touch.file, touch.node)
    )
