"""Goroutines that touch nothing but plain fields of what they have: a flag under its lock, a counter.

    w := newWriter(buf)
    go func() { <-done; w.mu.Lock(); w.isClosed = true; w.mu.Unlock() }()

The goroutine has w, and w has the buffer; it comes nowhere near that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, child
from scanners.golang.types import UNKNOWN
from scanners.pools.code.targets import is_same
from scanners.pools.objects.givers import refers

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def touches_plain_fields_only(resolver: Resolver, file: SourceFile, literal: Node, variable: Object) -> bool:
    """Whether a function literal uses a variable for nothing but fields that lead nowhere."""
    uses = [
        use
        for use in resolver.scopes.uses(file, variable)
        if literal.start_byte <= use.start_byte < literal.end_byte and use != variable.identifier
    ]
    return bool(uses) and all(_is_plain(resolver, file, use) for use in uses)


def _is_plain(resolver: Resolver, file: SourceFile, use: Node) -> bool:
    selector = resolver.parent(file, use)
    if selector is None or selector.type != "selector_expression" or not is_same(child(selector, "operand"), use):
        return False
    field = resolver.object_of_expression(file, selector)
    if field is None or field.kind != "field" or resolver.underlying(field.type) is UNKNOWN:
        return False
    return not refers(resolver, field.type, 1)
