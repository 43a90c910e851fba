"""Which types run something of their own until somebody stops it."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.knowledge import tables
from scanners.knowledge.resources import without_major
from scanners.knowledge.tables import remembered


@dataclass(frozen=True)
class Active:
    """A row of active.toml."""

    package: str
    types: frozenset[str]
    stop: frozenset[str]
    called: bool
    makers: frozenset[str]
    quiet: frozenset[str]
    in_place: frozenset[str]


def active_type(path: str, name: str) -> Active | None:
    """What is known of a type that runs something."""
    return next((row for row in _rows() if row.package == without_major(path) and name in row.types), None)


def active_maker(qualified: str) -> Active | None:
    """What a function makes, by its name as go/types writes it, where that starts goroutines."""
    path, _, name = qualified.rpartition(".")
    return next((row for row in _rows() if row.package == without_major(path) and name in row.makers), None)


@remembered
def _rows() -> tuple[Active, ...]:
    return tuple(
        Active(
            package=without_major(row["package"]),
            types=frozenset(row["types"]),
            stop=frozenset(row.get("stop", ())),
            called=row.get("called", False),
            makers=frozenset(row.get("makers", ())),
            quiet=frozenset(row.get("quiet", ())),
            in_place=frozenset(row.get("in_place", ())),
        )
        for row in tables.read("active.toml")["active"]
    )
