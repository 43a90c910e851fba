"""Types of values that are assigned to several names at once: results, `v, ok`, variables of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, only, parts
from scanners.golang.types import (
    BOOL,
    INT,
    RUNE,
    STRING,
    UNKNOWN,
    Array,
    Basic,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    default_type,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


class Values:
    """Answers about assigned values; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def value(self, file: SourceFile, listed: Node | None, index: int, count: int | None = None) -> Type:
        """The type of the value at `index` of a list of expressions that is assigned to `count` names."""
        values = parts(listed) if listed is not None and listed.type == "expression_list" else [listed]
        if len(values) == 1 and count is not None and count > 1:
            several = self._several(file, values[0]) if values[0] is not None else ()
            return several[index] if index < len(several) else UNKNOWN
        value = values[index] if index < len(values) else None
        return self._resolver.type_of(file, value) if value is not None else UNKNOWN

    def _several(self, file: SourceFile, node: Node) -> tuple[Type, ...]:
        at: Node | None = node
        while at is not None and at.type == "parenthesized_expression":
            at = only(at)
        if at is None:
            return ()
        type_ = self._resolver.type_of(file, at)
        if isinstance(type_, Tuple):
            return type_.types
        if at.type in {"index_expression", "type_assertion_expression", "unary_expression"}:
            return (type_, BOOL)
        return ()

    def ranged(self, file: SourceFile, node: Node | None, index: int) -> Type:
        """The type of the first or second variable of `for … := range`."""
        type_ = default_type(self._resolver.type_of(file, node)) if node is not None else UNKNOWN
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Pointer):
            meant = self._resolver.underlying(meant.element)
        match meant:
            case Basic() if meant == STRING:
                return (INT, RUNE)[index] if index < 2 else UNKNOWN
            case Basic():
                return type_ if index == 0 else UNKNOWN
            case Slice() | Array():
                return (INT, meant.element)[index] if index < 2 else UNKNOWN
            case Map():
                return (meant.key, meant.element)[index] if index < 2 else UNKNOWN
            case Chan():
                return meant.element if index == 0 else UNKNOWN
            case Signature() if meant.params and isinstance(meant.params[0], Signature):
                produced = meant.params[0].params
                return produced[index] if index < len(produced) else UNKNOWN
            case _:
                return UNKNOWN
