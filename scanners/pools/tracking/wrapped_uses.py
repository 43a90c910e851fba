"""Methods of library values that work on what they were made around: `gz.Write` after the buffer of gz went back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Named, Pointer, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_WORKS: Final = re.compile(r"(Write|Read|Flush|Encode|Decode|Scan|Peek|Discard)")
# What is written last is written by Close; that of a reader leaves its source alone.
_CLOSES: Final = re.compile(r"(Writer|Encoder)$")


def works_on_wrapped(resolver: Resolver, file: SourceFile, call: Node | None) -> bool:
    """Whether a call is a method of a type of the standard library that reads or writes what its receiver wraps."""
    if call is None or call.type not in CALLS:
        return False
    callee = resolver.callee(file, call)
    function = child(call, "function")
    name = child(function, "field") if function is not None else None
    if callee.receiver is None or name is None:
        return False
    type_: Type = resolver.type_of(file, callee.receiver)
    type_ = type_.element if isinstance(type_, Pointer) else type_
    if not isinstance(type_, Named) or type_.declaration is None or not type_.declaration.package.is_knowledge:
        return False
    closes = text(name) == "Close" and _CLOSES.search(type_.declaration.name) is not None
    return closes or _WORKS.match(text(name)) is not None
