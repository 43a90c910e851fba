"""Slices that an object lends to its own methods, which hand them on and give them back.

    v.walk(node, v.path[:0])                                  // in the function that takes v
    func (v *visitor) walk(n *node, path []byte) {
        path = append(path, n.name...)
        v.path = path
        …
            v.walk(each, path)

What the field is set to is memory of the object, whoever has made it larger on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text
from scanners.golang.types import Slice
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.parameters import parameters
from scanners.pools.code.values import appends

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.objects.deeds import Touch

_MOST: Final = 40  # calls on the way of one parameter


class OwnMemory:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def is_given_back(self, touch: Touch, field: Field) -> bool:
        """Whether a slice is set to a parameter that comes from the same field wherever the function is called."""
        if not isinstance(self._resolver.underlying(field.type), Slice):
            return False
        seen: set[Object] = set()
        waiting = [(touch.value_file, touch.value)] if touch.value is not None else []
        found = False
        while waiting and len(waiting) < _MOST:
            file, value = waiting.pop()
            node = self._grown(file, value)
            if node.type == "selector_expression" and self._is_field(file, node, field):
                found = True
                continue
            parameter = self._resolver.object_of(file, node) if node.type == "identifier" else None
            if parameter is None or parameter.kind != "param":
                return False
            if parameter not in seen:
                seen.add(parameter)
                given = self._given(file, parameter)
                if given is None:
                    return False
                waiting += given
        return found and not waiting

    def _is_field(self, file: SourceFile, selector: Node, field: Field) -> bool:
        named = self._resolver.object_of_expression(file, selector)
        return named is not None and named is self._resolver.object_of_field(field)

    def _grown(self, file: SourceFile, value: Node) -> Node:
        """What a value is made of by cutting it and appending to it: `x` of `append(append(x[:0], a...), b)`."""
        node = base(value)
        while node.type in CALLS and (given := arguments(node)):
            if not appends(self._resolver.callee(file, node).qualified):
                break
            node = base(given[0])
        return node

    def _given(self, file: SourceFile, parameter: Object) -> list[tuple[SourceFile, Node]] | None:
        """What a parameter of an unexported function is given by its callers and set to; None where others may call."""
        function = parameter.function
        name = child(function, "name") if function is not None else None
        if function is None or name is None or text(name)[:1].isupper():
            return None
        place = next(
            (at for at, each in enumerate(parameters(self._resolver, file, function)) if each is parameter), None
        )
        found = [(file, value) for value in assigned_values(self._resolver, file, parameter)]
        for used_in, call in self._uses.calls(file, function):
            given = arguments(call)
            if place is None or place >= len(given):
                return None
            found.append((used_in, given[place]))
        return found
