"""Methods that are given what their receiver has lent, and that may give that back: `c.handle(data)`.

data, err := c.read()
return c.handle(data)
func (c *conn) handle(data []byte) error { c.recycle(); return parse(data) }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find
from scanners.golang.types import Slice
from scanners.pools.code.objects_in_functions import names_of
from scanners.pools.code.parameters import parameters, receiver

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.tracking.leases import Leases


class Handed(NamedTuple):
    """A method whose `parameter` lies in the memory of an object that the field of its `receiver` holds."""

    file: SourceFile
    method: Node
    receiver: Object
    parameter: Object
    field: str
    site: PoolSite


def handed_leases(resolver: Resolver, uses: Uses, leases: Leases) -> Iterator[Handed]:
    """All of them, of all types whose methods lend what they take."""
    for file, filler in leases.fillers:
        for used_in, call in uses.calls(file, filler):
            owner = _owner(resolver, used_in, resolver.callee(used_in, call))
            filled = leases.filled(resolver.callee(used_in, call))
            lent = next(names_of(resolver, used_in, call), None)
            if owner is None or filled is None or lent is None or not isinstance(resolver.underlying(lent.type), Slice):
                continue
            for use in resolver.scopes.uses(used_in, lent):
                found = _handed(resolver, used_in, use, owner)
                if found is not None and _gives_back(resolver, leases, found[0], found[1]):
                    yield Handed(*found, *filled)


def _owner(resolver: Resolver, file: SourceFile, callee: Callee) -> Object | None:
    """The variable that a method is called on; fields of several structs are no one owner."""
    found = resolver.object_of_expression(file, callee.receiver) if callee.receiver is not None else None
    return found if found is not None and found.is_local and found.kind != "field" else None


def _handed(
    resolver: Resolver, file: SourceFile, given: Node, owner: Object
) -> tuple[SourceFile, Node, Object, Object] | None:
    """The method of an owner that a variable is given to, with its receiver and the parameter."""
    listed = resolver.parent(file, given)
    call = resolver.parent(file, listed) if listed is not None and listed.type == "argument_list" else None
    callee = resolver.callee(file, call) if call is not None else None
    if call is None or callee is None or callee.declaration is None or _owner(resolver, file, callee) is not owner:
        return None
    method = callee.declaration
    own = receiver(resolver, method.file, method.node)
    declared = parameters(resolver, method.file, method.node)
    place = next((place for place, each in enumerate(arguments(call)) if each.id == given.id), len(declared))
    parameter = declared[place] if place < len(declared) else None
    return (method.file, method.node, own, parameter) if own is not None and parameter is not None else None


def _gives_back(resolver: Resolver, leases: Leases, file: SourceFile, method: Node) -> bool:
    """Whether a method calls one of its receiver that gives back what that has lent."""
    own, body = receiver(resolver, file, method), child(method, "body")
    for call in find(body, *CALLS) if body is not None else ():
        callee = resolver.callee(file, call)
        if leases.given_back(callee) and _owner(resolver, file, callee) is own:
            return True
    return False
