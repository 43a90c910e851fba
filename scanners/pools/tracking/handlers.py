"""Handlers: function literals that are called with pooled objects by whoever knows their type.

    func Timeout(…) Middleware { return func(c *Context) { go …(c) } }
    func wrap(m Middleware) Handler { return func(…) { c := pool.Get().(*Context); defer pool.Put(c); m(c) } }

Which literals come to be called is known by the type alone. Only those that start a goroutine are of interest: what
a handler does before it returns it may do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find
from scanners.golang.types import Named

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_RETURNED: Final = re.compile(rb"\breturn (func\()")
_STARTED: Final = b"go func("


class Handlers:
    """Finds them in one program, and remembers them."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._known: Final[dict[Named, list[tuple[SourceFile, Node]]]] = {}

    def called(self, file: SourceFile, function: Node) -> Iterator[tuple[Node, Named]]:
        """The calls of fields, and in a literal of what it has from outside, with the name of the function type."""
        for call in find(function, *CALLS):
            callee = self._resolver.callee(file, call)
            called = callee.object if callee.kind == "value" else None
            if called is None or not isinstance(called.type, Named):
                continue
            is_own = called.function is not None and called.function.id == function.id
            if called.kind == "field" or (function.type == "func_literal" and not is_own):
                yield call, called.type

    def of(self, type_: Named) -> list[tuple[SourceFile, Node]]:
        """The literals that functions of the program return as a type, and that start a goroutine."""
        if type_ not in self._known:
            self._known[type_] = list(self._find(type_))
        return self._known[type_]

    def _find(self, type_: Named) -> Iterator[tuple[SourceFile, Node]]:
        for file in self._uses.files_with(type_.name.encode(), _STARTED):
            for match in _RETURNED.finditer(file.source):
                literal = file.node_at(match.start(1), match.end(1))
                while literal is not None and literal.type != "func_literal":
                    literal = self._resolver.parent(file, literal)
                function = self._resolver.enclosing_function(file, literal) if literal is not None else None
                if literal is None or function is None or not find(literal, "go_statement"):
                    continue
                if child(function, "result") is not None and self._resolver.signature(file, function).result == type_:
                    yield file, literal
