"""Raw pointers that lead to memory of Go: made of other pointers, of slices, or by reflection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments
from scanners.golang.types import UNKNOWN, UNSAFE_POINTER, Named, Pointer
from scanners.pools.code.operands import operator

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_GIVING: Final = frozenset(
    {"(reflect.Value).UnsafePointer", "(reflect.Value).UnsafeAddr", "(reflect.Value).Pointer", "new",
     "unsafe.SliceData", "unsafe.StringData"}
)  # fmt: skip


def is_of_go(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether an expression is certain to lead to memory that Go allocated."""
    if value.type == "nil" or (value.type == "unary_expression" and operator(value) == "&"):
        return True
    if value.type not in CALLS:
        type_ = resolver.type_of(file, value)
        element = type_.element if isinstance(type_, Pointer) else UNKNOWN
        return element is not UNKNOWN and not (isinstance(element, Named) and element.path == "C")
    callee = resolver.callee(file, value)
    given = arguments(value)
    if callee.kind == "conversion" and callee.type == UNSAFE_POINTER and len(given) == 1:
        return is_of_go(resolver, file, given[0])
    return callee.qualified in _GIVING
