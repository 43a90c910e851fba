"""Objects that come to their Put by a way that is not followed: out of a channel, a map, or a call that finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, operator
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.deeds import Deed, Path
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.own_parts import own_parts

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite


class Arrivals:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def are_unseen(self, pool: PoolDeclaration, put: PoolSite) -> bool:
        """Whether every way to a Put begins with an object that others have had before."""
        chains = self._holders.chains(pool, put)
        return bool(chains) and all(self.is_unseen(pool, chain[-1]) for chain in chains)

    def is_unseen(self, pool: PoolDeclaration, site: PoolSite) -> bool:
        """Whether a function puts back what it neither takes nor is called with."""
        path = path_of(self._resolver, site.file, site.value) if site.value is not None else None
        if path is None or path.fields or not path.root.is_local or path.root.kind != "var":
            return False
        if self._is_of_list(path.root.declaration):
            return True
        taken = {get.call.id for get in pool.gets}
        if any(self._is_found(base(value), taken) for value in assigned_values(self._resolver, site.file, path.root)):
            return True
        for use in self._resolver.uses(site.file, path.root):
            listed = self._resolver.parent(site.file, use)
            statement = self._resolver.parent(site.file, listed) if listed is not None else None
            if statement is not None and statement.type == "receive_statement":
                return True
        return False

    def _is_of_list(self, declaration: Node | None) -> bool:
        """Whether a variable is that of a range over a field: `for _, each := range w.done`."""
        right = child(declaration, "right") if declaration is not None and declaration.type == "range_clause" else None
        return right is not None and right.type == "selector_expression"

    def is_let_go(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether the package sets the field at a path to nil anywhere, by whatever name of the object."""
        field = self._field(pool, path)
        uses = self._uses.of(field, pool.package) if field is not None else ()
        return any(
            use.touch.deed is Deed.CLEAR and not use.touch.path and use.touch.node.type not in CALLS for use in uses
        )

    def _field(self, pool: PoolDeclaration, path: Path) -> Field | None:
        for element in pool.elements[:1]:
            return next((field for fields, field in own_parts(self._resolver, element) if fields == path), None)
        return None

    def _is_found(self, value: Node, taken: set[int]) -> bool:
        """An element of a list or map, what comes out of a channel, or what a call gives that takes from no pool."""
        if value.type in CALLS:
            return value.id not in taken
        return value.type == "index_expression" or (value.type == "unary_expression" and operator(value) == "<-")
