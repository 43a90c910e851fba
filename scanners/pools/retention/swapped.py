"""Functions that put back what a field held until now, and take another object for it.

    old := b.buffer
    b.buffer = pool.Get().([]T)
    send(old)
    pool.Put(old[:0])

What goes back is not what was taken there: others have filled it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, arguments, child, parts, text
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.parameters import parameters

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite


def is_swapped(resolver: Resolver, get: PoolSite, put: PoolSite) -> bool:
    """Whether a Get gives a field another object, after a variable got the one that is put back."""
    field = _field_of(resolver, get)
    if field is None or put.value is None or put.file is not get.file:
        return False
    held = held_before(resolver, put)
    return held is not None and text(held) == text(field) and held.end_byte <= get.call.start_byte


def held_before(resolver: Resolver, put: PoolSite) -> Node | None:
    """The field that the variable which is put back was set to, once: `old := b.buffer`."""
    named = base(put.value) if put.value is not None else None
    object_ = resolver.object_of(put.file, named) if named is not None and named.type == "identifier" else None
    if object_ is not None and object_.kind == "param":
        given = _given(resolver, put, object_)
        object_ = resolver.object_of(put.file, given) if given is not None else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return None
    values = assigned_values(resolver, put.file, object_)
    return values[0] if len(values) == 1 and values[0].type == "selector_expression" else None


def _field_of(resolver: Resolver, get: PoolSite) -> Node | None:
    """The field that is set to what a Get gives."""
    node = get.value or get.call
    listed = resolver.parent(get.file, node)
    statement = resolver.parent(get.file, listed) if listed is not None else None
    left = child(statement, "left") if statement is not None else None
    targets = parts(left) if left is not None else []
    return targets[0] if len(targets) == 1 and targets[0].type == "selector_expression" else None


def _given(resolver: Resolver, put: PoolSite, parameter: Object) -> Node | None:
    """What a literal that is called where it stands is given for a parameter: `go func(b []T) { … }(buffer)`."""
    literal = parameter.function
    call = resolver.parent(put.file, literal) if literal is not None and literal.type == "func_literal" else None
    if literal is None or call is None or call.type not in CALLS:
        return None
    named, given = parameters(resolver, put.file, literal), arguments(call)
    place = next((at for at, each in enumerate(named) if each is parameter), None)
    return given[place] if place is not None and place < len(given) else None
