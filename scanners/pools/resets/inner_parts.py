"""What a struct holds by value: the fields of a struct in it, and the elements of an array, each like a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanners.golang.types import Array, Basic, Field, Struct
from scanners.pools.objects.deeds import ELEMENT, Deed, Path
from scanners.pools.objects.field_uses import FieldUse, FieldUses

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


@dataclass(frozen=True, slots=True)
class InnerPart:
    """The part at `path`; `standing_for` is what is done to it as if it were a field, `field` what is reset."""

    path: Path
    field: Field
    standing_for: Field
    uses: list[FieldUse]


def inner_parts(resolver: Resolver, fields: FieldUses, field: Field, uses: list[FieldUse]) -> Iterator[InnerPart]:
    """The parts of a field; none where it is set, handed on or worked on as a whole, or where its fields have parts."""
    if field.embedded or any(not use.touch.path and use.touch.deed is not Deed.READ for use in uses):
        return
    meant = resolver.underlying(field.type)
    if isinstance(meant, Array) and isinstance(resolver.underlying(meant.element), Basic):
        yield InnerPart((field.name,), field, replace(field, type=meant.element), _below(uses, ELEMENT))
    elif isinstance(meant, Struct):
        for inner in fields.fields(field.type) or meant.fields:
            yield InnerPart((field.name, inner.name), inner, inner, _below(uses, inner.name))


def _below(uses: list[FieldUse], name: str) -> list[FieldUse]:
    """What is done to one part, with the rest of its path."""
    return [
        replace(use, touch=replace(use.touch, path=use.touch.path[1:])) for use in uses if use.touch.path[:1] == (name,)
    ]
