"""The struct that a pool belongs to, and the pool itself: what its objects have of these is no user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.types import Named, Pointer, Type
from scanners.pools.inventory.pool_types import is_pool

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration


def is_owner(resolver: Resolver, pool: PoolDeclaration, type_: Type) -> bool:
    """Whether a type, or what a pointer points to, is a pool, the struct whose field it is, or one that has such."""
    held = _pointed(type_)
    if is_pool(held):
        return True  # the one that the object goes back into
    if pool.owner is None or not isinstance(held, Named) or held.path != pool.package.import_path:
        return False
    fields = (_pointed(each.type) for each in resolver.fields(held))
    return held.name == pool.owner or any(
        isinstance(each, Named) and (each.path, each.name) == (held.path, pool.owner) for each in fields
    )


def _pointed(type_: Type) -> Type:
    return type_.element if isinstance(type_, Pointer) else type_
