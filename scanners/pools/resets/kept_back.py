"""Flags and errors that keep an object out of the pool: whoever takes one finds them as they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, walk
from scanners.golang.types import BOOL, ERROR, Field
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.field_uses import FieldUse


def keeps_back(resolver: Resolver, pool: PoolDeclaration, field: Field, uses: list[FieldUse]) -> bool:
    """Whether a flag or an error is asked for on the way to every Put, and decides whether that is reached."""
    if field.type != ERROR and resolver.underlying(field.type) != BOOL:
        return False
    asked = [use for use in uses if use.touch.deed in {Deed.READ, Deed.CHECK} and not use.touch.path]
    puts = [put for put in pool.puts if put.direct]
    return bool(puts) and all(any(_decides(resolver, use, put) for use in asked) for put in puts)


def _decides(resolver: Resolver, use: FieldUse, put: PoolSite) -> bool:
    if use.function is None or put.function is None or use.function.id != put.function.id:
        return False
    branch = _branch(resolver, use.touch.file, use.touch.node)
    if branch is None or branch.start_byte > put.call.start_byte:
        return False
    is_around = branch.end_byte >= put.call.end_byte
    return is_around or any(each.type == "return_statement" for each in walk(branch))


def _branch(resolver: Resolver, file: SourceFile, node: Node) -> Node | None:
    """The if statement in whose head a node stands."""
    around: Node | None = node
    while around is not None and around.type not in FUNCTIONS:
        then = child(around, "consequence") if around.type == "if_statement" else None
        if then is not None:
            return around if node.start_byte < then.start_byte else None
        around = resolver.parent(file, around)
    return None
