"""One step of a value's way: what the code around an expression does with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, operator, parts
from scanners.pools.code.targets import assigned, field_or_literal, is_same, place_among, stored_object

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_SAME: Final = frozenset({"parenthesized_expression", "type_assertion_expression"})
_ADDRESSING: Final = frozenset({"&", "*"})
# What compares an expression, or asks what it is, or has no use for what its call gives.
_ENDING: Final = frozenset(
    {
        "binary_expression",
        "defer_statement",
        "expression_case",
        "expression_statement",
        "for_clause",
        "for_statement",
        "if_statement",
    }
)


class Way(Enum):
    """What is done with a value."""

    SAME = "same"  # `node` is the same value: `&x`, `(x)`, `x.(T)`
    SELECTED = "selected"  # `node` is the selector `x.name`
    PASSED = "passed"  # `node` is the call whose argument `index` it is
    STORED = "stored"  # in the variable or field `object`; `node` is the target or the literal
    RETURNED = "returned"  # as result `index`
    HELD = "held"  # in the container whose literal `node` is
    DROPPED = "dropped"
    LOST = "lost"  # sent, stored in an element, or anything else


@dataclass(frozen=True, slots=True)
class Step:
    """A step: see Way."""

    way: Way
    node: Node
    index: int = 0
    object: Object | None = None


def next_step(resolver: Resolver, file: SourceFile, node: Node, position: int = 0) -> Step:
    """What happens to an expression; `position` is that of the result which counts where a call gives several."""
    parent = resolver.parent(file, node)
    if parent is None:
        return Step(Way.LOST, node)
    kind = parent.type
    if kind in _SAME or (kind == "unary_expression" and operator(parent) in _ADDRESSING):
        return Step(Way.SAME, parent)
    if kind == "selector_expression":
        return Step(Way.SELECTED, parent)
    if kind in _ENDING:
        return Step(Way.DROPPED, parent)
    if kind == "literal_element":
        return _in_literal(resolver, file, parent)
    if kind == "argument_list":
        call = resolver.parent(file, parent)
        index = place_among(arguments(call), node) if call is not None else None
        return Step(Way.PASSED, call, index) if call is not None and index is not None else Step(Way.LOST, parent)
    if kind == "expression_list":
        return _in_list(resolver, file, parent, node, position)
    return Step(Way.LOST, parent)


def _in_literal(resolver: Resolver, file: SourceFile, element: Node) -> Step:
    target = field_or_literal(resolver, file, element)
    if isinstance(target, Node):
        return Step(Way.HELD, target)
    literal = resolver.parent(file, element)
    if literal is not None and literal.type == "keyed_element":
        literal = resolver.parent(file, literal)
    whole = resolver.parent(file, literal) if literal is not None else None
    if whole is None or whole.type != "composite_literal":
        return Step(Way.LOST, element)
    return Step(Way.STORED if target is not None else Way.HELD, whole, object=target)


def _in_list(resolver: Resolver, file: SourceFile, listed: Node, node: Node, position: int) -> Step:
    statement = resolver.parent(file, listed)
    if statement is None:
        return Step(Way.LOST, listed)
    if statement.type == "return_statement":
        values = parts(listed)
        index = position if len(values) == 1 else place_among(values, node)
        return Step(Way.RETURNED, statement, index or 0)
    target = assigned(resolver, file, listed, node, position)
    if target is None:
        return Step(Way.DROPPED if is_same(child(statement, "left"), listed) else Way.LOST, statement)
    if target.text == b"_":
        return Step(Way.DROPPED, statement)
    if target.type == "index_expression":
        return Step(Way.LOST, target)
    object_ = stored_object(resolver, file, target)
    return Step(Way.STORED, target, object=object_) if object_ is not None else Step(Way.LOST, target)
