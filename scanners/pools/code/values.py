"""Small questions about single expressions: is it a zero value, how is it cut, does the function append."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, only, parts, text
from scanners.golang.types import ERROR, UNKNOWN
from scanners.knowledge.errors import makes_error
from scanners.pools.code.guards import tells_of_error

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_NAMES: Final = frozenset({"identifier", "selector_expression"})
_LITERALS: Final = frozenset(
    {
        "nil",
        "true",
        "false",
        "iota",
        "int_literal",
        "float_literal",
        "imaginary_literal",
        "rune_literal",
        "interpreted_string_literal",
        "raw_string_literal",
        "composite_literal",
        "func_literal",
    }
)


class Cut(Enum):
    """What a slice expression keeps of its operand; `x[:]` keeps all and is none."""

    EMPTY = auto()  # x[:0]
    FULL = auto()  # x[:cap(x)]
    PART = auto()


def cut_of(expression: Node) -> Cut | None:
    """How a slice_expression cuts."""
    start, end = child(expression, "start"), child(expression, "end")
    if end is None:
        return None if start is None or text(start) == "0" else Cut.PART
    if text(end) == "0" or (start is not None and text(start) == text(end)):
        return Cut.EMPTY
    return Cut.FULL if text(end).startswith("cap(") and (start is None or text(start) == "0") else Cut.PART


def is_blank(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value holds nothing of an earlier user: zero values, constants, fresh values, `x[:0]`."""
    while value.type in {"parenthesized_expression", "unary_expression"} and parts(value):
        value = parts(value)[0]
    if value.type in _LITERALS:
        return True
    if value.type == "slice_expression":
        return cut_of(value) is Cut.EMPTY
    if value.type in CALLS:
        callee = resolver.callee(file, value)
        if callee.kind == "conversion":
            operand = next(iter(arguments(value)), None)
            return operand is not None and operand.type in _LITERALS
        return callee.kind == "builtin" and callee.qualified in {"make", "new"}
    return is_named_constant(resolver, file, value)


def is_named_constant(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is a constant by its name."""
    object_ = resolver.object_of_expression(file, value)
    return object_ is not None and object_.kind == "const"


def is_spelled(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is a literal, or a constant by its name."""
    return value.type.endswith("_literal") or is_named_constant(resolver, file, value)


def returns_error(resolver: Resolver, file: SourceFile, statement: Node) -> bool:
    """Whether a return statement surely ends in an error: a name of type error in some block, or one made on the spot.

    What the last statement of a function returns may be nil.
    """
    listed = next(iter(parts(statement)), None)
    last = parts(listed)[-1] if listed is not None and parts(listed) else None
    if last is None:
        return False
    if last.type in CALLS:
        qualified = resolver.callee(file, last).qualified
        return qualified == "errors.Join" or makes_error(qualified) or tells_of_error(resolver, file, last)
    if text(last) == "nil" or last.type not in _NAMES or not _is_returned_error(resolver, file, last):
        return False
    around = resolver.parent(file, statement)
    block = resolver.parent(file, around) if around is not None and around.type == "statement_list" else around
    function = resolver.parent(file, block) if block is not None and block.type == "block" else None
    object_ = resolver.object_of_expression(file, last)
    is_named = object_ is not None and not object_.is_local and object_.kind == "var"
    return is_named or function is None or function.type not in FUNCTIONS


def fails(resolver: Resolver, file: SourceFile, statement: Node) -> bool:
    """Whether an assignment sets a result to an error that is made on the spot: `err = fmt.Errorf("…")`."""
    left, right = child(statement, "left"), child(statement, "right")
    target, value = (only(each) if each is not None else None for each in (left, right))
    if statement.type != "assignment_statement" or target is None or value is None or value.type not in CALLS:
        return False
    object_ = resolver.object_of(file, target) if target.type == "identifier" else None
    is_result = object_ is not None and object_.kind == "result" and object_.type == ERROR
    return is_result and makes_error(resolver.callee(file, value).qualified)


def _is_returned_error(resolver: Resolver, file: SourceFile, name: Node) -> bool:
    """Whether a name is of type error; of one whose type is not known, what it is returned as tells."""
    type_, function = resolver.type_of(file, name), resolver.enclosing_function(file, name)
    if type_ is UNKNOWN and function is not None:
        return resolver.signature(file, function).results[-1:] == (ERROR,)
    return type_ == ERROR


def appends(name: str | None) -> bool:
    """Whether a function, by its qualified name, returns its argument with more at its end."""
    last = name.rpartition(".")[2] if name is not None else ""
    return last.lower().startswith("append") or last.endswith("Append")  # `MarshalAppend(b, m)`


def is_error(value: Node) -> bool:
    """Whether a value is `x.(error)`."""
    asserted = child(value, "type") if value.type == "type_assertion_expression" else None
    return asserted is not None and text(asserted) == "error"


def is_zero(arguments: list[Node]) -> bool:
    """Whether the one argument is 0."""
    return len(arguments) == 1 and text(arguments[0]) == "0"


def is_operand(expression: Node, node: Node) -> bool:
    """Whether a node is what an index or slice expression is applied to."""
    operand = child(expression, "operand")
    return operand is not None and operand.id == node.id


def values_under(body: Node, key: str) -> Iterator[Node]:
    """The value under a key in the body of a composite literal."""
    for element in parts(body):
        name, value = child(element, "key"), child(element, "value")
        if element.type == "keyed_element" and name is not None and value is not None and text(name) == key:
            yield from parts(value)[:1]
