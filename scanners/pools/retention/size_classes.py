"""Pools that are several: sorted by the size of what they hold, or taken in turn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, child, operator, walk
from scanners.golang.types import Array, Map, Slice
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.values import is_operand

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration


def is_by_size(resolver: Resolver, pool: PoolDeclaration) -> bool:
    """Whether the pool is one of several, other than taken in turn: those are sorted by size."""
    several = [each for each in pool.objects if isinstance(resolver.underlying(each.type), Array | Slice | Map)]
    return bool(several) and not any(_is_taken_in_turn(resolver, each) for each in several)


def _is_taken_in_turn(resolver: Resolver, pools: Object) -> bool:
    """Whether one of several is picked by the rest of a division, as against contention: `pools[next%len(pools)]`."""
    indices = map(partial(_index, resolver, pools.file), resolver.uses(pools.file, pools)) if pools.file else ()
    return any(
        operator(each) == "%"
        for file, index in filter(None, indices)
        for value in _values(resolver, file, index)
        for each in walk(value)
    )


def _index(resolver: Resolver, file: SourceFile, name: Node) -> tuple[SourceFile, Node] | None:
    """The index behind a name, or behind the field of that name."""
    around = resolver.parent(file, name)
    if around is not None and around.type == "selector_expression":
        name, around = around, resolver.parent(file, around)
    index = child(around, "index") if around is not None and around.type == "index_expression" else None
    return (file, index) if around is not None and index is not None and is_operand(around, name) else None


def _values(resolver: Resolver, file: SourceFile, index: Node) -> tuple[Node, ...]:
    """An index, or what the variable is set to that it is."""
    object_ = resolver.object_of(file, index) if index.type == "identifier" else None
    is_variable = object_ is not None and object_.is_local and object_.kind == "var"
    return assigned_values(resolver, file, object_) if object_ is not None and is_variable else (index,)
