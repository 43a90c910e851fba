"""Types that run something of their own, by the rows of knowledge/active.toml."""

from __future__ import annotations

from scanners.golang.types import Named, Pointer, Type
from scanners.knowledge.activity import Active, active_type


def row_of(type_: Type) -> Active | None:
    """What is known of a type, or of what a pointer points to."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return active_type(held.path, held.name) if isinstance(held, Named) else None
