"""Types as tables of knowledge spell them: with the whole import path."""

from __future__ import annotations

from scanners.golang.types import Chan, Named, Pointer, Type


def qualified_name(type_: Type) -> str:
    """`*net/http.Request`, `chan<- example.com/m.Event`; "" for types without a name."""
    if isinstance(type_, Chan) and type_.direction == "send":
        inner = qualified_name(type_.element)
        return f"chan<- {inner}" if inner else ""
    if isinstance(type_, Pointer):
        inner = qualified_name(type_.element)
        return f"*{inner}" if inner else ""
    return type_.qualified if isinstance(type_, Named) else ""
