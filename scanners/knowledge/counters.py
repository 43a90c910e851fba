"""Which functions and types make counters that are updated atomically."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered


@dataclass(frozen=True, slots=True)
class Counters:
    """A row of counters.toml."""

    package: str
    functions: frozenset[str]
    types: frozenset[str]
    methods: frozenset[str]


@remembered
def counters() -> tuple[Counters, ...]:
    """The rows of the table."""
    return tuple(
        Counters(row["package"], frozenset(row["functions"]), frozenset(row["types"]), frozenset(row["methods"]))
        for row in tables.read("counters.toml")["counters"]
    )
