"""Slices that leave the function that took them cut short, and come back through another one as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, parts, text, walk
from scanners.golang.types import Slice, Struct
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.targets import is_target
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


def coming_back(resolver: Resolver, pool: PoolDeclaration, left: Spot) -> Iterator[PoolSite]:
    """The Puts of a slice that was not taken in the same function, and whose length nothing there restores."""
    direct = [site for site in pool.puts if site.direct and _comes_back(resolver, site, left)]
    yield from direct
    for site in pool.puts:
        wrapper = site.wrapper
        if wrapper is None or not _comes_back(resolver, site, left):
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


def _comes_back(resolver: Resolver, site: PoolSite, left: Spot) -> bool:
    value = site.value
    if value is None or not isinstance(resolver.type_of(site.file, value), Slice):
        return False
    if value.type == "selector_expression" and _is_of_struct(resolver, site.file, value, left):
        value = child(value, "operand") or value
    object_ = resolver.object_of(site.file, value) if value.type == "identifier" else None
    if object_ is None or not object_.is_local:
        return False
    # Whatever else is assigned to it in this function is not what came in.
    return all(value.type in _RECEIVED for value in assigned_values(resolver, site.file, object_))


def _is_of_struct(resolver: Resolver, file: SourceFile, field: Node, left: Spot) -> bool:
    """Whether a field is the one that left, `c <- packet{data: b[:n]}`, of a struct that came by value, as it came."""
    operand, name = child(field, "operand"), child(field, "field")
    object_ = resolver.object_of(file, operand) if operand is not None and operand.type == "identifier" else None
    element = resolver.parent(left.file, left.node)
    keyed = resolver.parent(left.file, element) if element is not None and element.type == "literal_element" else None
    key = child(keyed, "key") if keyed is not None and keyed.type == "keyed_element" else None
    if object_ is None or name is None or key is None or text(key) != text(name):
        return False
    selectors = (resolver.parent(file, use) for use in resolver.scopes.uses(file, object_))
    is_set = any(each is not None and is_target(resolver, file, each) for each in selectors)
    return isinstance(resolver.underlying(object_.type), Struct) and not is_set
