"""Function literals that put an object back and that a Close runs: called again, it puts the object back again.

    return &body{reader, func() { buffers.Put(b) }}

    func (b *body) Close() error { b.done(); return nil }

The literal may stand in the struct, be handed to the function that makes it, or be of a type that is its own Close.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, parts, text
from scanners.golang.types import Signature, Struct, Type
from scanners.pools.code.objects_in_functions import is_returned
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.targets import is_target, place_among
from scanners.pools.tracking.closers import STREAM, agrees, is_closer
from scanners.pools.tracking.forces import Force
from scanners.pools.tracking.release_closures import always_runs

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.releases import Release

_DECIDES: Final = frozenset({"if_statement", "expression_switch_statement", "select_statement", "for_statement"})


class ClosingClosures:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def runs_again(self, release: Release) -> bool:
        """Whether a Put stands in a function literal that a Close runs each time that it is called."""
        site = release.site
        file, literal = site.file, site.function
        if literal is None or literal.type != "func_literal" or release.force is not Force.ALWAYS:
            return False
        if not always_runs(self._resolver, site, literal) or not self._keeps(file, literal, release.value):
            return False
        return not _may_end(literal, site.call) and self._is_closed(file, literal)

    def _keeps(self, file: SourceFile, literal: Node, value: Node) -> bool:
        """Whether the literal puts back a variable from outside, and goes on naming the object with it."""
        node = addressed(value)
        own = self._resolver.object_of(file, node) if node.type == "identifier" else None
        if own is None or not own.is_local or own.identifier is None or _is_in(own.identifier, literal):
            return False
        uses = self._resolver.scopes.uses(file, own)
        return not any(_is_in(use, literal) and is_target(self._resolver, file, use) for use in uses)

    def _is_closed(self, file: SourceFile, literal: Node) -> bool:
        listed = self._resolver.parent(file, literal)
        call = self._resolver.parent(file, listed) if listed is not None else None
        if call is None or call.type not in CALLS:
            return self._is_run_by_close(file, literal)
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion" and callee.type is not None:
            around = self._around(file, call)
            return self._is_own_close(callee.type) and around is not None and self._is_stream(file, around)
        place = place_among(arguments(call), literal)
        if callee.declaration is None or callee.declaration.package.is_knowledge or place is None:
            return False
        made_in, maker = callee.declaration.file, callee.declaration.node
        taken = parameters(self._resolver, made_in, maker)
        given = taken[place] if place < len(taken) else None
        uses = self._resolver.scopes.uses(made_in, given) if given is not None else ()
        return any(self._is_run_by_close(made_in, use) for use in uses if self._is_returned(made_in, maker, use))

    def _is_returned(self, file: SourceFile, maker: Node, value: Node) -> bool:
        literal = self._around(file, value)
        return literal is not None and is_returned(self._resolver, file, maker, literal)

    def _is_stream(self, file: SourceFile, literal: Node) -> bool:
        """Whether a struct can be closed, and is made with what it reads or writes: others only their makers close."""
        names = self._resolver.method_names(self._resolver.type_of(file, literal))
        body = child(literal, "body")
        given = [child(each, "value") or each for each in parts(body)] if body is not None else []
        types = [self._resolver.type_of(file, only(each) or each) for each in given]
        return "Close" in names and any(not STREAM.isdisjoint(self._resolver.method_names(each)) for each in types)

    def _around(self, file: SourceFile, value: Node) -> Node | None:
        """The composite literal of which a value is an element."""
        node: Node | None = value
        while node is not None and node.type in {"literal_element", "keyed_element", "literal_value", value.type}:
            node = self._resolver.parent(file, node)
        return node if node is not None and node.type == "composite_literal" else None

    def _is_own_close(self, type_: Type) -> bool:
        """Whether a type is a function that its Close runs: `func (f closer) Close() error { return f() }`."""
        method = self._resolver.method(type_, "Close")
        if method is None or method.declaration is None or not isinstance(self._resolver.underlying(type_), Signature):
            return False
        file, node = method.declaration.file, method.declaration.node
        own = receiver(self._resolver, file, node)
        return any(self._resolver.callee(file, call).object is own for call in self._calls_each_time(node))

    def _is_run_by_close(self, file: SourceFile, value: Node) -> bool:
        """Whether a value is given to a field that the Close of its struct calls each time."""
        literal = self._around(file, value)
        field = self._field(file, literal, value) if literal is not None else None
        if literal is None or field is None or not self._is_stream(file, literal):
            return False
        method = self._resolver.method(self._resolver.type_of(file, literal), "Close")
        close = method.declaration if method is not None else None
        if close is None or close.package.is_knowledge or not is_closer(self._resolver, close.file, close.node):
            return False
        if any(self._is_field(close.file, use, field) for use in self._targets(close.node)):
            return False
        return any(
            self._resolver.callee(close.file, call).object is field for call in self._calls_each_time(close.node)
        )

    def _field(self, file: SourceFile, literal: Node, value: Node) -> Object | None:
        body, meant = child(literal, "body"), self._resolver.underlying(self._resolver.type_of(file, literal))
        if body is None or not isinstance(meant, Struct):
            return None
        for place, element in enumerate(parts(body)):
            if not _is_in(value, element):
                continue
            key = child(element, "key") if element.type == "keyed_element" else None
            if key is not None:
                return self._resolver.key_of_struct(file, body, text(key))[0]
            return self._resolver.object_of_field(meant.fields[place]) if place < len(meant.fields) else None
        return None

    def _targets(self, method: Node) -> Iterator[Node]:
        for statement in find(method, "assignment_statement"):
            left = child(statement, "left")
            yield from parts(left) if left is not None else ()

    def _is_field(self, file: SourceFile, node: Node, field: Object) -> bool:
        return self._resolver.object_of_expression(file, node) is field

    def _calls_each_time(self, method: Node) -> Iterator[Node]:
        """The calls that a method makes whenever it is called, as far as its statements tell."""
        for call in find(method, "call_expression"):
            if not _may_end(method, call) and all(not _is_in(call, each) for each in find(method, *_DECIDES)):
                yield call


def _may_end(function: Node, call: Node) -> bool:
    """Whether a function may return before a call, or by its words sees to it that this runs once."""
    before = (function.text or b"")[: call.start_byte - function.start_byte]
    returns = find(function, "return_statement")
    return agrees(before) or any(each.end_byte <= call.start_byte for each in returns)


def _is_in(node: Node, around: Node) -> bool:
    return around.start_byte <= node.start_byte < around.end_byte
