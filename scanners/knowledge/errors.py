"""Which functions make errors; see errors.toml."""

from __future__ import annotations

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered


def makes_error(qualified: str | None) -> bool:
    """Whether what a function returns is an error, and never nil."""
    return qualified in _makers()


@remembered
def _makers() -> frozenset[str]:
    return frozenset(tables.read("errors.toml")["makers"])
