"""What the fields of an object hold when it is made: an edit may set to zero again what was zero then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, parts, text
from scanners.pools.objects.fresh_values import is_zero

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.field_uses import FieldUses


class InitialValues:
    """Answers for the objects of one pool."""

    def __init__(self, resolver: Resolver, uses: FieldUses, pool: PoolDeclaration) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._makers: Final = list(self._find_makers(pool))
        self._are_known: Final = bool(pool.new) and not any(self._is_unkeyed(each) for _, each in self._makers)

    def is_set(self, field: Field) -> bool:
        """Whether New is seen to set a field to more than its zero value."""
        return not all(is_zero(value) for value, is_new in self._given(field) if is_new)

    def is_zero(self, field: Field) -> bool:
        """Whether every new object has the zero value in a field, which takes a New that is at hand."""
        return self._are_known and all(is_zero(value) for value, _ in self._given(field))

    def is_empty(self, field: Field) -> bool:
        """Whether every new object has a slice without elements in a field, if with room for some."""
        return self._are_known and all(is_zero(value) or _is_empty_slice(value) for value, _ in self._given(field))

    def _given(self, field: Field) -> Iterator[tuple[Node, bool]]:
        """What literals anywhere and assignments in New, or in what that calls, set a field to; whether it is New."""
        makers = {each.id for _, each in self._makers}
        for file, value in self._uses.given(field):
            element = self._resolver.parent(file, value)
            keyed = self._resolver.parent(file, element) if element is not None else None
            function = self._resolver.enclosing_function(file, value)
            is_new = function is not None and function.id in makers
            if is_new or (keyed is not None and keyed.type == "keyed_element"):
                yield value, is_new

    def _find_makers(self, pool: PoolDeclaration) -> Iterator[tuple[SourceFile, Node]]:
        for new in pool.new:
            yield new.file, new.node
            for call in find(new.node, *CALLS):
                declaration = self._resolver.callee(new.file, call).declaration
                if declaration is not None and not declaration.package.is_knowledge:
                    yield declaration.file, declaration.node

    def _is_unkeyed(self, maker: Node) -> bool:
        """Whether a literal in a maker gives its fields by their order, or may do so."""
        bodies = (child(literal, "body") for literal in find(maker, "composite_literal"))
        return any(body is not None and any(each.type != "keyed_element" for each in parts(body)) for body in bodies)


def _is_empty_slice(value: Node) -> bool:
    """`make([]T, 0, n)`."""
    made = child(value, "function") if value.type in CALLS else None
    return made is not None and text(made) == "make" and [text(each) for each in arguments(value)[1:2]] == ["0"]
