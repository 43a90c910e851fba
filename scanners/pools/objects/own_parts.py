"""What an object consists of: its fields, and those of the structs that lie inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.types import Field, Named, Pointer, Struct, Type
from scanners.pools.objects.deeds import Path

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_NESTED: Final = 2  # structs in structs


def own_parts(resolver: Resolver, element: Type) -> Iterator[tuple[Path, Field]]:
    """The fields of a struct or of what a pointer points to, by path; nothing behind another pointer."""
    yield from _parts(resolver, element.element if isinstance(element, Pointer) else element, ())


def _parts(resolver: Resolver, type_: Type, prefix: Path) -> Iterator[tuple[Path, Field]]:
    is_described = isinstance(type_, Named) and (type_.declaration is None or type_.declaration.package.is_knowledge)
    if is_described or not isinstance(resolver.underlying(type_), Struct):
        return
    for field in resolver.fields(type_):
        path = (*prefix, field.name)
        yield path, field
        if len(prefix) < _NESTED:
            yield from _parts(resolver, field.type, path)
