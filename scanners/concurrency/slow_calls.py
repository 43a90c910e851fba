"""Whether a call may wait: for input or output, for a loader that somebody gave, for other goroutines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.qualified_names import qualified_name
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, parts, text, walk
from scanners.golang.types import Chan, Named, Pointer, Type
from scanners.knowledge.caches import is_slow
from scanners.knowledge.connection_pools import is_request_handler

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver

_DEEPEST: Final = 3  # load calls fetch calls query …
_LARGEST: Final = 400  # calls that are looked at for one answer
_OUTSIDE: Final = frozenset({"context.Context", "net/http.Request"})
_IN_LITERALS: Final = frozenset(
    {"unary_expression", "literal_element", "keyed_element", "literal_value", "composite_literal"}
)
_LOGGING: Final = re.compile(r"(?i)log|trace|metric|span")


class SlowCalls:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[int, bool]] = {}

    def is_slow(self, file: SourceFile, call: Node, depth: int = 0) -> bool:
        """Whether a call takes a context, calls a function value that can fail, or does something slow inside.

        What a function called inside takes from a table of its own, as decoders do, is no loader that somebody gave.
        """
        callee = self._resolver.callee(file, call)
        if callee.qualified is not None and (is_slow(callee.qualified) or _LOGGING.search(callee.qualified)):
            return is_slow(callee.qualified)
        if callee.kind == "value":
            is_given = callee.object is not None and callee.object.kind in {"param", "field"}
            return (is_given or depth == 0) and (self._can_fail(callee) or _serves_request(callee))
        declaration = callee.declaration
        if callee.signature is None and self._is_asked_outside(file, call):
            return True
        # What makes something that lives as long as a context takes one as well, and cannot fail.
        may_wait = declaration is None or self._can_fail(callee)
        if may_wait and callee.signature is not None and any(map(is_from_outside, callee.signature.params)):
            return True
        if declaration is None or declaration.package.is_knowledge or depth == _DEEPEST:
            return False
        key = declaration.node.id
        if key not in self._known:
            self._known[key] = False  # of a function that calls itself
            self._known[key] = self._does_something_slow(declaration.file, declaration.node, depth)
        return self._known[key]

    def _is_asked_outside(self, file: SourceFile, call: Node) -> bool:
        """Whether a call of which nothing else is known is given a context, and gives a value and an error."""
        given = arguments(call)
        if not given or not is_from_outside(self._resolver.type_of(file, given[0])):
            return False
        listed = self._resolver.parent(file, call)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        names = parts(left) if left is not None else []
        return len(names) == 2 and text(names[1]) == "err"

    def _does_something_slow(self, file: SourceFile, function: Node, depth: int) -> bool:
        body = child(function, "body")
        started = [*find(body, "go_statement"), *self._kept(file, body)] if body is not None else []
        seen = 0
        for node in walk(body) if body is not None else ():
            if any(each.start_byte <= node.start_byte < each.end_byte for each in started):
                continue  # nobody waits for it here
            if self._waits(file, node):
                return True
            if node.type in CALLS:
                seen += 1
                if seen > _LARGEST:
                    return False
                if self.is_slow(file, node, depth + 1):
                    return True
        return False

    def _kept(self, file: SourceFile, body: Node) -> Iterator[Node]:
        """The function literals that literals of other types keep: `&Config{Renew: func() error { … }}`.

        Whoever is given such a literal on the spot may well call them.
        """
        for literal in find(body, "composite_literal"):
            around = self._resolver.parent(file, literal)
            while around is not None and around.type in _IN_LITERALS:
                around = self._resolver.parent(file, around)
            if around is None or around.type != "argument_list":
                yield from find(literal, "func_literal")

    def _waits(self, file: SourceFile, node: Node) -> bool:
        """`<-ch`, `for x := range ch`."""
        if node.type == "range_clause":
            right = child(node, "right")
            type_ = self._resolver.type_of(file, right) if right is not None else None
            return type_ is not None and isinstance(self._resolver.underlying(type_), Chan)
        operator = child(node, "operator") if node.type == "unary_expression" else None
        return operator is not None and operator.type == "<-"

    def _can_fail(self, callee: Callee) -> bool:
        results = callee.signature.results if callee.signature is not None else ()
        return any(isinstance(each, Named) and each.qualified == "error" for each in results)


def is_from_outside(type_: Type) -> bool:
    """Whether a type is that of a context or of a request."""
    if isinstance(type_, Pointer):
        type_ = type_.element
    return isinstance(type_, Named) and type_.qualified in _OUTSIDE


def _serves_request(callee: Callee) -> bool:
    """Whether a function is given what a handler is given: `render func(c *gin.Context) []byte`."""
    given = callee.signature.params if callee.signature is not None else ()
    return is_request_handler(tuple(map(qualified_name, given)))
