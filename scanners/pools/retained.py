"""What an object still refers to: how, in which part, and where it was given that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scanners.golang.syntax import Node, SourceFile
from scanners.pools.deeds import Path


class Way(Enum):
    """How something stays behind."""

    WRAPPED = "wrapped"  # the object writes to it or reads from it: gzip.Writer
    FIELD = "field"
    STALE = "stale"  # a field that every user sets anew
    FILLED = "filled"  # a slice that the user's values were appended to, and that nobody empties
    ELEMENTS = "elements"  # beyond the length of a truncated slice


@dataclass(frozen=True, slots=True)
class Retained:
    """The part at a path, and where it was given what it refers to.

    `given_in` are the functions with the sites of the objects that it is given to; () for those of all sites.
    """

    way: Way
    path: Path
    file: SourceFile
    node: Node
    given_in: frozenset[int] = frozenset()

    def may_be_in(self, functions: frozenset[int]) -> bool:
        """Whether it is given to objects that are taken in some functions; () where they may come from anywhere."""
        return not functions or not self.given_in or bool(functions & self.given_in)
