"""Where an object comes from: the calls that make it or what it is made of, through variables and constructors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.pools.declarations import Function
from scanners.pools.elements import returned_values
from scanners.pools.naming import function_of_declaration
from scanners.pools.objects_in_functions import assigned_values, base
from scanners.pools.parameters import receiver
from scanners.pools.resource_types import is_resource
from scanners.pools.targets import is_same, place_among

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver
    from scanners.golang.scopes import Object

_DEEPEST: Final = 6  # New calls newClient calls connect calls dial …


@dataclass(frozen=True)
class Origin:
    """A call that an object comes from, and the calls of constructors on the way to it, outermost first."""

    file: SourceFile
    call: Node
    callee: Callee
    way: tuple[tuple[SourceFile, Node, str], ...] = ()


class Origins:
    """Follows one object back. `keeps` says whether a field of the first variable still holds what was assigned."""

    def __init__(self, resolver: Resolver, keeps: Callable[[str], bool] = lambda _field: True) -> None:
        self._resolver: Final = resolver
        self._keeps: Final = keeps
        self._seen: Final[set[int]] = set()

    def of_function(self, function: Function) -> Iterator[Origin]:
        """Where what a function returns comes from."""
        for file, value in returned_values(self._resolver, function):
            yield from self.of_value(file, value, ())

    def of_value(
        self, file: SourceFile, value: Node, way: tuple[tuple[SourceFile, Node, str], ...] = ()
    ) -> Iterator[Origin]:
        """Where an expression comes from."""
        node = base(value)
        if node.id in self._seen or len(way) > _DEEPEST:
            return
        self._seen.add(node.id)
        if node.type in CALLS:
            yield from self._of_call(file, node, way)
        elif node.type == "composite_literal":
            body = child(node, "body")
            for element in parts(body) if body is not None else []:
                given = child(element, "value") if element.type == "keyed_element" else element
                for inner in parts(given) if given is not None else []:
                    yield from self.of_value(file, inner, way)
        elif node.type == "identifier":
            object_ = self._resolver.object_of(file, node)
            if object_ is not None and object_.kind in {"var", "result"} and object_.is_local:
                yield from self._of_variable(file, object_, way)

    def _of_call(self, file: SourceFile, call: Node, way: tuple[tuple[SourceFile, Node, str], ...]) -> Iterator[Origin]:
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion":
            for given in arguments(call):
                yield from self.of_value(file, given, way)
            return
        yield Origin(file, call, callee, way)
        declaration = callee.declaration
        if declaration is None or declaration.package.is_knowledge:
            return
        function = function_of_declaration(declaration)
        longer = (*way, (file, call, function.name))
        for inner_file, value in returned_values(self._resolver, function):
            yield from self.of_value(inner_file, value, longer)
        for given in arguments(call):  # a constructor keeps the connection that it is given
            if is_resource(self._resolver, self._resolver.type_of(file, given)):
                yield from self.of_value(file, given, way)

    def _of_variable(
        self, file: SourceFile, object_: Object, way: tuple[tuple[SourceFile, Node, str], ...]
    ) -> Iterator[Origin]:
        for value in assigned_values(self._resolver, file, object_):
            yield from self.of_value(file, value, way)
        for use in self._resolver.scopes.uses(file, object_):
            selector = self._resolver.parent(file, use)
            selected = (
                child(selector, "field") if selector is not None and selector.type == "selector_expression" else None
            )
            if selector is None or selected is None or not is_same(child(selector, "operand"), use):
                continue
            parent = self._resolver.parent(file, selector)
            if parent is not None and parent.type == "call_expression" and is_same(child(parent, "function"), selector):
                yield from self._of_method(file, parent, way)
            elif parent is not None and (way or self._keeps(text(selected))):
                given = _assigned(self._resolver, file, parent, selector)
                yield from self.of_value(file, given, way) if given is not None else ()

    def _of_method(
        self, file: SourceFile, call: Node, way: tuple[tuple[SourceFile, Node, str], ...]
    ) -> Iterator[Origin]:
        """What a method such as `c.connect()` assigns to fields of its receiver."""
        declaration = self._resolver.callee(file, call).declaration
        if declaration is None or declaration.kind != "method" or declaration.package.is_knowledge:
            return
        if call.id in self._seen:
            return
        self._seen.add(call.id)
        own = receiver(self._resolver, declaration.file, declaration.node)
        if own is None:
            return
        function = function_of_declaration(declaration)
        longer = (*way, (file, call, function.name))
        for use in self._resolver.scopes.uses(declaration.file, own):
            selector = self._resolver.parent(declaration.file, use)
            parent = self._resolver.parent(declaration.file, selector) if selector is not None else None
            if selector is None or parent is None or selector.type != "selector_expression":
                continue
            name = child(selector, "field")
            if name is None or not (way or self._keeps(text(name))):
                continue
            if (value := _assigned(self._resolver, declaration.file, parent, selector)) is not None:
                yield from self.of_value(declaration.file, value, longer)


def _assigned(resolver: Resolver, file: SourceFile, left: Node, target: Node) -> Node | None:
    """The value that `x.f` is set to where it stands on the left of an assignment; of a call, its first result."""
    statement = resolver.parent(file, left) if left.type == "expression_list" else None
    if statement is None or statement.type != "assignment_statement" or not is_same(child(statement, "left"), left):
        return None
    right = child(statement, "right")
    values = parts(right) if right is not None else []
    index = place_among(parts(left), target)
    return values[index] if index is not None and index < len(values) else None
