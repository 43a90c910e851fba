"""Which resources the objects of a pool own: what their type reaches, less what every Put lets go of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Type
from scanners.pools.clearing import Clearings
from scanners.pools.declarations import PoolDeclaration
from scanners.pools.resource_types import resources

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

Owned = tuple[tuple[str, ...], Type]


class Ownership:
    """Answers for one program, and remembers what functions clear."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._clearings: Final = Clearings(resolver)

    def owned(self, pool: PoolDeclaration) -> tuple[Type, list[Owned]] | None:
        """The first type that the pool holds and that owns something, with the paths to what it owns."""
        owner = self._owner(pool)
        for element in pool.elements:
            found = [each for each in resources(self._resolver, element, owner) if not self._is_borrowed(pool, each)]
            if found:
                return element, found
        return None

    def _owner(self, pool: PoolDeclaration) -> Type | None:
        """The struct whose field the pool is."""
        declaration = pool.package.declaration(pool.owner) if pool.owner is not None else None
        return self._resolver.type_of_declaration(declaration) if declaration is not None else None

    def _is_borrowed(self, pool: PoolDeclaration, resource: Owned) -> bool:
        """Whether the field is set to nil before each Put, so that nothing of it stays in the pool."""
        fields = tuple(step for step in resource[0] if step != "[]")
        puts = [site for site in pool.puts if site.direct]
        return bool(fields and puts) and all(self._clearings.is_cleared_before(pool, site, fields) for site in puts)
