"""What New can give in place of an object: nil itself, or a pointer that is nil, which passes every assertion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, find, text
from scanners.golang.types import Interface, Pointer, Type
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.inventory.assertions import given_to, is_compared_with_nil
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 3  # New calls a constructor that calls a constructor …


def gives_nil(resolver: Resolver, function: Function, depth: int = 0) -> bool:
    """Whether a function returns nil first, or what a function with an interface for a result does."""
    for file, value in _first_values(resolver, function):
        if value.type == "nil":
            return True
        called = _called(resolver, file, value) if depth < _DEEPEST else None
        if called is None or not isinstance(resolver.underlying(called[1]), Interface):
            continue
        if gives_nil(resolver, called[0], depth + 1):
            return True
    return False


def nil_pointer_of(resolver: Resolver, function: Function) -> Type | None:
    """The type of a pointer that a function gives and that may be nil.

    What it calls returns nil, and says no more or also gives an error, which nobody looks at; or nil is made one.
    """
    for file, value in _first_values(resolver, function):
        if [each.type for each in arguments(value)] == ["nil"] and resolver.callee(file, value).kind == "conversion":
            type_ = resolver.type_of(file, value)  # `(*T)(nil)`
            if isinstance(type_, Pointer):
                return type_
        for call in _calls(resolver, file, value):
            called = _called(resolver, file, call)
            if called is not None and isinstance(called[1], Pointer) and _returns_nil(resolver, called[0]):
                return called[1]
    return None


def _calls(resolver: Resolver, file: SourceFile, value: Node) -> Iterator[Node]:
    """The call that a value is where that has no other result, or that gives it to a variable and an error to `_`."""
    if value.type in CALLS:
        yield value
    object_ = resolver.object_of(file, value) if value.type == "identifier" else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return
    if is_compared_with_nil(resolver, file, object_):
        return
    given = list(assigned_values(resolver, file, object_))
    if len(given) == 1 and given[0].type in CALLS:
        names = given_to(resolver, file, given[0])
        if all(text(each) == "_" for each in names[1:]) and not _was_tried(resolver, file, given[0]):
            yield given[0]


def _was_tried(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether a function around has made the same call before the pool, and looked at its error."""
    function = resolver.enclosing_function(file, call)
    around = resolver.enclosing_function(file, function) if function is not None else None
    if around is None or function is None:
        return False
    before = (each for each in find(around, *CALLS) if each.end_byte <= function.start_byte)
    same = (given_to(resolver, file, each) for each in before if text(each) == text(call))
    return any(names and text(names[-1]) != "_" for names in same)


def _called(resolver: Resolver, file: SourceFile, value: Node) -> tuple[Function, Type] | None:
    """The function of the program that a call calls, and its first result."""
    callee = resolver.callee(file, value) if value.type in CALLS else None
    declared = callee.declaration if callee is not None else None
    if callee is None or declared is None or declared.package.is_knowledge:
        return None
    results = callee.signature.results if callee.signature is not None else ()
    return (Function(declared.file, declared.node, declared.name), results[0]) if results else None


def _returns_nil(resolver: Resolver, function: Function) -> bool:
    return any(value.type == "nil" for _, value in _first_values(resolver, function))


def _first_values(resolver: Resolver, function: Function) -> Iterator[tuple[SourceFile, Node]]:
    """What a function returns first."""
    yield from ((function.file, values[0]) for values in returned(resolver, function))
