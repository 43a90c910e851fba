"""How the zero value of a type is written in code, and how a part of an object is emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Basic, Chan, Interface, Map, Pointer, Signature, Slice, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import SourceFile

_CLEAR: Final = (1, 21)  # the version of Go that brought the builtin
_NIL: Final = (Chan, Interface, Map, Pointer, Signature, Slice)


def zero_value(resolver: Resolver, type_: Type) -> str | None:
    """The literal: `nil`, `0`, `""`, `false`; None where that takes more than one."""
    meant = resolver.underlying(type_)
    if isinstance(meant, _NIL):
        return "nil"
    if not isinstance(meant, Basic):
        return None
    return {"string": '""', "bool": "false", "unsafe.Pointer": "nil"}.get(meant.name, "0")


def emptied(resolver: Resolver, file: SourceFile, part: str, type_: Type) -> str | None:
    """The statement that empties a field, for one that is set whenever an object is made; None where none is certain.

    A map is not set to nil: whoever writes to it next expects it to be there.
    """
    if isinstance(resolver.underlying(type_), Map):
        return f"clear({part})" if has_clear(resolver, file) else None
    zero = zero_value(resolver, type_)
    return f"{part} = {zero}" if zero is not None else None


def has_clear(resolver: Resolver, file: SourceFile) -> bool:
    """Whether the module is of a Go that has the builtin `clear`; where there is no module, today's Go is meant."""
    module = resolver.program.workspace.module_of(file.directory)
    return module is None or (module.go is not None and module.go >= _CLEAR)
