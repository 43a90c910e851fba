"""Which fields of its receiver a method may set, itself or by other methods of the receiver that it calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.pools.code.operands import operator
from scanners.pools.code.parameters import receiver
from scanners.pools.code.targets import is_same, is_target

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 4  # methods that call each other


class SetFields:
    """Answers for one program; None where a method does with its receiver what is not followed."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[int, frozenset[str] | None]] = {}

    def of(self, method: Declaration, depth: int = 0) -> frozenset[str] | None:
        """The names of the fields."""
        key = method.node.id
        if key not in self._known:
            self._known[key] = None  # of one that calls itself nothing is known
            self._known[key] = self._of(method, depth)
        return self._known[key]

    def _of(self, method: Declaration, depth: int) -> frozenset[str] | None:
        if depth > _DEEPEST or method.package.is_knowledge or child(method.node, "body") is None:
            return None
        own = receiver(self._resolver, method.file, method.node)
        found: set[str] = set()
        for use in self._resolver.scopes.uses(method.file, own) if own is not None else ():
            if is_same(own.identifier if own is not None else None, use):
                continue
            fields = self._by_use(method.file, use, depth)
            if fields is None:
                return None
            found |= fields
        return frozenset(found)

    def _by_use(self, file: SourceFile, use: Node, depth: int) -> frozenset[str] | None:
        """What is set where the receiver is named: it may only stand before a dot."""
        selector = self._resolver.parent(file, use)
        name = child(selector, "field") if selector is not None and selector.type == "selector_expression" else None
        around = self._resolver.parent(file, selector) if selector is not None else None
        if selector is None or name is None or around is None or not is_same(child(selector, "operand"), use):
            return None
        if around.type in CALLS and is_same(child(around, "function"), selector):
            called = self._resolver.callee(file, around).declaration
            return self.of(called, depth + 1) if called is not None and called.kind == "method" else None
        is_address = around.type == "unary_expression" and operator(around) == "&"
        is_worked_on = around.type == "selector_expression"  # a method of the field may set what it holds
        is_set = is_target(self._resolver, file, selector) or is_address or is_worked_on
        return frozenset({text(name)}) if is_set else frozenset()
