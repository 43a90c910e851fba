"""Functions that hand out an object together with a function literal that puts it back.

    func acquire() (*buffer, func()) {
        b := buffers.Get().(*buffer)
        return b, func() { buffers.Put(b) }
    }

Calling what came with the object is a Put of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, parts
from scanners.pools.code.objects_in_functions import names_of
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

    def calls(self, put: PoolSite) -> Iterator[PoolSite]:
        """The calls of what a function has returned beside an object, where that runs a Put of it."""
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
                yield from self._calls_after(used_in, call, object_, closure)

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
        objects = [place for place, each in enumerate(parts(listed)) if self._variable(file, each) is own]
        place = place_among(parts(listed), closure)
        return (objects[0], place) if len(objects) == 1 and place is not None else None

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
                function = self._resolver.enclosing_function(file, called)
                name = function_name(self._resolver, file, called)
                yield PoolSite("put", file, called, targets[object_], function, name, direct=False)

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
