"""How the zero value of a type is written in code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Basic, Chan, Interface, Map, Pointer, Signature, Slice, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_NIL: Final = (Chan, Interface, Map, Pointer, Signature, Slice)


def zero_value(resolver: Resolver, type_: Type) -> str | None:
    """The literal: `nil`, `0`, `""`, `false`; None where that takes more than one."""
    meant = resolver.underlying(type_)
    if isinstance(meant, _NIL):
        return "nil"
    if not isinstance(meant, Basic):
        return None
    return {"string": '""', "bool": "false", "unsafe.Pointer": "nil"}.get(meant.name, "0")
