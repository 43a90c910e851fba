"""What the names of a function hold at one point of a path: pooled objects and memory shared with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from scanners.golang.syntax import Node
from scanners.pools.objects.carriers import Path

if TYPE_CHECKING:
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.pairs import Pair


class Bond(Enum):
    """How a name holds an object."""

    OBJECT = "object"  # the object itself, or all of its memory: `x`, `*x`, `x[:n]`
    PART = "part"  # memory inside it: `x.buf`, `&x.f`, `x.Bytes()`
    WRAPPED = "wrapped"  # a value of its own that refers to it: `T{x}`, a closure that uses x

    __hash__ = object.__hash__  # that of Enum is a function of Python, called for each hold in each state


@dataclass(frozen=True, slots=True)
class Token:
    """One object. `origin` is the node that it comes from and, where a node brings several, the name in the source.

    `taken` is the Get that it came from, None for a parameter and for objects that come from elsewhere; `pair`
    is set where it comes from a pool inside a dependency.
    """

    origin: int
    name: str
    taken: PoolSite | None = field(default=None, compare=False)
    pair: Pair | None = field(default=None, compare=False)


class Hold(NamedTuple):  # see Path
    """A token and how it is held."""

    token: Token
    bond: Bond


Holds = frozenset[Hold]
NOTHING: Holds = frozenset()

# What stands for the value of a field that was assigned something which is no pooled memory. Nodes have positive ids,
# what summaries follow has negative ones.
FOREIGN: Final = Hold(Token(0, ""), Bond.WRAPPED)

# The field of a slice, map or list that stands for all its elements.
ELEMENTS: Final = "[]"

# A variable, a field reached from it, or the id of a defer statement: the values that it has evaluated.
Name = Path | int


class State(NamedTuple):  # see Path
    """What is known on one path.

    `held` is what names hold; `put` are the objects that went back, with the id of the call that did it; `escaped` and
    `running` the objects whose memory left the function or is used by a goroutine, with the id of the node where.
    `facts` are conditions with their outcome on this path, by the name that they are about: of a call its last result.
    `outcome` says, once the function has returned, whether its last result is nil or true.
    """

    held: frozenset[tuple[Name, Hold]] = frozenset()
    put: frozenset[tuple[Token, int]] = frozenset()
    escaped: frozenset[tuple[Token, int]] = frozenset()
    running: frozenset[tuple[Token, int]] = frozenset()
    facts: frozenset[tuple[Name, bool]] = frozenset()
    outcome: bool | None = None

    def holds(self, name: Name) -> Holds:
        """What a name holds itself, not through its fields."""
        return frozenset(hold for each, hold in self.held if each == name)

    def below(self, path: Path) -> Holds:
        """What the fields that are reached from a path hold."""
        return frozenset(hold for each, hold in self.held if isinstance(each, Path) and is_below(each, path))

    def bind(self, name: Name, holds: Iterable[Hold], facts: Iterable[tuple[Name, bool]] = ()) -> State:
        """The state after an assignment: what the name and its fields held is forgotten."""
        kept = frozenset(pair for pair in self.held if not _is_overwritten(pair[0], name))
        known = frozenset(
            pair for pair in self.facts if not (isinstance(name, Path) and _is_overwritten(pair[0], name))
        )
        held = kept.union((name, hold) for hold in holds)
        return State(held, self.put, self.escaped, self.running, known.union(facts), self.outcome)

    def add(self, name: Name, holds: Iterable[Hold]) -> State:
        """The state where the name holds more than before."""
        return self._replace(held=self.held | {(name, hold) for hold in holds})

    def forget_fields(self, roots: Iterable[Path]) -> State:
        """The state after a call that may have assigned to the fields of what it was given."""
        dropped = tuple(roots)
        kept = frozenset(
            pair
            for pair in self.held
            if not (isinstance(pair[0], Path) and any(is_below(pair[0], root) for root in dropped))
        )
        return self if len(kept) == len(self.held) else self._replace(held=kept)

    def without(self, literal: Node) -> State:
        """The state after a function literal, whose own variables are no more."""
        held = frozenset(pair for pair in self.held if not _is_declared_in(pair[0], literal))
        facts = frozenset(pair for pair in self.facts if not _is_declared_in(pair[0], literal))
        return self._replace(held=held, facts=facts)

    def made_anew(self, token: Token) -> State:
        """The state where a node brings a new object, whatever became of the one that it brought before."""
        marks = (*self.put, *self.escaped, *self.running)
        if all(hold.token != token for _, hold in self.held) and all(each != token for each, _ in marks):
            return self
        return State(
            frozenset(pair for pair in self.held if pair[1].token != token),
            frozenset(pair for pair in self.put if pair[0] != token),
            frozenset(pair for pair in self.escaped if pair[0] != token),
            frozenset(pair for pair in self.running if pair[0] != token),
            self.facts,
            self.outcome,
        )

    def put_of(self, token: Token) -> int | None:
        """The id of the call that put the object back; None while it is out."""
        return next((call for each, call in self.put if each == token), None)


def pooled(holds: Holds) -> Holds:
    """The holds without what is known to be no pooled memory."""
    return holds - {FOREIGN}


def memory_itself(holds: Holds) -> Holds:
    """Holds of memory itself, not of values that refer to it."""
    return frozenset(hold for hold in holds if hold.bond is not Bond.WRAPPED)


def bonded(holds: Holds, bond: Bond) -> Holds:
    """The holds with another bond; what is wrapped stays so."""
    return frozenset(hold if hold.bond is Bond.WRAPPED else Hold(hold.token, bond) for hold in holds)


def elements_of(path: Path) -> str:
    """The name of the object that stands for all that a list refers to."""
    return ".".join((path.root.name, *path.fields, ELEMENTS))


def is_below(path: Path, above: Path) -> bool:
    """Whether a path leads on from another."""
    deeper = len(path.fields) > len(above.fields) and path.fields[: len(above.fields)] == above.fields
    return deeper and path.root is above.root


def _is_overwritten(name: Name, by: Name) -> bool:
    return name == by or (isinstance(name, Path) and isinstance(by, Path) and is_below(name, by))


def _is_declared_in(name: Name, literal: Node) -> bool:
    identifier = name.root.identifier if isinstance(name, Path) and name.root.is_local else None
    return identifier is not None and literal.start_byte <= identifier.start_byte < literal.end_byte


def node_text(node: Node) -> str:
    """The source of a node on one line, as messages show it."""
    raw = node.text or b""
    shown = " ".join(raw.decode("utf-8", "replace").split())
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


_SHOWN = 60
