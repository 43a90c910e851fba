"""The fields of a policy side by side: `overrides.IR201.severity` and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What is kept with a policy and is nothing that it says.
_BESIDE = frozenset({"version", "versions"})


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a policy's JSON under their whole names; what is not said is left out."""
    return dict(_fields("", {name: value for name, value in values.items() if name not in _BESIDE}))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the fields that differ were and what they are; None where one does not say it."""
    old, new = flat(before), flat(after)
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    return {name: old.get(name) for name in names}, {name: new.get(name) for name in names}


def _fields(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _fields(f"{prefix}{name}.", value)
        elif value is not None:
            yield f"{prefix}{name}", value
