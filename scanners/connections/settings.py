"""Which settings a pool of connections is given, and which of those that bound it are missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, arguments, child, find, parts, text
from scanners.knowledge.connection_pools import sql_limits

if TYPE_CHECKING:
    from scanners.connections.inventory import ConnectionPool
    from scanners.connections.travels import Travels

_ASKING: Final = {"if_statement": "condition", "expression_switch_statement": "value"}
_NAMING: Final = ("identifier", "selector_expression")


def missing_settings(
    travels: Travels, pool: ConnectionPool, *, unless: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The fields that bound a pool and are set neither in its literal nor where it goes; () where one of `unless` is.

    A literal without keys sets all of its fields. A value that a literal sets one of `unless` to has to be `true`, or
    `!x`: the zero value of a setting leaves it off.
    """
    given = set(_keys(pool.node, unless))
    if None in given:
        return ()
    if not unless & given and (set(pool.settings) - given):
        given |= set(travels.of(pool.file, pool.node).selected)
    return () if unless & given else tuple(each for each in pool.settings if each not in given)


def missing_sql_limits(travels: Travels, pool: ConnectionPool) -> tuple[str, ...]:
    """The limits of a sql.DB that are set nowhere.

    () where it goes out of sight, where one function uses it alone, and where one connection is all that it may open,
    with any driver.
    """
    travel = travels.of(pool.file, pool.node, through_calls=True, handles=pool.handles)
    if travel.is_lost or not travel.is_shared:
        return ()
    for file, selector in travel.selected.get("SetMaxOpenConns", ()):
        call = travels.parent(file, selector)
        given = arguments(call) if call is not None and call.type == "call_expression" else []
        if given and text(given[0]) == "1" and not _is_for_one_driver(travels, pool, file, selector):
            return ()
    return tuple(group[0] for group in sql_limits() if not any(each in travel.selected for each in group))


def is_used_in_turn(travels: Travels, pool: ConnectionPool) -> bool:
    """Whether the functions at hand that use what a call gives do so one after the other, and nobody else does."""
    travel = travels.of(pool.file, pool.node, through_calls=True, handles=pool.handles)
    return not travel.is_lost and not travel.is_shared


def _is_for_one_driver(travels: Travels, pool: ConnectionPool, file: SourceFile, node: Node) -> bool:
    """Whether a node stands in a branch that asks for the driver which the pool is opened with."""
    opened_with = arguments(pool.node)
    if not opened_with or opened_with[0].type not in {"identifier", "selector_expression"}:
        return False
    driver = text(opened_with[0])
    current = travels.parent(file, node)
    while current is not None and current.type not in FUNCTIONS:
        asked = child(current, _ASKING[current.type]) if current.type in _ASKING else None
        if asked is not None and any(text(each) == driver for each in (asked, *find(asked, *_NAMING))):
            return True
        current = travels.parent(file, current)
    return False


def _keys(node: Node, switches: frozenset[str]) -> Iterator[str | None]:
    """The keys of a literal, None for an element without one; of the switches those that are on. Nothing for a call."""
    body = child(node, "body") if node.type == "composite_literal" else None
    for element in parts(body) if body is not None else []:
        key = child(element, "key") if element.type == "keyed_element" else None
        value = child(element, "value") if key is not None else None
        if key is None:
            yield None
        elif text(key) not in switches or value is None or text(value) == "true" or text(value).startswith("!"):
            yield text(key)
