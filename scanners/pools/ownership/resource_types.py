"""Which Go types own a resource: those that knowledge names, and whatever has the methods of a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import child, walk
from scanners.golang.types import Array, Basic, Chan, Interface, Map, Named, Pointer, Slice, Type
from scanners.knowledge.resources import is_memory, lifecycle, resource_kind
from scanners.pools.objects.own_parts import own_parts

if TYPE_CHECKING:
    from scanners.golang.resolver import Method, Resolver

_FURTHEST: Final = 2  # pointers: a session's client's connection
_DOES: Final = frozenset(
    {"call_expression", "assignment_statement", "inc_statement", "dec_statement", "send_statement"}
)


def resources(resolver: Resolver, type_: Type, owner: Type | None = None) -> Iterator[tuple[tuple[str, ...], Type]]:
    """Where resources are reached from a type, as paths of field names with "[]" for elements.

    What only passes through a channel is not owned, nor is what the `owner` of the pool has: a field that points back
    to it is a reference. A raw pointer counts in the object itself; deeper it is the memory of some data structure.
    What lies behind too many pointers belongs to the program around the object.
    """
    for path, found in resolver.field_paths(type_, lambda each: _ends_search(resolver, each, owner)):
        if found == owner or not is_resource(resolver, found) or (len(path) > 1 and _is_raw(found)):
            continue
        if _pointers(resolver, type_, path) <= _FURTHEST:
            yield path, found


def _pointers(resolver: Resolver, type_: Type, path: tuple[str, ...]) -> int:
    """How many pointers one goes through on the way to a part, the object's own and the part's left out."""
    passed = 0
    for step in path:
        if isinstance(type_, Pointer):
            type_, passed = type_.element, passed + 1
        inner = resolver.underlying(type_)
        if step == "[]":
            type_ = inner.element if isinstance(inner, Slice | Array | Map) else type_
        else:
            field = next((each for each in resolver.fields(type_) if each.name == step), None)
            type_ = field.type if field is not None else type_
    return passed - 1


def is_resource(resolver: Resolver, type_: Type) -> bool:
    """Whether a value of the type, or what a pointer to it points at, owns a resource."""
    if _is_raw(type_):
        return True
    if isinstance(type_, Pointer):
        inner = type_.element
        return isinstance(inner, Named) and (inner.path == "C" or is_resource(resolver, inner))
    if not isinstance(type_, Named) or is_memory(type_.path, type_.name):
        return False
    return resource_kind(type_.path, type_.name) is not None or _is_connection(resolver, type_)


def kind_of(type_: Type) -> str:
    """The kind of resource, "connection" for types that only have its methods."""
    while isinstance(type_, Pointer):
        type_ = type_.element
    known = resource_kind(type_.path, type_.name) if isinstance(type_, Named) else None
    return known or "connection"


def _is_raw(type_: Type) -> bool:
    return isinstance(type_, Basic) and type_.name == "unsafe.Pointer"


def _ends_search(resolver: Resolver, type_: Type, owner: Type | None) -> bool:
    """A resource, or a type whose fields are not looked at: the standard library's belong to itself."""
    if isinstance(type_, Chan) or type_ == owner or _is_list_of_references(resolver, type_):
        return True
    if isinstance(type_, Named):
        described = type_.declaration is not None and type_.declaration.package.is_knowledge
        return described or is_memory(type_.path, type_.name) or is_resource(resolver, type_)
    return is_resource(resolver, type_)


def _is_list_of_references(resolver: Resolver, type_: Type) -> bool:
    """Whether a container has pointers to structs that own nothing themselves: what those refer to is far away."""
    if not isinstance(type_, Slice | Array | Map) or not isinstance(type_.element, Pointer):
        return False
    inner = type_.element.element
    if not isinstance(inner, Named) or is_resource(resolver, inner):
        return False
    return not any(is_resource(resolver, field.type) for _, field in own_parts(resolver, inner))


def _is_connection(resolver: Resolver, type_: Named) -> bool:
    """Whether the type has the methods of net.Conn itself, not by embedding one: then that is found behind it."""
    if not lifecycle().connection <= resolver.method_names(type_):
        return False
    method = resolver.method(type_, "SetDeadline")
    if method is None or method.path:
        return False
    if isinstance(resolver.underlying(type_), Interface):
        return True
    close = resolver.method(type_, "Close")
    return method.declaration is not None and close is not None and not _does_nothing(close)


def _does_nothing(method: Method) -> bool:
    """Whether a body only returns: such a Close has nothing to give back."""
    body = child(method.declaration.node, "body") if method.declaration is not None else None
    if body is None:
        return False
    return not any(node.type in _DOES for node in walk(body))
