"""Pools that get nothing but new objects: `a = &ack{}; acks.Put(a)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, child, only
from scanners.pools.objects.fresh_values import is_newly_made

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite


def gets_new_objects_only(resolver: Resolver, pool: PoolDeclaration) -> bool:
    """Whether every Put puts in what has just been made: nobody has used it before."""
    direct = [site for site in pool.puts if site.direct]
    return bool(direct) and all(_is_new(resolver, site) for site in direct)


def _is_new(resolver: Resolver, site: PoolSite) -> bool:
    if site.value is None:
        return False
    if is_newly_made(resolver, site.file, site.value):
        return True
    before = _statement_before(resolver, site)
    left, right = (child(before, field) if before is not None else None for field in ("left", "right"))
    target, value = (only(each) if each is not None else None for each in (left, right))
    is_it = target is not None and target.text == site.value.text
    return is_it and value is not None and is_newly_made(resolver, site.file, value)


def _statement_before(resolver: Resolver, site: PoolSite) -> Node | None:
    """The statement right before a Put, comments apart."""
    statement = resolver.parent(site.file, site.call)
    before = statement.prev_named_sibling if statement is not None else None
    while before is not None and before.type == "comment":
        before = before.prev_named_sibling
    return before
