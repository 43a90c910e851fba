"""A Redis client whose pool takes the library's defaults for its size and its idle connections."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.connections.settings import is_used_in_turn, missing_settings
from scanners.connections.travels import Travels
from scanners.golang.syntax import Node, SourceFile, arguments, find
from scanners.model import Severity, Text, Verdict
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Options literals, redigo's Pool and its constructor; what is assigned to their fields later counts."""
    travels = Travels(context.resolver, context.uses)
    alone = _of_clients_used_in_turn(context, travels)
    for pool in context.connection_pools:
        if pool.kind == "redis" and pool.settings and pool.node.id not in alone:
            missing = missing_settings(travels, pool)
            if missing:
                listed = [f"`{each}`" for each in missing]
                yield Draft(pool.file, pool.node, Text.of("CP402.limits", type=pool.name, missing=listed))


def _of_clients_used_in_turn(context: Context, travels: Travels) -> frozenset[int]:
    """The options of clients that functions use one after the other: one connection is all that these need."""
    found: set[int] = set()
    for pool in context.connection_pools:
        given = arguments(pool.node) if pool.kind == "redis" and not pool.is_literal else []
        if given and is_used_in_turn(travels, pool):
            found |= {each.id for value in _values(context, pool.file, given[0]) for each in _literal(value)}
    return frozenset(found)


def _values(context: Context, file: SourceFile, argument: Node) -> list[Node]:
    """An argument itself, or what the variable that it names is set to."""
    object_ = context.resolver.object_of(file, argument) if argument.type == "identifier" else None
    return [*assigned_values(context.resolver, file, object_)] if object_ is not None else [argument]


def _literal(value: Node) -> list[Node]:
    """The literal that a value is or points to; those inside it are others."""
    return find(value, "composite_literal")[:1]


RULE = Rule(
    code="CP402",
    name="redis-pool-limits",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
