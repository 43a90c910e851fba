"""What code does to the object that a place in it names, or to the part of it that it selects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile

if TYPE_CHECKING:
    from scanners.golang.calls import Callee

Path = tuple[str, ...]
ELEMENT: Final = "[]"


class Deed(Enum):
    """What happens to the part at a path."""

    CLEAR = auto()  # set to its zero value, reset, emptied
    CUT = auto()  # truncated to [:0], the elements stay in the array
    SET = auto()  # assigned `value`
    GROW = auto()  # appended to, written to, given another key
    CHANGE = auto()  # `++`, `+=`, set in part: depends on what was there
    READ = auto()
    CHECK = auto()  # compared
    BOUND = auto()  # its length or capacity is checked, other than to make room
    EXTEND = auto()  # re-sliced to more than nothing: what lies beyond the length is used again
    CALL = auto()  # handed to a function, or a method called on it

    __hash__ = object.__hash__  # that of Enum is a function of Python


@dataclass(frozen=True, slots=True)
class Touch:
    """A deed at `node` on the part at `path`, () for the whole object.

    `value` is what a SET sets (None where that is not known) and what a GROW adds. `callee` and `argument` say of a
    CALL where it goes: the index of the argument, None for the receiver.
    """

    deed: Deed
    path: Path
    file: SourceFile
    node: Node
    value: Node | None = None
    given_in: SourceFile | None = None
    callee: Callee | None = None
    argument: int | None = None

    @property
    def value_file(self) -> SourceFile:
        """The file that the value stands in: a caller's, where it was handed through a parameter."""
        return self.given_in or self.file
