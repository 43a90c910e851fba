"""The tables of knowledge, and what a team adds to them.

    with added(Additions({"lifecycle.toml": {"methods": ["Stop"]}})):
        ...  # every question asked in here knows of Stop too

A team's rows have the form of the table's own and come after them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

_DIRECTORY: Final = Path(__file__).parent
_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Additions:
    """Rows by table ("resources.toml") and key ("resources"); the key's value there is a list."""

    rows: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)


NOTHING: Final = Additions()
_ADDED: Final[ContextVar[Additions]] = ContextVar("additions", default=NOTHING)


@contextmanager
def added(additions: Additions) -> Iterator[None]:
    """Know the additions too, in this thread, until the block ends."""
    token = _ADDED.set(additions)
    try:
        yield
    finally:
        _ADDED.reset(token)


def read(name: str) -> dict[str, Any]:
    """A table by the name of its file, with what is added to it."""
    table = tomllib.loads((_DIRECTORY / name).read_text(encoding="utf-8"))
    for key, rows in _ADDED.get().rows.get(name, {}).items():
        table[key] = [*table[key], *rows]
    return table


def remembered(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Like functools.cache, for what is made of tables: made anew where other rows are added."""

    @lru_cache(maxsize=64)
    def of(_additions: Additions, *arguments: Any) -> _T:
        return make(*arguments)  # type: ignore[call-arg] # positional arguments of make alone

    @wraps(make)
    def value(*arguments: _P.args, **_: _P.kwargs) -> _T:
        return of(_ADDED.get(), *arguments)

    return value
