"""What an object carries from one user to the next, by its type: which calls change it, and which reset it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from scanners.golang.types import Map, Named, Pointer, Slice, Struct, Type
from scanners.knowledge import tables
from scanners.knowledge.tables import remembered

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


class Kind(Enum):
    """How leftovers of an object show."""

    STATEFUL = auto()  # a type of the standard library that states.toml knows, such as bytes.Buffer
    STRUCT = auto()  # fields, by name
    SLICE = auto()  # its length
    MAP = auto()  # its keys


@dataclass(frozen=True, slots=True)
class Stateful:
    """A row of states.toml: methods by name; every other method depends on the state and adds to it."""

    resets: frozenset[str]
    neutral: frozenset[str]
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an element type carries, by its kind."""

    element: Type
    kind: Kind
    stateful: Stateful | None = None

    @property
    def pointer(self) -> bool:
        """Whether the pool holds a pointer."""
        return isinstance(self.element, Pointer)


@dataclass(frozen=True, slots=True)
class ResetNames:
    """Names under which code resets an object, in lower case; see reset_names.toml."""

    methods: frozenset[str]
    prefixes: tuple[str, ...]
    by_body: frozenset[str]
    zero_argument: frozenset[str]

    def is_reset(self, name: str) -> bool:
        """Whether the name alone says that the object is as new afterwards."""
        return name.lower() in self.methods or any(
            name.lower().startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper()
            for prefix in self.prefixes
        )

    def may_reset(self, name: str) -> bool:
        """Whether a call of this name whose body is not at hand could be a reset."""
        lower = name.lower()
        return self.is_reset(name) or any(word in lower for word in (*self.by_body, *self.prefixes, "recycle"))


@remembered
def reset_names() -> ResetNames:
    """The rows of reset_names.toml."""
    table = tables.read("reset_names.toml")
    return ResetNames(
        frozenset(name.lower() for name in table["methods"]),
        tuple(prefix.lower() for prefix in table["prefixes"]),
        frozenset(table["by_body"]),
        frozenset(table["zero_argument"]),
    )


@remembered
def stateful_types() -> dict[str, Stateful]:
    """The rows of states.toml by type: "bytes.Buffer"."""
    table = tables.read("states.toml")
    return {
        name: Stateful(frozenset(row["resets"]), frozenset(row["neutral"]), frozenset(row.get("reads", ())))
        for row in table["types"]
        for name in row["names"]
    }


@remembered
def merging_functions() -> frozenset[str]:
    """Functions that fill their argument and leave alone what their input does not mention."""
    table = tables.read("states.toml")
    return frozenset(function for row in table["merging"] for function in row["functions"])


@remembered
def emptying_functions() -> frozenset[str]:
    """Functions that empty the map that they are given."""
    table = tables.read("states.toml")
    return frozenset(function for row in table["emptying"] for function in row["functions"])


@remembered
def _letting_go() -> dict[str, str]:
    table = tables.read("states.toml")
    return {name: row["argument"] for row in table["letting_go"] for name in row["names"]}


def reset_to_nothing(type_: Type) -> str | None:
    """What a codec's Reset is given so that it lets go of what it wraps: "nil"; None where that is not known."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return _letting_go().get(f"{held.path}.{held.name}") if isinstance(held, Named) else None


def stateful(type_: Type) -> Stateful | None:
    """What states.toml says of a type or of what it points to."""
    if isinstance(type_, Pointer):
        type_ = type_.element
    return stateful_types().get(f"{type_.path}.{type_.name}") if isinstance(type_, Named) else None


def contents(resolver: Resolver, element: Type | None) -> Contents | None:
    """What an element type carries; None where that is not known, or nothing."""
    if element is None:
        return None
    held = element.element if isinstance(element, Pointer) else element
    if (known := stateful(held)) is not None:
        return Contents(element, Kind.STATEFUL, known)
    match resolver.underlying(held):
        case Struct() if held is not element and isinstance(held, Named) and _is_at_hand(held):
            return Contents(element, Kind.STRUCT)
        case Slice():
            return Contents(element, Kind.SLICE)
        case Map():
            return Contents(element, Kind.MAP)
    return None


def _is_at_hand(type_: Named) -> bool:
    return type_.declaration is not None and not type_.declaration.package.is_knowledge
