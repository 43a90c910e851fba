"""Containers that are made when they are first needed, with no lock held: one goroutine at a time has their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.concurrency.locks import Locks
from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses


def is_lazily_made(resolver: Resolver, uses: Uses, container: Object) -> bool:
    """Whether a field is set somewhere in `if x.field == nil { … }`, and nothing keeps another goroutine out."""
    if container.kind != "field":
        return False
    for file, use in uses.expressions(container):
        statement = _assignment(resolver, file, use)
        function = resolver.enclosing_function(file, use)
        if statement is None or function is None or function.type != "method_declaration":
            continue
        if _is_when_missing(resolver, file, statement, use) and not Locks(resolver, file, function).is_held(statement):
            return True
    return False


def _assignment(resolver: Resolver, file: SourceFile, use: Node) -> Node | None:
    listed = resolver.parent(file, use)
    statement = resolver.parent(file, listed) if listed is not None and listed.type == "expression_list" else None
    is_target = statement is not None and listed is not None and is_same(child(statement, "left"), listed)
    return statement if is_target else None


def _is_when_missing(resolver: Resolver, file: SourceFile, statement: Node, use: Node) -> bool:
    """Whether an if statement around asks whether what is set is nil."""
    current: Node | None = statement
    while current is not None and current.type != "method_declaration":
        condition = child(current, "condition") if current.type == "if_statement" else None
        if condition is not None and text(condition) == f"{text(use)} == nil":
            return True
        current = resolver.parent(file, current)
    return False
