"""Which library functions give back memory of what they were given; see knowledge/sharing.toml."""

from __future__ import annotations

from typing import Any, Literal

from scanners.knowledge import tables
from scanners.knowledge.tables import remembered

Operand = Literal["receiver", "first"]


def shared_operand(qualified: str) -> Operand | None:
    """Which operand the result shares its memory with; None where it copies or is not known."""
    return _operands().get(qualified)


def is_unsafe_conversion(name: str) -> bool:
    """Whether a function of this name, whose body is not at hand, turns bytes into a string or back without copying."""
    return name in _names("unsafe", "names")


def appends(name: str) -> bool:
    """Whether a function of this name appends to its first argument, where the types are right."""
    return name.startswith(tuple(_names("append", "prefixes")))


def is_inert(qualified: str) -> bool:
    """Whether a call does not look at the memory of its arguments."""
    return qualified in _names("inert", "functions")


@remembered
def _table() -> dict[str, Any]:
    return tables.read("sharing.toml")


@remembered
def _operands() -> dict[str, Operand]:
    operands: tuple[Operand, ...] = ("receiver", "first")
    return {name: operand for operand in operands for row in _table()[operand] for name in row["functions"]}


@remembered
def _names(table: str, key: str) -> frozenset[str]:
    return frozenset(_table()[table][key])
