"""Which types are caches for several goroutines, and which calls are slow enough to be worth one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scanners.knowledge import tables
from scanners.knowledge.resources import dialer_kind
from scanners.knowledge.tables import remembered

_MAJOR: Final = re.compile(r"/v\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Cache:
    """A row of caches.toml."""

    types: frozenset[str]
    look: frozenset[str]
    keep: frozenset[str]
    locked: bool


def cache_types(import_path: str) -> Cache | None:
    """The caches of a package; None for packages that are not known."""
    return _caches().get(_MAJOR.sub("", import_path))


def is_slow(qualified: str) -> bool:
    """Whether a function waits for a file, a network, a process or other goroutines."""
    return qualified in _slow() or dialer_kind(qualified) is not None


@remembered
def _caches() -> dict[str, Cache]:
    return {
        _MAJOR.sub("", row["package"]): Cache(
            frozenset(row["types"]), frozenset(row["look"]), frozenset(row["keep"]), row.get("locked", False)
        )
        for row in tables.read("caches.toml")["caches"]
    }


@remembered
def _slow() -> frozenset[str]:
    table = tables.read("caches.toml")["slow"]
    return frozenset([*table["functions"], *table["methods"]])
