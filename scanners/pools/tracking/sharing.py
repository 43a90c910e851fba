"""Which library functions give back, or keep, memory of what they were given; see knowledge/sharing.toml."""

from __future__ import annotations

from typing import Any

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered
from scanners.pools.tracking.holdings import ELEMENTS, Bond
from scanners.pools.tracking.summaries import RECEIVER, REQUEST, UNKNOWING, Kept, Running, Summary


def library_summary(qualified: str) -> Summary | None:
    """What a library function does with memory of what it is given; None where it copies or is not known."""
    return _summaries().get(qualified)


def keeps_by_name(name: str) -> Summary:
    """What a method that is known by its name alone keeps in its receiver."""
    return _keepers_by_name().get(name, UNKNOWING)


def is_unsafe_conversion(name: str) -> bool:
    """Whether a function of this name, whose body is not at hand, turns bytes into a string or back without copying."""
    return name in _names("unsafe", "names")


def appends(name: str) -> bool:
    """Whether a function of this name appends to its first argument, where the types are right."""
    return name.startswith(tuple(_names("append", "prefixes")))


def writes_by_length(qualified: str) -> bool:
    """Whether a function writes into its first argument only as far as that is long."""
    return qualified in _names("by_length", "functions")


def is_inert(qualified: str) -> bool:
    """Whether a call does not look at the memory of its arguments."""
    return qualified in _names("inert", "functions")


@remembered
def _table() -> dict[str, Any]:
    return tables.read("sharing.toml")


@remembered
def _summaries() -> dict[str, Summary]:
    table = _table()
    shares = {"receiver": RECEIVER, "first": 0, "second": 1}
    found = {
        name: Summary(results=(frozenset({(place, Bond.PART)}),) * (2 if name.endswith("Cut") else 1))
        for key, place in shares.items()
        for row in table[key]
        for name in row["functions"]
    }
    lists = Summary(results=(frozenset({(0, Bond.PART), (0, Bond.WRAPPED)}),))
    found |= {name: lists for row in table["lists"] for name in row["functions"]}
    for row in table["wraps"]:
        summary = Summary(results=(frozenset((place, Bond.WRAPPED) for place in row["arguments"]),))
        found |= dict.fromkeys(row["functions"], summary)
    for row in table["keeps"]:
        found |= dict.fromkeys(row["functions"], _keeping(row["arguments"]))
    for row in table["sends"]:
        sending = frozenset(Running(place, REQUEST) for place in row["arguments"])
        found |= dict.fromkeys(row["functions"], Summary(running=sending))
    return found


@remembered
def _keepers_by_name() -> dict[str, Summary]:
    return {name: _keeping(row["arguments"]) for row in _table()["keeps_by_name"] for name in row["names"]}


def _keeping(arguments: list[int]) -> Summary:
    """The summary of a method that keeps arguments in its receiver, where a later call may drop them."""
    return Summary(kept=frozenset(Kept(place, RECEIVER, (ELEMENTS,)) for place in arguments))


@remembered
def _names(table: str, key: str) -> frozenset[str]:
    return frozenset(_table()[table][key])
