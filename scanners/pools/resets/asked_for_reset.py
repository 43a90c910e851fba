"""Questions whether an object can be reset: `if r, ok := x.(interface{ Reset() }); ok { r.Reset() }`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import Interface, Type
from scanners.pools.objects.contents import reset_names

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

ASKING: Final = frozenset({"type_assertion_expression", "type_switch_statement"})


def asks_for_reset(resolver: Resolver, file: SourceFile, question: Node, element: Type) -> bool:
    """Whether an assertion, or a case of a type switch, asks an object for a reset that its type has.

    The way on which it has none is one that such an object never takes.
    """
    if question.type == "type_switch_statement":
        cases = [each for each in question.named_children if each.type == "type_case"]
    else:
        cases = [question]
    asked = [type_ for case in cases for type_ in case.children_by_field_name("type") if type_.is_named]
    return any(_is_reset_of(resolver, resolver.type_from(file, each), element) for each in asked)


def _is_reset_of(resolver: Resolver, asked: Type, element: Type) -> bool:
    meant = resolver.underlying(asked)
    if asked == element:
        return False  # the type of all objects of the pool, which is no question
    names = resolver.method_names(asked) if isinstance(meant, Interface) else frozenset[str]()
    return any(map(reset_names().is_reset, names)) and names <= resolver.method_names(element)
