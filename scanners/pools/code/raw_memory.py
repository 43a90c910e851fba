"""Memory of Go behind raw pointers: made of other pointers, of slices, or by reflection; and slices taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, operator
from scanners.golang.types import INT, UINTPTR, UNKNOWN, UNSAFE_POINTER, Named, Pointer, Struct, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_GIVING: Final = frozenset(
    {"(reflect.Value).UnsafePointer", "(reflect.Value).UnsafeAddr", "(reflect.Value).Pointer", "new",
     "unsafe.SliceData", "unsafe.StringData"}
)  # fmt: skip
_HEADER: Final = [("len", INT), ("cap", INT)]  # after the address of the memory: reflect.SliceHeader and its like


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


def is_slice_header(type_: Type) -> bool:
    """Whether a struct is a slice as the runtime sees it, of elements whose type is known when it runs."""
    fields = type_.fields if isinstance(type_, Struct) else ()
    has_address = bool(fields) and fields[0].type in {UNSAFE_POINTER, UINTPTR}
    return has_address and [(each.name.lower(), each.type) for each in fields[1:]] == _HEADER
