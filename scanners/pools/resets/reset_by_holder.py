"""Objects in a field of a struct whose method resets them: `func (w *T) free() { w.buf.Reset() }`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, text
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.contents import reset_names

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type


def is_reset_by_holder(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is stored, in a literal, in a field that a method of the struct resets.

    Who calls that method and when is not followed.
    """
    element = resolver.parent(file, value)
    if element is not None and element.type == "literal_element":
        element = resolver.parent(file, element)
    key = child(element, "key") if element is not None and element.type == "keyed_element" else None
    listed = resolver.parent(file, element) if element is not None and key is not None else None
    literal = resolver.parent(file, listed) if listed is not None else None
    if literal is None or key is None or literal.type != "composite_literal":
        return False
    return text(key) in _reset_fields(resolver, resolver.type_of(file, literal))


def _reset_fields(resolver: Resolver, type_: Type) -> Iterator[str]:
    """The fields of its receiver that some method resets."""
    for name in sorted(resolver.method_names(type_)):
        method = resolver.method(type_, name)
        declaration = method.declaration if method is not None else None
        if declaration is None:
            continue
        own = receiver(resolver, declaration.file, declaration.node)
        for call in find(declaration.node, *CALLS):
            function = child(call, "function")
            path = path_of(resolver, declaration.file, function) if function is not None else None
            if (
                path is not None
                and path.root is own
                and len(path.fields) == 2
                and reset_names().is_reset(path.fields[1])
            ):
                yield path.fields[0]
