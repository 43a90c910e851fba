"""Fields of pooled structs that whoever takes one sets to nil at once: nobody finds there what they held before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.pools.code.guards import conditions_around
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.holders import Holders

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.inventory import Inventory


class RenewedFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, inventory: Inventory) -> None:
        self._resolver: Final = resolver
        self._inventory: Final = inventory
        self._holders: Final = Holders(resolver, [])

    def is_one(self, file: SourceFile, value: Node) -> bool:
        """Whether every Get of the struct that a field is selected from sets that field to nil first."""
        operand, name = child(value, "operand"), child(value, "field")
        if value.type != "selector_expression" or operand is None or name is None:
            return False
        owner = self._resolver.type_of(file, operand)
        pools = (pool for pool in self._inventory.pools if pool.element_type == owner)
        gets = [site for pool in pools for site in pool.gets if site.counted]
        return bool(gets) and all(self._is_cleared(site, text(name)) for site in gets)

    def _is_cleared(self, get: PoolSite, name: str) -> bool:
        """Whether the first that happens to a field, or to the whole, sets it to nil whatever there is."""
        touches = (step.touch for step in self._holders.steps(get) if step.path == (name,) or not step.path)
        first = next((each for each in touches if each.path or each.deed is Deed.CLEAR), None)
        if first is None or first.deed is not Deed.CLEAR:
            return False
        return not any(conditions_around(self._resolver, first.file, first.node))
