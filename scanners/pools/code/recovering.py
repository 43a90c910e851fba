"""Deferred functions that look at what they are given only when they recover from a panic: `defer handle(x)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, arguments, child, operator
from scanners.pools.code.guards import conditions_around
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.parameters import receiver
from scanners.pools.code.targets import called_parameter, is_same, place_among

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver


def only_recovers(resolver: Resolver, file: SourceFile, call: Node, given: Node) -> bool:
    """Whether every use that a called function makes of its receiver or an argument is behind `recover() != nil`."""
    callee = resolver.callee(file, call)
    declared = callee.declaration
    parameter = _parameter(resolver, file, callee, call, given)
    if declared is None or parameter is None:
        return False
    uses = (each for each in resolver.uses(declared.file, parameter) if not is_same(parameter.identifier, each))
    return all(_is_behind_panic(resolver, declared.file, each) for each in uses)


def _parameter(resolver: Resolver, file: SourceFile, callee: Callee, call: Node, given: Node) -> Object | None:
    index = place_among(arguments(call), given)
    if index is not None:
        return called_parameter(resolver, file, callee, index)
    declared = callee.declaration
    return receiver(resolver, declared.file, declared.node) if declared is not None else None


def _is_behind_panic(resolver: Resolver, file: SourceFile, use: Node) -> bool:
    """Whether `if r := recover(); r != nil` is around a use."""
    return any(_asks_for_panic(resolver, file, each) for each in conditions_around(resolver, file, use))


def _asks_for_panic(resolver: Resolver, file: SourceFile, condition: Node) -> bool:
    left = child(condition, "left")
    if left is None or operator(condition) != "!=":
        return False
    node = base(left)
    object_ = resolver.object_of(file, node) if node.type == "identifier" else None
    values = list(assigned_values(resolver, file, object_)) if object_ is not None and object_.is_local else [node]
    return bool(values) and all(
        each.type == "call_expression" and resolver.callee(file, each).qualified == "recover" for each in values
    )
