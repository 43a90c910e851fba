"""What a function does with memory of what it is given, in terms that its callers understand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol

from scanners.pools.tracking.holdings import Bond

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.pools.code.reserve import Reserve
    from scanners.pools.inventory.declarations import Function
    from scanners.pools.tracking.certain_reads import CertainReads
    from scanners.pools.tracking.leases import Leases
    from scanners.pools.tracking.pooled_fields import PooledFields
    from scanners.pools.tracking.set_fields import SetFields

RECEIVER: Final = -1
REQUEST: Final = "request"  # how the transport of an HTTP client is started

# A parameter, by index or RECEIVER, and how a result holds it.
Share = tuple[int, Bond]
# What fields of a parameter hold, by index or RECEIVER, and how a result holds that.
Lent = tuple[int, tuple[str, ...], Bond]
# A field of a result, by its names, with what it always holds of a parameter.
Part = tuple[tuple[str, ...], Share]


@dataclass(frozen=True, slots=True)
class Kept:
    """Memory of the parameter `of` is kept under `fields` of `owner`: another parameter, or a package variable.

    `when` says of what kind the last result is where it is kept: nil or true, or not so; None for any. It is that of
    the object which `source` of the parameter holds, where that names fields.
    """

    of: int
    owner: int | Object
    fields: tuple[str, ...]
    when: bool | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """Another goroutine, started in some `way`, still uses memory of the parameter `of` when the function returns.

    `when` says of what kind the last result is where it does: nil or true, or not so; None where that says nothing.
    `is_certain` is False where it does on some paths only, and no result says on which.
    """

    of: int
    way: str
    when: bool | None = None
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """For each result the parameters whose memory it holds; what is kept; what a goroutine still uses on return.

    `fields` are those of the receiver that each result can be; None where it can be something else. `filled` are the
    fields of a struct that each result is. `lent` is what each result has of the objects in fields of the parameters.
    """

    results: tuple[frozenset[Share], ...] = ()
    kept: frozenset[Kept] = frozenset()
    running: frozenset[Running] = frozenset()
    fields: tuple[frozenset[str] | None, ...] = ()
    filled: tuple[frozenset[Part], ...] = ()
    lent: tuple[frozenset[Lent], ...] = ()

    def result(self, index: int) -> frozenset[Share]:
        """What one of the results holds."""
        return self.results[index] if index < len(self.results) else frozenset()

    def of_fields(self, index: int) -> frozenset[Lent]:
        """What one of the results has of the objects in fields of the parameters."""
        return self.lent[index] if index < len(self.lent) else frozenset()

    def parts(self, index: int) -> frozenset[Part]:
        """What the fields of one of the results hold."""
        return self.filled[index] if index < len(self.filled) else frozenset()

    def is_beside(self, index: int, names: frozenset[str]) -> bool:
        """Whether a result is another field of the receiver than these."""
        found = self.fields[index] if index < len(self.fields) else None
        return bool(found) and bool(names) and names.isdisjoint(found or ())


UNKNOWING: Final = Summary()


class Outcome(Enum):
    """On which paths a function puts back a parameter."""

    EVERY = "every"
    NIL = "nil"  # where its last result is nil, or true
    OTHER = "other"  # where it is not
    SOME_NIL = "some-nil"  # on some of those where its last result is nil, or true, and on no others
    SOME_OTHER = "some-other"  # on some of those where it is not, and on no others

    @property
    def is_certain(self) -> bool:
        """Whether it puts back on all of these paths."""
        return self not in {Outcome.SOME_NIL, Outcome.SOME_OTHER}

    @property
    def is_nil(self) -> bool:
        """Whether the last result of these paths is nil, or true."""
        return self in {Outcome.NIL, Outcome.SOME_NIL}


def told(put: set[bool | None], out: set[bool | None]) -> Outcome | None:
    """What the last results tell of which paths put back: `put` are those of the ones that do, `out` of the others.

    Where all others return nil, whatever is not nil comes from one that does, even if what that returns is not known.
    """
    if not out:
        return Outcome.EVERY if put else None
    if out == {True} and put and True not in put:
        return Outcome.OTHER
    return Outcome.NIL if out == {False} and put and False not in put else None


def told_against(put: set[bool | None], out: set[bool | None]) -> Outcome | None:
    """What the last results tell of which paths do not put back: none of those that return what no others do."""
    if put == {True} and False in out:
        return Outcome.SOME_NIL
    return Outcome.SOME_OTHER if put == {False} and True in out else None


class Summaries(Protocol):
    """What is known of the functions of the source."""

    def outcome(self, function: Function, parameter: Object) -> Outcome | None:
        """On which paths a function puts back a parameter; None where that is not known."""
        ...

    @property
    def reserve(self) -> Reserve:
        """The steps that long functions share."""
        ...

    @property
    def leases(self) -> Leases:
        """The types that hold an object of a pool for their user."""
        ...

    @property
    def certain_reads(self) -> CertainReads:
        """What functions look at, whenever they run, behind the fields of what they are given."""
        ...

    @property
    def pooled_fields(self) -> PooledFields:
        """The fields that hold objects of pools."""
        ...

    @property
    def set_fields(self) -> SetFields:
        """Which fields of what they are given functions may set."""
        ...

    def of(self, declaration: Declaration) -> Summary:
        """What a function does with memory of its parameters."""
        ...

    def beside(self, declaration: Declaration, index: int) -> frozenset[Bond]:
        """How a further result of a function that takes an object refers to that, its first result."""
        ...

    def functions(self, object_: Object) -> tuple[Declaration | str, ...]:
        """The functions that a variable or field of function type is set to: declared ones, or names of others."""
        ...

    def implementations(self, interface: Declaration, method: str) -> tuple[Declaration, ...]:
        """The methods that a call through an interface may run, as far as its package has them."""
        ...

    def is_filled_when_nil(self, field: Object) -> bool:
        """Whether a field is set only where it is nil, or where its struct is made."""
        ...

    def is_replaced(self, field: Object) -> bool:
        """Whether somewhere a field that is a struct is overwritten as a whole."""
        ...

    def is_reused(self, field: Object) -> bool:
        """Whether somewhere a field of slice type goes on with the array that it has."""
        ...

    def is_made_anew(self, field: Object, elements: Object | None) -> bool:
        """Whether the elements of a list are appended as new ones, and none goes on with what it had in a field."""
        ...

    def is_renewed(self, field: Object) -> bool:
        """Whether a field of map type is only ever set to a map that has just been made, and never emptied."""
        ...

    def is_given_away(self, field: Object) -> bool:
        """Whether somewhere a field of slice or map type is set to nil, or to something that came from outside."""
        ...
