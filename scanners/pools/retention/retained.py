"""What an object still refers to: how, in which part, and where it was given that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import UNKNOWN, Pointer, Type, TypeParameter
from scanners.pools.objects.deeds import Path


class Way(Enum):
    """How something stays behind."""

    WRAPPED = "wrapped"  # the object writes to it or reads from it: gzip.Writer
    FIELD = "field"
    STALE = "stale"  # a field that every user sets anew
    LATE = "late"  # a field that is cleared only when the object is taken again
    FILLED = "filled"  # a slice that the user's values were appended to, and that nobody empties
    KEYED = "keyed"  # a map that the user's values were put into, and that nobody empties
    ELEMENTS = "elements"  # beyond the length of a truncated slice


@dataclass(frozen=True, slots=True)
class Retained:
    """The part at a path, and where it was given what it refers to.

    `given_in` are the functions with the sites of the objects that it is given to; () for those of all sites. `held_as`
    are the types that these have in a pool of a type parameter; () where that is not known.
    """

    way: Way
    path: Path
    file: SourceFile
    node: Node
    given_in: frozenset[int] = frozenset()
    held_as: frozenset[Type] = frozenset()

    def may_be_in(self, functions: frozenset[int]) -> bool:
        """Whether it is given to objects that are taken in some functions; () where they may come from anywhere."""
        return not functions or not self.given_in or bool(functions & self.given_in)

    def may_be_of(self, type_: Type) -> bool:
        """Whether it is given to objects of a type, as far as types are known."""
        return not self.held_as or is_generic(type_) or type_ in self.held_as


def is_generic(type_: Type | None) -> bool:
    """Whether a type is not known before its type parameter is, or at all: `T`, `*T`."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return held is None or held is UNKNOWN or isinstance(held, TypeParameter)
