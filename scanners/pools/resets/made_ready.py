"""Methods that make an object ready while it is being made: `New: func() any { return newChain(handlers) }`.

What they set is configuration, although they are exported. A method that sets one field may be called again by users,
unless New itself calls it for each object: `New: func() any { c := create(); c.SetServer(s); return c }`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration

_DEPTH: Final = 2  # functions that New calls, and methods that these call
_FEWEST: Final = 3  # fields that are set


def made_ready(resolver: Resolver, pool: PoolDeclaration) -> frozenset[int]:
    """The methods that New calls, or a constructor that it calls to set most of what an object has."""
    waiting = [(new.file, new.node) for new in pool.new]
    found = {method for file, node in waiting for method in _called_through_interface(resolver, pool, file, node)}
    for depth in range(_DEPTH):
        called = [each for file, node in waiting for each in _called(resolver, file, node)]
        methods = (node for _, node in called if node.type == "method_declaration")
        found |= {method.id for method in methods if not depth or _sets_several(method)}
        waiting = called
    return frozenset(found)


def _called(resolver: Resolver, file: SourceFile, function: Node) -> list[tuple[SourceFile, Node]]:
    """The functions at hand that a function calls."""
    callees = [resolver.callee(file, call) for call in find(function, "call_expression")]
    declared = [callee.declaration for callee in callees if callee.declaration is not None]
    return [(each.file, each.node) for each in declared if not each.package.is_knowledge]


def _called_through_interface(
    resolver: Resolver, pool: PoolDeclaration, file: SourceFile, function: Node
) -> Iterator[int]:
    """The methods of the pooled type that New calls on what it knows as an interface."""
    for call in find(function, "call_expression"):
        callee = resolver.callee(file, call)
        if callee.kind == "method" and callee.declaration is None and pool.element_type is not None:
            method = resolver.method(pool.element_type, (callee.qualified or "").rpartition(".")[2])
            if method is not None and method.declaration is not None:
                yield method.declaration.node.id


def _sets_several(method: Node) -> bool:
    body = child(method, "body")
    return body is not None and sum(1 for _ in find(body, "assignment_statement")) >= _FEWEST
