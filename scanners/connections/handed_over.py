"""Transports for one connection that exists already: their dialler hands it over, and whoever made it closes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, only, parts, text
from scanners.golang.types import Named
from scanners.knowledge.errors import makes_error

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_DIALLERS: Final = frozenset({"Dial", "DialContext", "DialTLS", "DialTLSContext"})
_KINDS: Final = frozenset({"builtin", "conversion"})


def is_for_one(resolver: Resolver, file: SourceFile, transport: Node) -> bool:
    """Whether no dialler of a transport's literal calls anything that could make a connection."""
    diallers = list(_diallers(transport))
    return bool(diallers) and all(
        each.type == "func_literal" and all(_is_harmless(resolver, file, call) for call in find(each, *CALLS))
        for each in diallers
    )


def _diallers(transport: Node) -> Iterator[Node]:
    body = child(transport, "body") if transport.type == "composite_literal" else None
    for element in parts(body) if body is not None else ():
        key, value = child(element, "key"), child(element, "value")
        if key is not None and value is not None and text(key) in _DIALLERS:
            yield only(value) or value


def _is_harmless(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether a call makes an error, asks a context, or is none: `len(x)`, `T(x)`."""
    callee = resolver.callee(file, call)
    if callee.kind in _KINDS or makes_error(callee.qualified):
        return True
    type_ = resolver.type_of(file, callee.receiver) if callee.receiver is not None else None
    return isinstance(type_, Named) and type_.qualified == "context.Context"
