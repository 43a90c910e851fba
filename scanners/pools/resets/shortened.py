"""Slices that leave the function that took them cut short, and come back through another one as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, parts, walk
from scanners.golang.types import Slice
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.values import Cut, appends, cut_of
from scanners.pools.objects.carriers import Carrier, path_of
from scanners.pools.resets.typestate import Spot

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_ELEMENTS: Final = frozenset({"literal_element", "keyed_element"})
_RECEIVED: Final = frozenset({"unary_expression", "selector_expression", "index_expression"})  # `<-c`, `x.f`, `x[i]`
_OUTSIDE: Final = frozenset({"selector_expression", "index_expression"})


def leaving_short(resolver: Resolver, file: SourceFile, body: Node, carrier: Carrier) -> Spot | None:
    """Where a function sends, returns or stores `b[:n]` of an object that it has taken."""
    for node in walk(body):
        if node.type != "slice_expression" or cut_of(node) is not Cut.PART:
            continue
        operand = child(node, "operand")
        path = path_of(resolver, file, operand) if operand is not None else None
        if path in carrier.paths and _leaves(resolver, file, node):
            return Spot(file, node)
    return None


def coming_back(resolver: Resolver, pool: PoolDeclaration) -> Iterator[PoolSite]:
    """The Puts of a slice that was not taken in the same function, and whose length nothing there restores."""
    direct = [site for site in pool.puts if site.direct and _comes_back(resolver, site)]
    yield from direct
    for site in pool.puts:
        wrapper = site.wrapper
        if wrapper is None or not _comes_back(resolver, site):
            continue
        if any(wrapper.node.start_byte <= each.call.start_byte < wrapper.node.end_byte for each in direct):
            yield site


def _leaves(resolver: Resolver, file: SourceFile, cut: Node) -> bool:
    around = resolver.parent(file, cut)
    if around is None:
        return False
    if around.type == "send_statement" or around.type in _ELEMENTS:
        return True
    statement = resolver.parent(file, around)
    if statement is None:
        return False
    if around.type == "argument_list":
        return statement.type in CALLS and appends(resolver.callee(file, statement).qualified)
    if statement.type == "return_statement":
        return True
    left = child(statement, "left") if statement.type == "assignment_statement" else None
    return left is not None and left.id != around.id and any(each.type in _OUTSIDE for each in parts(left))


def _comes_back(resolver: Resolver, site: PoolSite) -> bool:
    value = site.value
    if value is None or value.type != "identifier" or not isinstance(resolver.type_of(site.file, value), Slice):
        return False
    object_ = resolver.object_of(site.file, value)
    if object_ is None or not object_.is_local:
        return False
    # Whatever else is assigned to it in this function is not what came in.
    return all(value.type in _RECEIVED for value in assigned_values(resolver, site.file, object_))
