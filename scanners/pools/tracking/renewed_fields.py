"""Fields of pooled structs that whoever takes one sets anew at once: nobody finds there what they held before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text, walk
from scanners.pools.code.guards import conditions_around
from scanners.pools.objects.deeds import Deed, Touch
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
        """Whether every Get of the struct that a field is selected from sets that field first."""
        operand, name = child(value, "operand"), child(value, "field")
        if value.type != "selector_expression" or operand is None or name is None:
            return False
        owner = self._resolver.type_of(file, operand)
        gets = [site for pool in self._inventory.pools if pool.element_type == owner for site in pool.gets]
        # Either every user does, or the wrappers that take it do.
        kinds = ([site for site in gets if site.counted], [site for site in gets if site.direct])
        return any(kind and all(self._is_cleared(site, text(name)) for site in kind) for kind in kinds)

    def _is_cleared(self, get: PoolSite, name: str) -> bool:
        """Whether the first that happens to a field, or to the whole, sets it to nil or anew whatever there is."""
        touches = (step.touch for step in self._holders.steps(get) if step.path == (name,) or not step.path)
        first = next((each for each in touches if each.path or each.deed is Deed.CLEAR), None)
        if first is None or not (first.deed is Deed.CLEAR or _is_set_anew(first)):
            return False
        return not any(conditions_around(self._resolver, first.file, first.node))


def _is_set_anew(touch: Touch) -> bool:
    """Whether a field is set to something that has nothing to do with what was there."""
    value, left = touch.value, child(touch.node, "left")
    if touch.deed is not Deed.SET or value is None or left is None:
        return False
    return all(text(each) != text(left) for each in walk(value))
