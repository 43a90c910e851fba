"""Functions that hand out an object together with a function literal that puts it back.

    func acquire() (*buffer, func()) {
        b := buffers.Get().(*buffer)
        return b, func() { buffers.Put(b) }
    }

Calling what came with the object, or with a slice of it, is a Put of it; both may be fields of one struct.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, only, parts, text
from scanners.golang.types import Slice
from scanners.pools.code.objects_in_functions import base, is_returned, names_of
from scanners.pools.code.operands import addressed
from scanners.pools.code.targets import is_same, is_target, place_among
from scanners.pools.inventory.declarations import PoolSite
from scanners.pools.inventory.naming import function_name

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_ALWAYS: Final = frozenset({"expression_statement", "defer_statement"})


class ReleaseClosures:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def calls(self, put: PoolSite) -> Iterator[tuple[PoolSite, tuple[str, ...]]]:
        """The calls of what a function has returned beside an object, where that runs a Put of it.

        Each comes with the field of its value that holds the object, where that is a struct.
        """
        file, literal = put.file, put.function
        if literal is None or literal.type != "func_literal" or not always_runs(self._resolver, put, literal):
            return
        own, maker = self._variable(file, put.value), self._resolver.enclosing_function(file, literal)
        if own is None or maker is None or maker.type == "func_literal":
            return
        found = {places for each in self._names(file, literal) if (places := self._returned(file, own, each))}
        if len(found) == 1:
            object_, closure = found.pop()
            for used_in, call in self._uses.calls(file, maker):
                yield from ((site, ()) for site in self._calls_after(used_in, call, object_, closure))
        in_structs = {keys for each in self._names(file, literal) if (keys := self._in_struct(file, maker, own, each))}
        if len(in_structs) == 1:
            held, closing = in_structs.pop()
            for used_in, call in self._uses.calls(file, maker):
                yield from ((site, (held,)) for site in self._calls_of_field(used_in, call, closing))

    def _names(self, file: SourceFile, literal: Node) -> Iterator[Node]:
        """A literal, and where the only variable that it is given to is named."""
        yield literal
        for variable in names_of(self._resolver, file, literal):
            if self._is_local(file, variable):
                yield from self._resolver.scopes.uses(file, variable)

    def _returned(self, file: SourceFile, own: Object, closure: Node) -> tuple[int, int] | None:
        """The places of an object and of the closure that stands beside it in a return."""
        listed = self._resolver.parent(file, closure)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        if listed is None or statement is None or statement.type != "return_statement":
            return None
        objects = [place for place, each in enumerate(parts(listed)) if self._is_of(file, each, own)]
        place = place_among(parts(listed), closure)
        return (objects[0], place) if len(objects) == 1 and place is not None else None

    def _in_struct(self, file: SourceFile, maker: Node, own: Object, closure: Node) -> tuple[str, str] | None:
        """The keys of an object and of the closure that stands beside it in a struct that is returned."""
        keyed = self._resolver.parent(file, self._resolver.parent(file, closure) or closure)
        body = self._resolver.parent(file, keyed) if keyed is not None and keyed.type == "keyed_element" else None
        literal = self._resolver.parent(file, body) if body is not None else None
        if body is None or literal is None or literal.type != "composite_literal":
            return None
        keys: dict[bool, list[str]] = {True: [], False: []}  # by whether it is that of the closure
        for element in parts(body):
            key, value = child(element, "key"), child(element, "value")
            inner = (only(value) or value) if value is not None else None
            if key is not None and inner is not None:
                if is_same(closure, inner):
                    keys[True].append(text(key))
                elif self._variable(file, inner) is own:
                    keys[False].append(text(key))
        if not is_returned(self._resolver, file, maker, literal) or [len(each) for each in keys.values()] != [1, 1]:
            return None
        return keys[False][0], keys[True][0]

    def _calls_of_field(self, file: SourceFile, call: Node, field: str) -> Iterator[PoolSite]:
        """The calls of a field of the variable that a call gives its struct to."""
        for variable in names_of(self._resolver, file, call):
            for use in self._resolver.scopes.uses(file, variable) if self._is_local(file, variable) else ():
                selector = self._resolver.parent(file, use)
                called = self._resolver.parent(file, selector) if selector is not None else None
                name = child(selector, "field") if selector is not None else None
                if called is None or selector is None or name is None or text(name) != field:
                    continue
                if called.type in CALLS and is_same(child(called, "function"), selector):
                    yield self._site(file, called, use)

    def _site(self, file: SourceFile, called: Node, value: Node) -> PoolSite:
        function, name = self._resolver.enclosing_function(file, called), function_name(self._resolver, file, called)
        return PoolSite("put", file, called, value, function, name, direct=False)

    def _is_of(self, file: SourceFile, value: Node, own: Object) -> bool:
        """Whether a value is the object, or a slice that lies in its memory: `b`, `b.data[:n]`, `b.Bytes()`."""
        if self._variable(file, value) is own:
            return True
        node: Node | None = base(value)
        if not isinstance(self._resolver.underlying(self._resolver.type_of(file, value)), Slice):
            return False
        if node is not None and node.type in CALLS:
            callee = self._resolver.callee(file, node)
            node = callee.receiver if callee.qualified == "(*bytes.Buffer).Bytes" else None
        while node is not None and node.type == "selector_expression":
            node = child(node, "operand")
        return node is not None and self._variable(file, node) is own

    def _variable(self, file: SourceFile, value: Node | None) -> Object | None:
        node = addressed(value) if value is not None else None
        return self._resolver.object_of(file, node) if node is not None and node.type == "identifier" else None

    def _calls_after(self, file: SourceFile, call: Node, object_: int, closure: int) -> Iterator[PoolSite]:
        """The calls of the variable that a call gives the closure to; both variables are set there alone."""
        listed = self._resolver.parent(file, call)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        is_given = statement is not None and listed is not None and is_same(child(statement, "right"), listed)
        targets = parts(left) if left is not None and is_given else []
        if max(object_, closure) >= len(targets):
            return
        held, released = (self._variable(file, targets[place]) for place in (object_, closure))
        if held is None or released is None or not all(self._is_local(file, each) for each in (held, released)):
            return
        for use in self._resolver.scopes.uses(file, released):
            called = self._resolver.parent(file, use)
            if called is not None and called.type in CALLS and is_same(child(called, "function"), use):
                yield self._site(file, called, targets[object_])

    def _is_local(self, file: SourceFile, variable: Object) -> bool:
        """Whether a variable of the function keeps what it is given first."""
        targets = [use for use in self._resolver.scopes.uses(file, variable) if is_target(self._resolver, file, use)]
        return variable.is_local and variable.kind == "var" and len(targets) == 1


def always_runs(resolver: Resolver, put: PoolSite, literal: Node) -> bool:
    """Whether a literal has the Put as a statement of its own, and takes nothing that could decide about it."""
    statement = resolver.parent(put.file, put.call)
    block = resolver.parent(put.file, statement) if statement is not None else None
    body = resolver.parent(put.file, block) if block is not None and block.type == "statement_list" else block
    declared = child(literal, "parameters")
    if statement is None or statement.type not in _ALWAYS or body is None:
        return False
    return is_same(child(literal, "body"), body) and (declared is None or not parts(declared))
