"""Which calls give what is written to a container."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.concurrency.locks import Locks
from scanners.concurrency.slow_calls import SlowCalls, is_from_outside
from scanners.concurrency.touches import Touch
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, parts, walk
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 3  # an entry is made of rows, which are made of an answer


class Loads:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._slow: Final = SlowCalls(resolver)

    def of(self, file: SourceFile, write: Touch, lookup: Node) -> Node | None:
        """The slow call that gives what is written; it may be that which writes as well: `return c.fill(ctx, k)`."""
        if write.write is None:
            return None
        loads = [each for each in self._giving(file, write.write) if each.start_byte >= lookup.end_byte]
        load = next((each for each in loads if self._slow.is_slow(file, each)), None)
        if load is None and write.inner is not None and self._is_loaded_inside(*write.inner):
            return write.node
        return load

    def _is_loaded_inside(self, file: SourceFile, write: Node) -> bool:
        """Whether the function that writes loads as well, with no lock held."""
        function = self._resolver.enclosing_function(file, write)
        locks = Locks(self._resolver, file, function) if function is not None else None
        return locks is not None and any(
            self._slow.is_slow(file, each) and not locks.is_held(each) for each in self._giving(file, write)
        )

    def _giving(self, file: SourceFile, write: Node) -> Iterator[Node]:
        """The calls in the write itself, and those whose results it is made of."""
        right = child(write, "right") if write.type not in CALLS else None
        values = parts(right) if right is not None else arguments(write)
        seen: set[Object] = set()
        for value in values:
            yield from self._making(file, value, write, seen, 0)

    def _making(self, file: SourceFile, value: Node, write: Node, seen: set[Object], depth: int) -> Iterator[Node]:
        """The calls that a value is made of, in it or by way of the variables that it names."""
        for node in walk(value):
            if node.type in CALLS:
                yield node
            object_ = self._resolver.object_of(file, node) if node.type == "identifier" else None
            if object_ is None or object_ in seen or not self._is_made_here(object_):
                continue
            seen.add(object_)
            for given in (*assigned_values(self._resolver, file, object_), *self._put_into(file, object_)):
                if given.end_byte >= write.start_byte:
                    continue
                if depth < _DEEPEST:
                    yield from self._making(file, given, write, seen, depth + 1)
                elif given.type in CALLS:
                    yield given
            yield from self._filling(file, object_, write)

    def _is_made_here(self, object_: Object) -> bool:
        """Whether it is a variable of the function, and no context: what a context is made of loads nothing."""
        is_variable = object_.is_local and object_.kind in {"var", "result"}
        return is_variable and not is_from_outside(object_.type)

    def _put_into(self, file: SourceFile, variable: Object) -> Iterator[Node]:
        """What the fields of a variable are set to: `entry.rows = append(entry.rows, row)`."""
        for use in self._resolver.scopes.uses(file, variable):
            selector = self._resolver.parent(file, use)
            if selector is None or selector.type != "selector_expression":
                continue
            listed = self._resolver.parent(file, selector)
            statement = self._resolver.parent(file, listed) if listed is not None else None
            right = child(statement, "right") if statement is not None else None
            is_set = statement is not None and listed is not None and is_same(child(statement, "left"), listed)
            if right is not None and is_set and is_same(child(selector, "operand"), use):
                yield from parts(right)

    def _filling(self, file: SourceFile, variable: Object, write: Node) -> Iterator[Node]:
        """The calls that a variable is handed to by its address before it is written: `row.Scan(&v)`."""
        for use in self._resolver.scopes.uses(file, variable):
            address = self._resolver.parent(file, use)
            listed = self._resolver.parent(file, address) if address is not None else None
            call = self._resolver.parent(file, listed) if listed is not None else None
            if address is None or call is None or call.type not in CALLS or operator(address) != "&":
                continue
            if call.end_byte < write.start_byte:
                yield from (each for each in walk(call) if each.type in CALLS)
