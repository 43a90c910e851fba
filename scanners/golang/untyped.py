"""Constants without a type of their own: what literals are, and what arithmetic makes of them."""

from __future__ import annotations

from typing import Final

from scanners.golang.types import (
    UNKNOWN,
    UNTYPED_COMPLEX,
    UNTYPED_FLOAT,
    UNTYPED_INT,
    UNTYPED_RUNE,
    UNTYPED_STRING,
    Basic,
    Type,
)

LITERALS: Final[dict[str, Type]] = {
    "int_literal": UNTYPED_INT,
    "float_literal": UNTYPED_FLOAT,
    "imaginary_literal": UNTYPED_COMPLEX,
    "rune_literal": UNTYPED_RUNE,
    "interpreted_string_literal": UNTYPED_STRING,
    "raw_string_literal": UNTYPED_STRING,
}
_RANK: Final = (UNTYPED_INT, UNTYPED_RUNE, UNTYPED_FLOAT, UNTYPED_COMPLEX)


def is_untyped(type_: Type) -> bool:
    """Whether the context decides on the type."""
    return isinstance(type_, Basic) and type_.is_untyped


def combined(left: Type, right: Type) -> Type:
    """The type of an arithmetic expression by those of its operands."""
    for each in (left, right):
        if each is not UNKNOWN and not is_untyped(each):
            return each
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return max(left, right, key=_RANK.index) if left in _RANK and right in _RANK else left
