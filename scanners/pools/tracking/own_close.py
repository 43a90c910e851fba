"""Close methods that put back their own receiver, and what keeps a second call of them from doing so again.

Whoever is handed a net.Conn or the body of an HTTP message closes it, and so does the one who has handed it over. Of
other types nobody but the owner may know that they can be closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, only, parts, walk
from scanners.golang.types import Named, Pointer, Type
from scanners.pools.objects.carriers import Path
from scanners.pools.objects.clearing import Clearings
from scanners.pools.tracking.closers import agrees
from scanners.pools.tracking.shared_memory import SharedMemory

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_BLOCKS: Final = frozenset({"block", "expression_case", "type_case", "default_case", "communication_case"})

_CONNECTION: Final = frozenset({"Read", "Write", "Close", "LocalAddr", "RemoteAddr", "SetDeadline"})
_MESSAGES: Final = frozenset({"net/http.Request", "net/http.Response"})
_BODY: Final = re.compile(rb"\.(Body)\s*=[^=]")


class OwnClose:
    """One such method, with the Put of `own`, its receiver."""

    def __init__(  # noqa: PLR0917 - a place, and where to ask about it
        self, resolver: Resolver, file: SourceFile, function: Node, memory: SharedMemory, own: Object, put: Node
    ) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._function: Final = function
        self._memory: Final = memory
        self._own: Final = own
        self._put: Final = put
        self._taken: Final = dict(self._taken_out())

    def runs_again(self) -> bool:
        """Whether a second call gets to the Put: nothing asks for a state of the receiver, nothing needed is nil."""
        before = (self._function.text or b"")[: self._put.start_byte - self._function.start_byte]
        return self._is_for_others() and not (agrees(before) or self._is_asked() or self._is_spent())

    def _is_for_others(self) -> bool:
        """Whether the receiver is a connection, or its package makes it the body of an HTTP message."""
        if self._resolver.method_names(self._own.type) >= _CONNECTION:
            return True
        package = self._resolver.program.package_of(self._file.path)
        for path in package.paths if package is not None else ():
            for match in _BODY.finditer(self._resolver.program.source.read(path)):
                file = package.file(path) if package is not None else self._file
                name = file.node_at(match.start(1), match.end(1))
                if name is not None and self._is_body(file, name):
                    return True
        return False

    def _is_body(self, file: SourceFile, name: Node) -> bool:
        """Whether a statement sets the field of this name to a value of the receiver's type."""
        selector = self._resolver.parent(file, name)
        operand = child(selector, "operand") if selector is not None else None
        listed = self._resolver.parent(file, selector) if selector is not None else None
        statement = self._resolver.parent(file, listed) if listed is not None else None
        right = child(statement, "right") if statement is not None else None
        values = parts(right) if right is not None else []
        if operand is None or len(values) != 1 or self._resolver.type_of(file, values[0]) != self._own.type:
            return False
        return _name_of(self._resolver.type_of(file, operand)) in _MESSAGES

    def _taken_out(self) -> Iterator[tuple[Object, str]]:
        """The variables that hold what was in a field: `conn := c.conn`."""
        for node in walk(self._function):
            if node.type == "short_var_declaration" and node.start_byte < self._put.start_byte:
                left, right = child(node, "left"), child(node, "right")
                target = self._memory.path(only(left) or left) if left is not None else None
                value = self._memory.path(only(right) or right) if right is not None else None
                if target is not None and value is not None and value.root is self._own and len(value.fields) == 1:
                    yield target.root, value.fields[0]

    def _field(self, path: Path) -> tuple[str, int] | None:
        """The field of the receiver that a path leads through, and how many selectors follow it."""
        if path.root is self._own and path.fields:
            return path.fields[0], len(path.fields) - 1
        return (self._taken[path.root], len(path.fields)) if path.root in self._taken else None

    def _is_asked(self) -> bool:
        """Whether a field decides about the Put."""
        for node in walk(self._function):
            condition = child(node, "condition") if node.type == "if_statement" else None
            if condition is None or condition.start_byte > self._put.start_byte:
                continue
            leaves = any(each.type == "return_statement" for each in walk(node))
            if leaves or node.end_byte >= self._put.end_byte:
                asked = map(self._field, self._named(condition))
                if any(each is not None and not each[1] for each in asked):
                    return True
        return False

    def _is_spent(self) -> bool:
        """Whether something before the Put looks behind a field that the method sets to nil: again, that panics."""
        clearings = Clearings(self._resolver).of(self._file, self._own)
        for node in walk(self._function) if clearings else ():
            path = self._memory.path(node) if node.type == "selector_expression" else None
            field = self._field(path) if path is not None and node.start_byte < self._put.start_byte else None
            if field is None or not field[1] or not self._always_runs(node):
                continue
            # A field that is promoted is cleared under its full name.
            if any(each.path[-1:] == (field[0],) or each.covers((field[0],)) for each in clearings):
                return True
        return False

    def _always_runs(self, node: Node) -> bool:
        """Whether a node stands in no block of its own."""
        blocks = 0
        around = self._resolver.parent(self._file, node)
        while around is not None and around.id != self._function.id:
            blocks += around.type in _BLOCKS
            around = self._resolver.parent(self._file, around)
        return blocks == 1

    def _named(self, node: Node) -> Iterator[Path]:
        """The variables and fields that an expression names, each as far as its selectors go."""
        path = self._memory.path(node)
        if path is not None:
            yield path
            return
        for each in node.children:
            yield from self._named(each)


def _name_of(type_: Type) -> str:
    held = type_.element if isinstance(type_, Pointer) else type_
    return held.qualified if isinstance(held, Named) else ""
