"""Clients of a place that the request says: `sql.Open("mysql", form.DSN)` in a handler that tries what it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, text
from scanners.golang.types import Named, Pointer
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.parameters import parameters
from scanners.pools.code.targets import is_target

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_CONTEXT: Final = "context.Context"


def is_asked(resolver: Resolver, at: tuple[SourceFile, Node], calls: Iterable[tuple[SourceFile, Node]]) -> bool:
    """Whether what opens a client at a call is given something of the request.

    `calls` lead from there to the handler, innermost first: what one needs of its parameters the next has to give.
    """
    needed = _needed(resolver, *at, arguments(at[1]))
    for file, call in calls:
        given = arguments(call)
        needed = _needed(resolver, file, call, [given[each] for each in sorted(needed) if each < len(given)])
    return bool(needed)


def _needed(resolver: Resolver, file: SourceFile, call: Node, values: list[Node]) -> set[int]:
    """The parameters of the function around a call that values come from, by their places."""
    function = resolver.enclosing_function(file, call)
    if function is None:
        return set()
    found: dict[Object, None] = {}
    waiting = [each for value in values for each in _named(resolver, file, value)]
    while waiting:
        object_ = waiting.pop()
        if object_ not in found:
            found[object_] = None
            if object_.kind == "var":
                waiting += _sources(resolver, file, object_)
    named = parameters(resolver, file, function)
    return {place for place, each in enumerate(named) if each is not None and each in found}


def _sources(resolver: Resolver, file: SourceFile, variable: Object) -> Iterator[Object]:
    """What a variable or a field of it is set to, and what a call names that may fill it: `decode(r, &form)`."""
    for value in assigned_values(resolver, file, variable):
        yield from _named(resolver, file, value)
    for use in resolver.scopes.uses(file, variable):
        parent = resolver.parent(file, use)
        if parent is not None and parent.type == "selector_expression":
            listed = resolver.parent(file, parent)
            statement = resolver.parent(file, listed) if listed is not None else None
            is_set = statement is not None and is_target(resolver, file, parent)
            right = child(statement, "right") if statement is not None and is_set else None
            yield from _named(resolver, file, right) if right is not None else ()
        is_address = parent is not None and operator(parent) == "&"
        listed = resolver.parent(file, parent) if parent is not None and is_address else parent
        call = resolver.parent(file, listed) if listed is not None and listed.type == "argument_list" else None
        if call is not None and call.type in CALLS and (is_address or isinstance(variable.type, Pointer)):
            yield from _named(resolver, file, call)


def _named(resolver: Resolver, file: SourceFile, value: Node) -> Iterator[Object]:
    """The local variables that an expression names, but for contexts, which say when to stop and not where to go."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if _is_context(resolver, file, node):
            continue
        object_ = resolver.object_of(file, node) if node.type == "identifier" else None
        if object_ is not None and object_.is_local:
            yield object_
        waiting.extend(node.named_children)


def _is_context(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    if node.type not in {"identifier", *CALLS}:
        return False
    type_ = resolver.type_of(file, node)
    function = child(node, "function")
    is_asked_for = function is not None and text(child(function, "field") or function) in {"Context", "UserContext"}
    return is_asked_for or (isinstance(type_, Named) and type_.qualified == _CONTEXT)
