"""Which Go types own a resource: those that knowledge names, and whatever has the methods of a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.types import Interface, Named, Pointer, Type
from scanners.knowledge.resources import is_memory, lifecycle, resource_kind

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def resources(resolver: Resolver, type_: Type) -> Iterator[tuple[tuple[str, ...], Type]]:
    """Where resources are reached from a type, as paths of field names with "[]" for elements."""
    for path, found in resolver.field_paths(type_, lambda each: _ends_search(resolver, each)):
        if is_resource(resolver, found):
            yield path, found


def is_resource(resolver: Resolver, type_: Type) -> bool:
    """Whether a value of the type, or what a pointer to it points at, owns a resource."""
    if str(type_) == "unsafe.Pointer":
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


def _ends_search(resolver: Resolver, type_: Type) -> bool:
    """A resource, or a type whose fields are not looked at: the standard library's belong to itself."""
    if isinstance(type_, Named):
        described = type_.declaration is not None and type_.declaration.package.is_knowledge
        return described or is_memory(type_.path, type_.name) or is_resource(resolver, type_)
    return is_resource(resolver, type_)


def _is_connection(resolver: Resolver, type_: Named) -> bool:
    """Whether the type has the methods of net.Conn itself, not by embedding one: then that is found behind it."""
    if not lifecycle().connection <= resolver.method_names(type_):
        return False
    method = resolver.method(type_, "SetDeadline")
    if method is None or method.path:
        return False
    return method.declaration is not None or isinstance(resolver.underlying(type_), Interface)
