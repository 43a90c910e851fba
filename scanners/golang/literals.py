"""Types of composite literals, also of those that leave their type out, and the fields that keys name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.objects import Object
from scanners.golang.syntax import Node, SourceFile, child, parts
from scanners.golang.types import UNKNOWN, Array, Map, Pointer, Slice, Struct, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_LEVELS: Final = 64  # composite literals without types inside one another


class Literals:
    """Answers about composite literals; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def composite(self, file: SourceFile, node: Node) -> Type:
        spec, body = child(node, "type"), child(node, "body")
        if spec is None:
            return UNKNOWN
        if spec.type == "implicit_length_array_type" and body is not None:
            element = child(spec, "element")
            return Array(self._count(file, body), self._resolver.type_from(file, element) if element else UNKNOWN)
        return self._resolver.type_from(file, spec)

    def _count(self, file: SourceFile, body: Node) -> int | None:
        """The length of an array that its elements give."""
        at = longest = 0
        for element in parts(body):
            key = child(element, "key") if element.type == "keyed_element" else None
            if key is not None:
                known = self._resolver.constants.integer(file, key)
                if known is None:
                    return None
                at = known
            at += 1
            longest = max(longest, at)
        return longest

    def inner(self, file: SourceFile, node: Node) -> Type:
        """The type of `{…}`: that of the literal around it, or an element's where it has none of its own.

        The length of `[...]T` is left open, because its keys ask this question too.
        """
        inward: list[str] = []
        at: Node | None = node
        while at is not None and len(inward) < _LEVELS:
            outer = self._resolver.parent(file, at)
            if outer is None:
                return UNKNOWN
            if outer.type == "composite_literal":
                spec = child(outer, "type")
                return self._element(self._resolver.type_from(file, spec), inward) if spec is not None else UNKNOWN
            if outer.type == "literal_value":
                inward.append("element")
            elif outer.type == "keyed_element":
                key = child(outer, "key")
                inward.append("key" if key is not None and key.id == at.id else "element")
                outer = self._resolver.parent(file, outer)
            at = outer
        return UNKNOWN

    def _element(self, type_: Type, inward: list[str]) -> Type:
        for each in reversed(inward):
            meant = self._resolver.underlying(type_)
            if isinstance(meant, Pointer):
                meant = self._resolver.underlying(meant.element)
            if isinstance(meant, Map):
                type_ = meant.key if each == "key" else meant.element
            elif isinstance(meant, Slice | Array):
                type_ = meant.element
            else:
                return UNKNOWN
        return type_

    def key_of_struct(self, file: SourceFile, literal: Node, name: str) -> tuple[Object | None, bool]:
        meant = self._resolver.underlying(self.inner(file, literal))
        if isinstance(meant, Pointer):
            meant = self._resolver.underlying(meant.element)
        if not isinstance(meant, Struct):
            return None, meant is UNKNOWN
        found = next((each for each in meant.fields if each.name == name), None)
        return (self._resolver.object_of_field(found) if found is not None else None), True
