"""Requests and responses of net/http: they refer to what they were read from, or made with, by their body alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, find
from scanners.golang.types import Named, Pointer
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import State, memory_itself

if TYPE_CHECKING:
    from scanners.golang.objects import Object

_WITH_BODY: Final = frozenset({"net/http.Request", "net/http.Response"})


def with_body(state: State, path: Path, value: Node | None) -> State:
    """The state where a field is set to a value: with another body, not made of the old one, a response is its own."""
    if path.fields != ("Body",) or value is None or not _has_body(path.root):
        return state
    name = path.root.name.encode()
    if any(each.text == name for each in find(value, "identifier")):
        return state
    around = Path(path.root)
    holds = state.holds(around)
    return state._replace(held=state.held - {(around, hold) for hold in holds - memory_itself(holds)})


def _has_body(variable: Object) -> bool:
    type_ = variable.type.element if isinstance(variable.type, Pointer) else variable.type
    return isinstance(type_, Named) and type_.qualified in _WITH_BODY
