"""Whether a value belongs to nobody yet: the zero value, one made on the spot, a reader of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned_values

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_ZERO_TEXTS: Final = frozenset({"0", '""', "``", "false", "nil", "0.0"})
_FRESH: Final = frozenset({"make", "new"})


def is_zero(value: Node) -> bool:
    """Whether a value is the zero value of its type: nil, 0, "", false, `T{}`, `T(nil)`."""
    while value.type == "parenthesized_expression":
        value = parts(value)[0]
    if value.type in CALLS and len(arguments(value)) == 1:
        return arguments(value)[0].type == "nil"
    body = child(value, "body") if value.type == "composite_literal" else None
    return text(value) in _ZERO_TEXTS or (body is not None and not parts(body))


def is_nothing(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a reader or writer to reset to belongs to nobody: nil, io.Discard, a package-level or empty fresh one."""
    if is_zero(value):
        return True
    while value.type in {"unary_expression", "parenthesized_expression"}:
        value = child(value, "operand") or parts(value)[0]
    if value.type == "composite_literal":
        return is_zero(value)
    if value.type in CALLS:
        return all(is_zero(each) for each in arguments(value))
    object_ = resolver.object_of_expression(file, value)
    if object_ is None:
        return text(value) in {"io.Discard", "ioutil.Discard"}
    if object_.is_local and object_.kind == "var":
        values = list(assigned_values(resolver, file, object_))
        return bool(values) and all(is_zero(each) for each in values)
    return object_.kind in {"var", "const", "func"} and not object_.is_local


def is_fresh(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is made on the spot: make, new, a literal or its address."""
    while value.type in {"unary_expression", "parenthesized_expression"} and parts(value):
        value = parts(value)[0]
    if value.type == "composite_literal":
        return True
    callee = resolver.callee(file, value) if value.type in CALLS else None
    return callee is not None and callee.kind == "builtin" and callee.qualified in _FRESH


def is_newly_made(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is made on the spot, or by a function that returns nothing else than what it makes."""
    if is_fresh(resolver, file, value):
        return True
    declared = callee.declaration if value.type in CALLS and (callee := resolver.callee(file, value)) else None
    if declared is None:
        return False
    maker = Function(declared.file, declared.node, declared.name)
    made = list(returned_values(resolver, maker))
    return bool(made) and all(is_fresh(resolver, made_file, each) for made_file, each in made)
