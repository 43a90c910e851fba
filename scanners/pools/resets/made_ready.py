"""Methods that make an object ready while it is being made: `New: func() any { return newChain(handlers) }`.

What they set is configuration, although they are exported. A method that sets one field may be called again by users,
unless New itself calls it for each object: `New: func() any { c := create(); c.SetServer(s); return c }`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration

_DEPTH: Final = 2  # functions that New calls, and methods that these call
_FEWEST: Final = 3  # fields that are set


def made_ready(resolver: Resolver, pool: PoolDeclaration) -> frozenset[int]:
    """The methods that New calls, or a constructor that it calls to set most of what an object has."""
    found: set[int] = set()
    waiting = [(new.file, new.node) for new in pool.new]
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


def _sets_several(method: Node) -> bool:
    body = child(method, "body")
    return body is not None and sum(1 for _ in find(body, "assignment_statement")) >= _FEWEST
