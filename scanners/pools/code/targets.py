"""Where a value goes in one step: to the target of an assignment, a field of a literal, a parameter of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, names, parts, text
from scanners.golang.types import UNKNOWN, Array, Map, Pointer, Slice, Type
from scanners.pools.code.parameters import parameters

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver

_VARIABLES: Final = frozenset({"var", "param", "receiver", "result", "field"})
_VALUES: Final = {"short_var_declaration": "right", "var_spec": "value"}
_WRAPPED: Final = frozenset({"index_expression", "slice_expression", "parenthesized_expression"})


def is_same(one: Node | None, other: Node) -> bool:
    """Whether two names stand for one node."""
    return one is not None and one.id == other.id


def place_among(nodes: list[Node], wanted: Node) -> int | None:
    """The place of a node; of `xs...` the argument is what stands inside."""
    same = (place for place, each in enumerate(nodes) if each.id == wanted.id or each.start_byte == wanted.start_byte)
    return next(same, None)


def is_target(resolver: Resolver, file: SourceFile, use: Node) -> bool:
    """Whether a use stands on the left side of an assignment or of `:=`."""
    listed = resolver.parent(file, use)
    statement = resolver.parent(file, listed) if listed is not None and listed.type == "expression_list" else None
    return listed is not None and statement is not None and is_same(child(statement, "left"), listed)


def assigned(resolver: Resolver, file: SourceFile, right: Node, value: Node, position: int) -> Node | None:
    """What a value in an expression_list is assigned to; `position` is that of a result where a call gives several."""
    statement = resolver.parent(file, right)
    if statement is None:
        return None
    if statement.type == "var_spec":
        targets = names(statement)
    elif statement.type in {"assignment_statement", "short_var_declaration"}:
        left = child(statement, "left")
        if left is None or not is_same(child(statement, "right"), right):
            return None
        targets = parts(left)
    else:
        return None
    values = parts(right)
    index = position if len(values) == 1 and len(targets) > 1 else place_among(values, value)
    return targets[index] if index is not None and index < len(targets) else None


def stored_object(resolver: Resolver, file: SourceFile, target: Node | None) -> Object | None:
    """The variable or field that `x`, `s.x`, `x[i]`, `*x` store into."""
    while target is not None and target.type in _WRAPPED:
        target = child(target, "operand") or next(iter(parts(target)), None)
    if target is None or text(target) == "_":
        return None
    if target.type == "identifier":
        object_ = resolver.object_of(file, target)
    else:
        object_ = resolver.object_of_expression(file, target)
    return object_ if object_ is not None and object_.kind in _VARIABLES else None


def field_or_literal(resolver: Resolver, file: SourceFile, element: Node) -> Object | Node | None:
    """Where a literal_element goes: into a field of a struct, or into the container whose literal is given back."""
    literal = resolver.parent(file, element)
    key: Node | None = None
    if literal is not None and literal.type == "keyed_element":
        key = child(literal, "key")
        if is_same(key, element):
            return None
        element, literal = literal, resolver.parent(file, literal)
    if literal is None or literal.type != "literal_value":
        return None
    type_ = literal_type(resolver, file, literal)
    fields = resolver.fields(type_)
    if not fields:
        outer = resolver.parent(file, literal)
        return outer if outer is not None and outer.type == "composite_literal" else literal
    if key is not None:
        selection = resolver.field(type_, text(key))
        found = selection.field if selection is not None else None
    else:
        index = place_among(parts(literal), element)
        found = fields[index] if index is not None and index < len(fields) else None
    return resolver.object_of_field(found) if found is not None else None


def literal_type(resolver: Resolver, file: SourceFile, literal: Node) -> Type:
    """The type of a literal_value, elided types of elements included."""
    steps = 0
    while True:
        outer = resolver.parent(file, literal)
        if outer is None:
            return UNKNOWN
        if outer.type == "composite_literal":
            type_ = resolver.type_of(file, outer)
            break
        if outer.type == "literal_value":
            steps += 1
        literal = outer
    for _ in range(steps):
        if isinstance(type_, Pointer):  # an element `{…}` of []*T stands for &T{…}
            type_ = type_.element
        inner = resolver.underlying(type_)
        type_ = inner.element if isinstance(inner, Array | Slice | Map) else UNKNOWN
    return type_


def called_parameter(resolver: Resolver, file: SourceFile, callee: Callee, index: int) -> Object | None:
    """The parameter that an argument becomes, of a declared function, a literal, or a variable that holds a literal."""
    if callee.declaration is not None and callee.declaration.kind in {"func", "method"}:
        declared = parameters(resolver, callee.declaration.file, callee.declaration.node)
    else:
        literal = callee.node if callee.kind == "literal" else _literal_of(callee.object)
        if literal is None:
            return None
        held_by = callee.object.file if callee.object is not None else None
        declared = parameters(resolver, held_by or file, literal)
    return declared[min(index, len(declared) - 1)] if declared else None


def _literal_of(object_: Object | None) -> Node | None:
    """The function literal that a variable is declared with: `f := func(p *sync.Pool) {…}`, `var f = func() {…}`."""
    if object_ is None or object_.declaration is None or object_.kind != "var":
        return None
    field = _VALUES.get(object_.declaration.type)
    right = child(object_.declaration, field) if field is not None else None
    values = parts(right) if right is not None else []
    value = values[object_.index] if object_.index < len(values) else None
    return value if value is not None and value.type == "func_literal" else None
