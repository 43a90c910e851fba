"""Which cases of a switch on a parameter are not taken where the caller gives a literal: `newEncoder("gzip")`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, parts, text

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

LITERALS: Final = frozenset({"int_literal", "interpreted_string_literal"})
_CASES: Final = frozenset({"expression_case", "default_case"})


def is_left_out(resolver: Resolver, file: SourceFile, node: Node, literal: Callable[[Object], str | None]) -> bool:
    """Whether a node stands in a case that is not taken; `literal` tells what is known of a parameter."""
    at = node
    while (around := resolver.parent(file, at)) is not None and at.type not in FUNCTIONS:
        switched = child(around, "value") if at.type in _CASES else None
        object_ = resolver.object_of(file, switched) if switched is not None and switched.type == "identifier" else None
        known = literal(object_) if object_ is not None else None
        if known is not None and not _may_be_taken(around, at, known):
            return True
        at = around
    return False


def _may_be_taken(switch: Node, case: Node, known: str) -> bool:
    if case.type == "expression_case":
        return _matches(case, known) is not False
    others = (each for each in parts(switch) if each.type == "expression_case")
    return all(_matches(each, known) is not True for each in others)


def _matches(case: Node, known: str) -> bool | None:
    """Whether a case is for this literal; None where one of its values is no literal."""
    listed = child(case, "value")
    values = parts(listed) if listed is not None else []
    if known in map(text, values):
        return True
    return False if all(each.type in LITERALS for each in values) else None
