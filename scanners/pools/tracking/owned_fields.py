"""Whether what a field refers to belongs to its struct, or to whoever sets the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child
from scanners.golang.types import Field, Map, Slice

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.summaries import Summaries


class OwnedFields:
    """Answers for the fields that one file names."""

    def __init__(self, resolver: Resolver, file: SourceFile, summaries: Summaries) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._summaries: Final = summaries

    def is_replaced(self, node: Node) -> bool:
        """Whether a struct in a field is overwritten as a whole somewhere: its lists are those of whoever sets it."""
        field = self._resolver.object_of_expression(self._file, node) if node.type == "selector_expression" else None
        return field is not None and self._summaries.is_replaced(field)

    def is_shared(self, field: Field) -> bool:
        """Whether a copy of a struct has the array of a slice in common with it, which goes on to fill that."""
        object_ = self._resolver.object_of_field(field)
        if object_ is None or not isinstance(self._resolver.underlying(field.type), Slice):
            return False
        return self._summaries.is_reused(object_) and not self._summaries.is_given_away(object_)

    def is_owned(self, node: Node, meant: Slice | Map) -> bool:
        """Whether a slice or map stays with its struct: never set to nil, no map that each user makes.

        Nor does it go with an element of a list that another one takes the place of.
        """
        field = self._resolver.object_of_expression(self._file, node)
        if field is None:
            return True
        is_renewed = isinstance(meant, Map) and self._summaries.is_renewed(field)
        return not is_renewed and not self._is_made_anew(node, field) and not self._summaries.is_given_away(field)

    def _is_made_anew(self, node: Node, field: Object) -> bool:
        """Whether `x.list[i].f` is of an element that was made for one use."""
        element = child(node, "operand")
        if element is None or element.type != "index_expression":
            return False
        operand = child(element, "operand")
        elements = self._resolver.object_of_expression(self._file, operand) if operand is not None else None
        is_field = elements is not None and elements.kind == "field"
        return self._summaries.is_made_anew(field, elements if is_field else None)
