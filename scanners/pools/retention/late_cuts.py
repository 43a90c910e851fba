"""Slices of references that are cut to nothing when they are taken, and go back full.

What their elements refer to is of no use to anybody until then, and kept alive by the pool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, find
from scanners.pools.code.guards import conditions_around
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.values import Cut, cut_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.objects.holders import Holders

# By whatever name: a function that does so somewhere is left alone.
_CLEARS: Final = re.compile(rb"\bclear\(|slices\.Delete\(|\][.\w]* = |(?i:reset|clear|release|free|zero|pop)\w*\(")
_EXTENDS: Final = re.compile(rb"\[:(?:cap|len)\(|slices\.Grow")


def cut_when_taken(resolver: Resolver, holders: Holders, get: PoolSite, puts: Iterable[PoolSite]) -> Node | None:
    """The expression `x[:0]` of what a Get has taken, in the function around it; one that goes back is none."""
    back = {put.value.id for put in puts if put.value is not None}
    names = {root for root, prefix in holders.roots(get) if not prefix}
    for sliced in find(get.function, "slice_expression") if get.function is not None else ():
        named = base(sliced)
        is_taken = named.id == get.call.id or (
            named.type == "identifier" and resolver.object_of(get.file, named) in names
        )
        if is_taken and cut_of(sliced) is Cut.EMPTY and sliced.id not in back:
            return sliced
    return None


def may_clear_elements(resolver: Resolver, site: PoolSite) -> bool:
    """Whether the function around a site may clear single elements, or puts back what it finds to have none."""
    if site.function is None or _CLEARS.search(site.function.text or b"") is not None:
        return True
    return any(b"== 0" in (each.text or b"") for each in conditions_around(resolver, site.file, site.call))


def may_extend(site: PoolSite) -> bool:
    """Whether the function around a site may lengthen a slice over elements that it held before."""
    return site.function is None or _EXTENDS.search(site.function.text or b"") is not None
