"""Goroutines that are started for an object while it is made, and that live as long as nobody ends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, walk
from scanners.golang.types import Basic
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.parameters import receiver, results
from scanners.pools.inventory.elements import returned_values
from scanners.pools.inventory.naming import function_of_declaration
from scanners.pools.ownership.origins import Call, Origin, Origins

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import Function, PoolDeclaration
    from scanners.pools.inventory.uses import Uses

_MOST: Final = 60  # variables that one result is made of
_OWN: Final = frozenset({"var", "result"})


@dataclass(frozen=True, slots=True)
class Start:
    """A `go` statement in the function of this name, and the calls that lead to that function, outermost first."""

    file: SourceFile
    node: Node
    function: str
    way: tuple[Call, ...] = ()


def starts(resolver: Resolver, uses: Uses, pool: PoolDeclaration) -> Iterator[Start]:
    """Those in New, in the constructors that it calls, and in those of what is put in."""
    left_out = {site.function.id for site in pool.gets if site.function is not None}  # and what was looked at
    for new in pool.new:
        yield from _in_function(resolver, new, ())
        for origin in Origins(resolver, lambda type_: not isinstance(type_, Basic), uses).of_function(new):
            yield from _in_constructor(resolver, origin, left_out)
    for site in pool.puts:
        # What users set fields to is not the object's: only what made the object itself counts.
        origins = Origins(resolver, lambda _: False)
        for origin in origins.of_value(site.file, site.value) if site.value is not None else ():
            yield from _in_constructor(resolver, origin, left_out)


def _in_constructor(resolver: Resolver, origin: Origin, left_out: set[int]) -> Iterator[Start]:
    """Those in a function at hand that an object comes from, unless it takes it out of the pool."""
    made_by = origin.callee.declaration
    if made_by is None or made_by.package.is_knowledge or made_by.kind not in {"func", "method"}:
        return
    if made_by.node.id not in left_out:
        left_out.add(made_by.node.id)
        function = function_of_declaration(made_by)
        yield from _in_function(resolver, function, (*origin.way, (origin.file, origin.call, function.name)))


def _in_function(resolver: Resolver, function: Function, way: tuple[Call, ...]) -> Iterator[Start]:
    """Those with what the function returns, in its own body or in a method that it calls on it."""
    if function.body is None:
        return
    own = _own(resolver, function)
    for node in walk(function.body):
        if not _mentions(resolver, function.file, node, own):
            continue
        around = resolver.enclosing_function(function.file, node)
        if around is None or around.id != function.node.id:
            continue
        if node.type == "go_statement":
            yield Start(function.file, node, function.name, way)
        else:
            yield from _in_method(resolver, function, node, way)


def _in_method(resolver: Resolver, function: Function, call: Node, way: tuple[Call, ...]) -> Iterator[Start]:
    callee = resolver.callee(function.file, call)
    declaration = callee.declaration
    if declaration is None or declaration.kind != "method" or declaration.package.is_knowledge:
        return
    method = function_of_declaration(declaration)
    own = receiver(resolver, method.file, method.node)
    if own is None or method.body is None:
        return
    for node in walk(method.body):
        if node.type == "go_statement" and _mentions(resolver, method.file, node, {own}):
            around = resolver.enclosing_function(method.file, node)
            if around is not None and around.id == method.node.id:
                yield Start(method.file, node, method.name, (*way, (function.file, call, method.name)))


def _mentions(resolver: Resolver, file: SourceFile, node: Node, own: set[Object]) -> bool:
    """Whether a `go` statement has one of the variables, or a call is of a method of one."""
    if node.type == "go_statement":
        found = (resolver.object_of(file, each) for each in walk(node) if each.type == "identifier")
        return any(each in own for each in found)
    function = child(node, "function") if node.type in CALLS else None
    operand = child(function, "operand") if function is not None and function.type == "selector_expression" else None
    return operand is not None and operand.type == "identifier" and resolver.object_of(file, operand) in own


def _own(resolver: Resolver, function: Function) -> set[Object]:
    """The local variables that a function returns, and those that they are made of."""
    own = {each for each in results(resolver, function.file, function.node) if each is not None}
    waiting = [value for file, value in returned_values(resolver, function) if file is function.file]
    while waiting and len(own) < _MOST:
        for node in walk(waiting.pop()):
            object_ = resolver.object_of(function.file, node) if node.type == "identifier" else None
            if object_ is not None and object_.is_local and object_.kind in _OWN and object_ not in own:
                own.add(object_)
                waiting += assigned_values(resolver, function.file, object_)
    return own
