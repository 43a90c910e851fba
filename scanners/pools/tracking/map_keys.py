"""Keys of maps: a string made by package unsafe is memory like any other, and a map goes on holding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, child
from scanners.golang.types import STRING, Map
from scanners.pools.tracking.holdings import NOTHING, Bond, Holds, State, bonded

if TYPE_CHECKING:
    from scanners.pools.tracking.tracked_function import TrackedFunction


def held_by_key(function: TrackedFunction, state: State, target: Node) -> Holds:
    """What the key holds where an entry of a map is assigned."""
    operand, index = child(target, "operand"), child(target, "index")
    if target.type != "index_expression" or operand is None or index is None:
        return NOTHING
    table = function.underlying(operand)
    if not isinstance(table, Map) or function.resolver.underlying(table.key) != STRING:
        return NOTHING
    return bonded(function.memory.value(state, index), Bond.WRAPPED)
