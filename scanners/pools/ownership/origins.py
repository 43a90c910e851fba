"""Where an object comes from: the calls that make it or what it is made of, through variables and constructors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, parts, text
from scanners.golang.types import Interface
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.switches import LITERALS, is_left_out
from scanners.pools.code.targets import field_or_literal, is_same, place_among
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned_values, settled
from scanners.pools.inventory.naming import function_of, function_of_declaration
from scanners.pools.ownership.resource_types import is_resource, resources

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee, Resolver
    from scanners.golang.types import Type
    from scanners.pools.inventory.uses import Uses

_DEEPEST: Final = 6  # New calls newClient calls connect calls dial …
_LONGEST: Final = 60  # variables and literals inside one another; each step costs three Python frames
_MOST: Final = 1_000  # values that one object can come from
Call = tuple[SourceFile, Node, str]


@dataclass(frozen=True)
class Origin:
    """A call that an object comes from, and the calls of constructors on the way to it, outermost first."""

    file: SourceFile
    call: Node
    callee: Callee
    way: tuple[Call, ...] = ()


@dataclass(frozen=True)
class _Frame:
    """The function that is followed: its node, the calls that lead into it, and what its parameters are bound to."""

    file: SourceFile
    inside: Node
    way: tuple[Call, ...] = ()
    bound: Mapping[Object, tuple[Node, _Frame]] = field(default_factory=dict)
    steps: int = 0


class Origins:
    """Follows one object back through the variables of the functions that make it.

    What a function captures from outside, or what a method of something else does, is no origin: the object does not
    come from there.
    """

    def __init__(
        self, resolver: Resolver, is_followed: Callable[[Type], bool] | None = None, uses: Uses | None = None
    ) -> None:
        """`is_followed` says of the types of fields whether what they are set to counts; those with resources do.

        `uses` finds what callers give for parameters that are called: `New: func() any { return make() }`.
        """
        self._resolver: Final = resolver
        self._is_followed: Final = is_followed or self._has_resource
        self._uses: Final = uses
        self._seen: Final[set[tuple[int, tuple[int, ...]]]] = set()

    def of_function(self, function: Function) -> Iterator[Origin]:
        """Where what a function returns comes from."""
        frame = _Frame(function.file, function.node)
        for file, value in returned_values(self._resolver, function):
            yield from self._of_value(value, replace(frame, file=file))

    def of_value(self, file: SourceFile, value: Node) -> Iterator[Origin]:
        """Where an expression comes from."""
        yield from self._of_value(value, _Frame(file, file.tree_at(value.start_byte)))

    def _of_value(self, value: Node, frame: _Frame) -> Iterator[Origin]:
        node = base(value)
        key = (node.id, tuple(call.id for _, call, _ in frame.way))
        if key in self._seen or len(frame.way) > _DEEPEST or frame.steps > _LONGEST or len(self._seen) > _MOST:
            return
        self._seen.add(key)
        frame = replace(frame, steps=frame.steps + 1)
        if node.type in CALLS:
            yield from self._of_call(node, frame)
        elif node.type == "composite_literal":
            yield from self._of_literal(node, frame)
        elif node.type == "identifier":
            yield from self._of_identifier(node, frame)

    def _of_identifier(self, node: Node, frame: _Frame) -> Iterator[Origin]:
        object_ = self._resolver.object_of(frame.file, node)
        if object_ is None or object_.identifier is None:
            return
        if object_ in frame.bound:
            given, outer = frame.bound[object_]
            yield from self._of_value(given, outer)
        elif object_.is_local and frame.inside.start_byte <= object_.identifier.start_byte < frame.inside.end_byte:
            for value in assigned_values(self._resolver, frame.file, object_):
                yield from self._of_value(value, frame)
            yield from self._of_parts(object_, frame)

    def _of_call(self, call: Node, frame: _Frame) -> Iterator[Origin]:
        callee = self._resolver.callee(frame.file, call)
        if callee.kind == "conversion":
            for given in arguments(call):
                yield from self._of_value(given, frame)
            return
        if callee.kind == "value" and callee.object is not None and callee.object.kind == "param":
            yield from self._of_callback(call, callee.object, frame)
        yield Origin(frame.file, call, callee, frame.way)
        declaration = callee.declaration
        if declaration is None or declaration.package.is_knowledge:
            yield from self._of_inner(call, frame)
            return
        inner = self._enter(call, declaration, frame)
        for file, value in returned_values(self._resolver, function_of_declaration(declaration)):
            if not is_left_out(self._resolver, file, value, partial(_literal, inner)):
                yield from self._of_value(value, replace(inner, file=file))

    def _of_inner(self, call: Node, frame: _Frame) -> Iterator[Origin]:
        """What a resource is made of by a function that is not at hand: the connection of `rpc.NewClient(conn)`."""
        if not is_resource(self._resolver, settled(self._resolver.type_of(frame.file, call))):
            return
        for given in arguments(call):
            for node in find(given, "identifier"):
                if is_resource(self._resolver, self._resolver.type_of(frame.file, node)):
                    yield from self._of_value(node, frame)

    def _of_callback(self, call: Node, parameter: Object, frame: _Frame) -> Iterator[Origin]:
        """What the functions return that are given for a parameter."""
        if parameter in frame.bound:
            given, outer = frame.bound[parameter]
            yield from self._of_result(call, outer.file, given, frame)
        elif self._uses is not None and parameter.function is not None and parameter.file is not None:
            declared = parameters(self._resolver, parameter.file, parameter.function)
            for file, caller in self._uses.calls(parameter.file, parameter.function):
                for each, given in zip(declared, arguments(caller), strict=False):
                    if each is parameter:
                        yield from self._of_result(call, file, given, frame)

    def _of_result(self, call: Node, file: SourceFile, value: Node, frame: _Frame) -> Iterator[Origin]:
        """What a function literal, or a function that is named, returns."""
        object_ = self._resolver.object_of_expression(file, value) if value.type != "func_literal" else None
        if value.type == "func_literal":
            function = function_of(self._resolver, file, value)
        elif object_ is not None and object_.declared is not None and object_.declared.kind in {"func", "method"}:
            function = function_of_declaration(object_.declared)
        else:
            return
        way = (*frame.way, (frame.file, call, function.name))
        for each, returned in returned_values(self._resolver, function):
            yield from self._of_value(returned, _Frame(each, function.node, way, {}, frame.steps))

    def _enter(self, call: Node, declaration: Declaration, frame: _Frame) -> _Frame:
        """The frame of a called function, its parameters bound to the arguments."""
        function = function_of_declaration(declaration)
        declared = parameters(self._resolver, function.file, function.node)
        bound = {
            parameter: (given, frame)
            for parameter, given in zip(declared, arguments(call), strict=False)
            if parameter is not None
        }
        way = (*frame.way, (frame.file, call, function.name))
        return _Frame(function.file, function.node, way, bound, frame.steps)

    def _of_literal(self, literal: Node, frame: _Frame) -> Iterator[Origin]:
        """The values of those fields and elements whose type is followed."""
        body = child(literal, "body")
        for element in parts(body) if body is not None else []:
            given = child(element, "value") if element.type == "keyed_element" else element
            if given is None:
                continue
            target = field_or_literal(self._resolver, frame.file, given)
            for inner in parts(given):
                if target is None or isinstance(target, Node) or self._may_hold(target.type, frame.file, inner):
                    yield from self._of_value(inner, frame)

    def _may_hold(self, type_: Type, file: SourceFile, value: Node) -> bool:
        """Whether what a field is set to is followed: by its type, or behind an interface by that of the value."""
        if self._is_followed(type_):
            return True
        given = self._resolver.type_of(file, value)
        return isinstance(self._resolver.underlying(type_), Interface) and given != type_ and self._is_followed(given)

    def _has_resource(self, type_: Type) -> bool:
        return next(resources(self._resolver, type_), None) is not None

    def _of_parts(self, object_: Object, frame: _Frame) -> Iterator[Origin]:
        """What `x.f = …` stores in it, and what its methods such as `x.connect()` do."""
        for use in self._resolver.scopes.uses(frame.file, object_):
            selector = self._resolver.parent(frame.file, use)
            if (
                selector is None
                or selector.type != "selector_expression"
                or not is_same(child(selector, "operand"), use)
            ):
                continue
            parent = self._resolver.parent(frame.file, selector)
            if parent is not None and parent.type == "call_expression" and is_same(child(parent, "function"), selector):
                yield from self._of_method(parent, frame)
                continue
            while parent is not None and parent.type == "selector_expression":  # `x.f.g = …`
                selector, parent = parent, self._resolver.parent(frame.file, parent)
            if parent is None:
                continue
            name = child(selector, "field")
            stored = self._resolver.object_of(frame.file, name) if name is not None else None
            value = _assigned(self._resolver, frame.file, parent, selector)
            if value is not None and stored is not None and self._may_hold(stored.type, frame.file, value):
                yield from self._of_value(value, frame)

    def _of_method(self, call: Node, frame: _Frame) -> Iterator[Origin]:
        """What a method stores in its receiver; each is looked at once, since methods call one another."""
        declaration = self._resolver.callee(frame.file, call).declaration
        if declaration is None or declaration.kind != "method" or declaration.package.is_knowledge:
            return
        key = (declaration.node.id, ())
        if key in self._seen:
            return
        self._seen.add(key)
        own = receiver(self._resolver, declaration.file, declaration.node)
        if own is not None and len(frame.way) < _DEEPEST:
            yield from self._of_parts(own, self._enter(call, declaration, frame))


def _literal(frame: _Frame, parameter: Object) -> str | None:
    """What a parameter is given in every case; None where that is no literal."""
    given, _ = frame.bound.get(parameter, (None, None))
    return text(given) if given is not None and given.type in LITERALS else None


def _assigned(resolver: Resolver, file: SourceFile, left: Node, target: Node) -> Node | None:
    """The value that `x.f` is set to where it stands on the left of an assignment; of a call, its first result."""
    statement = resolver.parent(file, left) if left.type == "expression_list" else None
    if statement is None or statement.type != "assignment_statement" or not is_same(child(statement, "left"), left):
        return None
    right = child(statement, "right")
    values = parts(right) if right is not None else []
    index = place_among(parts(left), target)
    return values[index] if index is not None and index < len(values) else None
