"""Which functions and types make connection pools, and which settings bound them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered

Kind = Literal["sql", "redis", "grpc", "http"]

_MAJOR: Final = re.compile(r"/v\d+(?=[/.]|$)")


@dataclass(frozen=True, slots=True)
class PoolMaker:
    """A row of connection_pools.toml; `lent` and `handles` are None where the row does not have them."""

    kind: Kind
    open: frozenset[str]
    options: frozenset[str]
    settings: tuple[str, ...]
    settings_of_call: tuple[str, ...]
    lent: frozenset[str] | None
    handles: frozenset[str] | None
    bounded: bool


def pool_makers(import_path: str) -> PoolMaker | None:
    """What a package has to make pools with; None for packages that are not known."""
    return _makers().get(_MAJOR.sub("", import_path))


@remembered
def sql_limits() -> tuple[tuple[str, ...], ...]:
    """The methods of a sql.DB that bound it: one of each group has to be called."""
    return tuple(tuple(group) for group in _data()["sql"]["limits"])


@remembered
def _makers() -> dict[str, PoolMaker]:
    return {
        _MAJOR.sub("", row["package"]): PoolMaker(
            row["kind"],
            frozenset(row.get("open", ())),
            frozenset(row.get("options", ())),
            tuple(row.get("settings", ())),
            tuple(row.get("settings_of_call", ())),
            frozenset(row["lent"]) if "lent" in row else None,
            frozenset(row["handles"]) if "handles" in row else None,
            row.get("bounded", False),
        )
        for row in _data()["pools"]
    }


@remembered
def _data() -> dict[str, Any]:
    return tables.read("connection_pools.toml")


@remembered
def tests() -> frozenset[str]:
    """The types of parameters by which a function is given a test to report to."""
    return frozenset(_data()["tests"]["parameters"])


@remembered
def test_frameworks() -> frozenset[str]:
    """The packages that only tests import, and what helps them."""
    return frozenset(_data()["tests"]["frameworks"])


def tunes_transport(qualified: str) -> bool:
    """Whether a function sets up an http.Transport and keeps it nowhere."""
    return qualified in _data()["http"]["tunes"]


def is_request_handler(parameters: tuple[str, ...]) -> bool:
    """Whether a function with parameters of these types serves a request: it has all types of a row, and maybe more."""
    return _has_row(parameters, "requests")


def runs_in_rounds(parameters: tuple[str, ...]) -> bool:
    """Whether a function with parameters of these types is called in rounds, each of which may be for another place."""
    return _has_row(parameters, "rounds")


def _has_row(parameters: tuple[str, ...], table: str) -> bool:
    given = {_MAJOR.sub("", each) for each in parameters}
    return any(row <= given for row in _rows(table))


@remembered
def embedded_in_servers() -> re.Pattern[str]:
    """The names of the types that grpc generates to be embedded in what serves a service."""
    return re.compile(_data()["requests"]["embedded"])


@remembered
def _rows(table: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row) for row in _data()[table]["parameters"])
