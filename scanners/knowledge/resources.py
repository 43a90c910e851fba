"""Which types own resources, which functions open them, which methods say that a value has a life of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered

_MAJOR: Final = re.compile(r"/v\d+(?=/|$)")
_METHOD: Final = re.compile(r"\(\*?(.+)\.(\w+)\)\.(\w+)")


@dataclass(frozen=True)
class Lifecycle:
    """The lists of lifecycle.toml; `memory` holds (import path, type name)."""

    methods: frozenset[str]
    connection: frozenset[str]
    finalisers: frozenset[str]
    memory: frozenset[tuple[str, str]]


def resource_kind(path: str, name: str) -> str | None:
    """The kind of resource that a type owns ("connection", "database", …), or None."""
    return _types().get((_without_major(path), name))


def dialer_kind(qualified: str) -> str | None:
    """The kind of resource that a function opens, by its name as go/types writes it: "(*net.Dialer).Dial"."""
    method = _METHOD.fullmatch(qualified)
    if method is not None:
        return _methods().get((_without_major(method[1]), f"{method[2]}.{method[3]}"))
    path, _, name = qualified.rpartition(".")
    return _functions().get((_without_major(path), name))


@remembered
def lifecycle() -> Lifecycle:
    """The lists of lifecycle.toml."""
    data = tables.read("lifecycle.toml")
    return Lifecycle(
        methods=frozenset(data["methods"]),
        connection=frozenset(data["connection"]),
        finalisers=frozenset(data["finalisers"]),
        memory=frozenset(
            (_without_major(entry["package"]), name) for entry in data["memory"] for name in entry["types"]
        ),
    )


def is_memory(path: str, name: str) -> bool:
    """Whether a type is plain memory although it looks like a stream or reaches a resource that is not its own."""
    return (_without_major(path), name) in lifecycle().memory


def _without_major(path: str) -> str:
    return _MAJOR.sub("", path)


@remembered
def _types() -> dict[tuple[str, str], str]:
    entries = tables.read("resources.toml")["resources"]
    return {(_without_major(entry["package"]), name): entry["kind"] for entry in entries for name in entry["types"]}


@remembered
def _functions() -> dict[tuple[str, str], str]:
    return _dialers("functions")


@remembered
def _methods() -> dict[tuple[str, str], str]:
    return _dialers("methods")


def _dialers(field: str) -> dict[tuple[str, str], str]:
    entries = tables.read("dialers.toml")["dialers"]
    return {
        (_without_major(entry["package"]), name): entry["kind"] for entry in entries for name in entry.get(field, ())
    }
