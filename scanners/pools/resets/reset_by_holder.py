"""Objects in a field of a struct that are reset through it.

By a method of the struct, `func (w *T) free() { w.buf.Reset() }`; by a function that is given it next to where it is
made; by a method that it has from the object, which is embedded. What another package does with a buffer that its
options ask for is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, text
from scanners.golang.types import Interface, Named, Pointer
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.contents import reset_names

if TYPE_CHECKING:
    from scanners.golang.declarations import Declaration
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type


def is_reset_by_holder(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is stored, in a literal, in a field that is reset through the struct.

    Who calls a method that does so and when is not followed.
    """
    element = resolver.parent(file, value)
    if element is not None and element.type == "literal_element":
        element = resolver.parent(file, element)
    key = child(element, "key") if element is not None and element.type == "keyed_element" else None
    listed = resolver.parent(file, element) if element is not None and key is not None else None
    literal = resolver.parent(file, listed) if listed is not None else None
    if literal is None or key is None or literal.type != "composite_literal":
        return False
    holder = resolver.type_of(file, literal)
    if _is_asked_for(resolver, file, holder, text(key)):
        return True
    return text(key) in _reset_fields(resolver, holder) or text(key) in _reset_beside(resolver, file, literal, holder)


def _is_asked_for(resolver: Resolver, file: SourceFile, holder: Type, name: str) -> bool:
    """Whether a struct of another package has a field for nothing but such an object, and not for any writer."""
    package = resolver.program.package_of(file.path)
    if package is None or not isinstance(holder, Named) or holder.path == package.import_path:
        return False
    found = resolver.field(holder, name)
    return found is not None and not isinstance(resolver.underlying(found.field.type), Interface)


def _reset_fields(resolver: Resolver, type_: Type) -> Iterator[str]:
    """The fields of its receiver that some method resets."""
    for name in sorted(resolver.method_names(type_)):
        method = resolver.method(type_, name)
        declaration = method.declaration if method is not None else None
        own = receiver(resolver, declaration.file, declaration.node) if declaration is not None else None
        if declaration is not None and own is not None:
            yield from _reset_through(resolver, declaration, own)


def _reset_beside(resolver: Resolver, file: SourceFile, literal: Node, holder: Type) -> Iterator[str]:
    """The fields that the function around a literal resets through methods it lends, or through what it calls."""
    function = resolver.enclosing_function(file, literal)
    for call in find(function, *CALLS) if function is not None else ():
        callee = resolver.callee(file, call)
        if len(callee.path) == 1 and reset_names().is_reset((callee.qualified or "").rpartition(".")[2]):
            yield callee.path[0]
        if callee.kind == "function" and (declaration := callee.declaration) is not None:
            for each in parameters(resolver, declaration.file, declaration.node):
                if each is not None and holder in {each.type, _pointed_to(each.type)}:
                    yield from _reset_through(resolver, declaration, each)


def _reset_through(resolver: Resolver, declaration: Declaration, holder: Object) -> Iterator[str]:
    """The fields of a parameter or receiver that a function resets."""
    for call in find(declaration.node, *CALLS):
        function = child(call, "function")
        path = path_of(resolver, declaration.file, function) if function is not None else None
        if path is None or path.root is not holder or not path.fields or not reset_names().is_reset(path.fields[-1]):
            continue
        if len(path.fields) == 2:
            yield path.fields[0]
        elif lent := resolver.callee(declaration.file, call).path:
            yield lent[0]


def _pointed_to(type_: Type) -> Type:
    return type_.element if isinstance(type_, Pointer) else type_
