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
    """The lists of lifecycle.toml; `memory` holds (import path, type name).

    `methods` are all names; those in `certain` mark a lifecycle whatever the method does.
    """

    methods: frozenset[str]
    certain: frozenset[str]
    ends: frozenset[str]
    addressed: str
    connection: frozenset[str]
    codec_reset_parameters: frozenset[str]
    finalisers: frozenset[str]
    memory: frozenset[tuple[str, str]]


def resource_kind(path: str, name: str) -> str | None:
    """The kind of resource that a type owns ("connection", "database", …), or None."""
    return _types().get((without_major(path), name))


def is_resource_field(path: str, type_name: str, name: str) -> bool:
    """Whether a field of a type holds a resource behind an interface: the body of an http.Response."""
    return (without_major(path), f"{type_name}.{name}") in _fields()


@remembered
def resource_field_names() -> frozenset[str]:
    """The names of such fields: "Body"."""
    return frozenset(name.rpartition(".")[2] for _, name in _fields())


def dialer_kind(qualified: str) -> str | None:
    """The kind of resource that a function opens, by its name as go/types writes it: "(*net.Dialer).Dial"."""
    method = _METHOD.fullmatch(qualified)
    if method is not None:
        return _methods().get((without_major(method[1]), f"{method[2]}.{method[3]}"))
    path, _, name = qualified.rpartition(".")
    return _functions().get((without_major(path), name))


@remembered
def lifecycle() -> Lifecycle:
    """The lists of lifecycle.toml."""
    data = tables.read("lifecycle.toml")
    return Lifecycle(
        methods=frozenset([*data["endings"], *data["methods"]]),
        certain=frozenset(data["methods"]),
        ends=frozenset(data["ends"]),
        addressed=data["addressed"],
        connection=frozenset(data["connection"]),
        codec_reset_parameters=frozenset(data["codec_reset_parameters"]),
        finalisers=frozenset(data["finalisers"]),
        memory=frozenset(
            (without_major(entry["package"]), name) for entry in data["memory"] for name in entry["types"]
        ),
    )


def without_major(path: str) -> str:
    """An import path without its major-version suffix."""
    return _MAJOR.sub("", path)


def is_memory(path: str, name: str) -> bool:
    """Whether a type is plain memory although it looks like a stream or reaches a resource that is not its own."""
    return (without_major(path), name) in lifecycle().memory


@remembered
def _types() -> dict[tuple[str, str], str]:
    entries = tables.read("resources.toml")["resources"]
    return {(without_major(entry["package"]), name): entry["kind"] for entry in entries for name in entry["types"]}


@remembered
def _fields() -> frozenset[tuple[str, str]]:
    entries = tables.read("resources.toml")["resources"]
    return frozenset((without_major(entry["package"]), name) for entry in entries for name in entry.get("fields", ()))


@remembered
def _functions() -> dict[tuple[str, str], str]:
    return _dialers("functions")


@remembered
def _methods() -> dict[tuple[str, str], str]:
    return _dialers("methods")


def _dialers(field: str) -> dict[tuple[str, str], str]:
    entries = tables.read("dialers.toml")["dialers"]
    return {
        (without_major(entry["package"]), name): entry["kind"] for entry in entries for name in entry.get(field, ())
    }
