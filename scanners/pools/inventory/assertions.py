"""How the result of a Get is looked at: asserted to which type, with or without `, ok`, compared with nil or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, child, operator, parts, text

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type
    from scanners.pools.inventory.declarations import PoolSite


@dataclass(frozen=True, slots=True)
class Assertion:
    """A type assertion of what a Get returns; an `unchecked` one panics, or gives an unchecked nil, when it fails."""

    node: Node
    type: Type
    unchecked: bool


def assertions(resolver: Resolver, site: PoolSite) -> list[Assertion] | None:
    """Every assertion of a Get's result, on the spot or of a local variable; None where the result goes elsewhere."""
    value = site.value
    if value is None:
        return None
    asserted = _innermost(value)
    if asserted is not None:
        return [_assertion(resolver, site.file, asserted)]
    variable = _assigned(resolver, site.file, value)
    if variable is None or variable.file is None:
        return None
    found = []
    guarded = is_compared_with_nil(resolver, site.file, variable)
    for use in resolver.scopes.uses(site.file, variable):
        parent = resolver.parent(site.file, use)
        if parent is None:
            return None
        if parent.type == "type_assertion_expression":
            assertion = _assertion(resolver, site.file, parent)
            found.append(Assertion(parent, assertion.type, assertion.unchecked and not guarded))
        elif parent.type not in {"expression_list", "binary_expression", "var_spec"}:
            return None  # handed on, or a type switch
    return found


def is_read_unguarded(resolver: Resolver, file: SourceFile, assertion: Assertion) -> bool:
    """Whether a field of what is asserted is read, on the spot or of a variable that nobody compares with nil."""
    names = given_to(resolver, file, assertion.node)
    if not names:
        parent = resolver.parent(file, assertion.node)
        return parent is not None and parent.type == "selector_expression" and not _is_called(resolver, file, parent)
    object_ = resolver.object_of(file, names[0]) if names[0].type == "identifier" else None
    if object_ is None or is_compared_with_nil(resolver, file, object_):
        return False
    return _is_read_through(resolver, file, object_)


def _innermost(value: Node) -> Node | None:
    """The first assertion around the call: of `p.Get().(T)` and `(p.Get().(T))`."""
    found = None
    while value.type not in CALLS:
        if value.type == "type_assertion_expression":
            found = value
        inner = child(value, "operand") or next(iter(parts(value)), None)
        if inner is None:
            break
        value = inner
    return found


def _assertion(resolver: Resolver, file: SourceFile, node: Node) -> Assertion:
    written = child(node, "type")
    type_ = resolver.type_from(file, written) if written is not None else resolver.type_of(file, node)
    names = given_to(resolver, file, node)
    if len(names) < 2:
        return Assertion(node, type_, unchecked=True)
    variable, ok = names[0], names[1]
    if text(ok) != "_" or variable.type != "identifier" or text(variable) == "_":
        return Assertion(node, type_, unchecked=False)
    object_ = resolver.object_of(file, variable)
    # Only a read through the pointer is certain to fail: methods and slices may well do without.
    unchecked = (
        object_ is not None
        and not is_compared_with_nil(resolver, file, object_)
        and _is_read_through(resolver, file, object_)
    )
    return Assertion(node, type_, unchecked=unchecked)


def given_to(resolver: Resolver, file: SourceFile, node: Node) -> list[Node]:
    """What the one value on the right is given to: `x` and `ok` of `x, ok := v.(T)`."""
    listed = resolver.parent(file, node)
    while listed is not None and listed.type == "parenthesized_expression":
        listed = resolver.parent(file, listed)
    statement = resolver.parent(file, listed) if listed is not None and listed.type == "expression_list" else None
    if statement is None or listed is None or len(parts(listed)) != 1:
        return []
    if statement.type == "var_spec":
        return [each for each in statement.children_by_field_name("name") if each.is_named]
    left = child(statement, "left")
    return parts(left) if left is not None and left.id != listed.id else []


def _assigned(resolver: Resolver, file: SourceFile, value: Node) -> Object | None:
    """The local variable that a Get's result is given to and nothing else."""
    names = given_to(resolver, file, value)
    object_ = resolver.object_of(file, names[0]) if len(names) == 1 and names[0].type == "identifier" else None
    return object_ if object_ is not None and object_.kind == "var" and object_.is_local else None


def is_compared_with_nil(resolver: Resolver, file: SourceFile, object_: Object) -> bool:
    """Whether a variable is compared with something, which is nil for a pointer."""
    for use in resolver.scopes.uses(file, object_):
        parent = resolver.parent(file, use)
        if parent is not None and operator(parent) in {"==", "!="}:
            return True
    return False


def _is_read_through(resolver: Resolver, file: SourceFile, object_: Object) -> bool:
    for use in resolver.scopes.uses(file, object_):
        parent = resolver.parent(file, use)
        if parent is None:
            continue
        if parent.type == "unary_expression" and operator(parent) == "*":
            return True
        if parent.type == "selector_expression" and not _is_called(resolver, file, parent):
            return True
    return False


def _is_called(resolver: Resolver, file: SourceFile, selector: Node) -> bool:
    """Whether a selector names the method of a call."""
    above = resolver.parent(file, selector)
    function = child(above, "function") if above is not None else None
    return function is not None and function.id == selector.id
