"""Where an object goes inside one function: back to the caller, or to a Put from a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, parts, text
from scanners.golang.types import Map, Pointer, Slice, Type, TypeParameter

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

# Expressions that share the memory of their operand.
_SHARING: Final = frozenset(
    {"parenthesized_expression", "type_assertion_expression", "unary_expression", "slice_expression",
     "type_conversion_expression"}
)  # fmt: skip
_OPERATORS: Final = frozenset({"&", "*"})


def whole(resolver: Resolver, file: SourceFile, node: Node) -> Node:
    """A call with the type assertion and the parentheses around it: `(p.Get()).(*T)`."""
    while (parent := resolver.parent(file, node)) is not None:
        if parent.type not in {"parenthesized_expression", "type_assertion_expression"}:
            break
        node = parent
    return node


def base(node: Node) -> Node:
    """What an expression shares its memory with: `b` of `b[:0]`, `*b`, `&b`, `(b)`, `b.(T)`."""
    while node.type in _SHARING:
        if node.type == "unary_expression":
            operator = child(node, "operator")
            if operator is None or operator.type not in _OPERATORS:
                break
        inner = child(node, "operand") or next(iter(parts(node)), None)
        if inner is None:
            break
        node = inner
    return node


def root_of(value: Node) -> Node:
    """What the selectors of an expression begin with: `x` of `x.a.b`."""
    node = base(value)
    while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
        node = base(operand)
    return node


def is_returned(resolver: Resolver, file: SourceFile, function: Node, value: Node) -> bool:
    """Whether the function returns a value, or another name or part of the memory of it."""
    named = child(function, "result")
    waiting, seen = [value], set[int]()
    while waiting:
        node = _sharing(resolver, file, waiting.pop())
        listed = resolver.parent(file, node)
        statement = resolver.parent(file, listed) if listed is not None else None
        if listed is None or statement is None or listed.type != "expression_list":
            continue
        if statement.type == "return_statement":
            around = resolver.enclosing_function(file, statement)
            if around is not None and around.id == function.id:
                return True
            continue
        for object_ in _assigned(resolver, file, statement, listed, node):
            if object_.kind == "result" and object_.function is not None and object_.function.id == function.id:
                return named is not None
            if object_.is_local and id(object_) not in seen:
                seen.add(id(object_))
                waiting += resolver.scopes.uses(file, object_)
    return False


def names_of(resolver: Resolver, file: SourceFile, value: Node) -> Iterator[Object]:
    """The local variables that a value is given to directly."""
    listed = resolver.parent(file, value)
    statement = resolver.parent(file, listed) if listed is not None else None
    if listed is not None and statement is not None and listed.type == "expression_list":
        yield from _assigned(resolver, file, statement, listed, value)


def parameter_of(resolver: Resolver, file: SourceFile, value: Node) -> Object | None:
    """The parameter or receiver, of whichever function around, that an expression is or shares its memory with."""
    waiting, seen = [value], set[int]()
    while waiting:
        node = base(waiting.pop())
        object_ = resolver.object_of(file, node) if node.type == "identifier" else None
        if object_ is None:
            continue
        if object_.kind in {"param", "receiver"}:
            replacement = _replacement(resolver, file, object_, node)
            if replacement is None:
                return object_
            waiting.append(replacement)
        elif object_.kind == "var" and object_.is_local and id(object_) not in seen:
            seen.add(id(object_))
            waiting += assigned_values(resolver, file, object_)
            waiting += _boxed(resolver, file, object_)
    return None


def _boxed(resolver: Resolver, file: SourceFile, box: Object) -> Iterator[Node]:
    """The references that `*box = b` hands on with a pointer to them: a slice whose header goes into the pool."""
    for use in resolver.scopes.uses(file, box):
        target = resolver.parent(file, use)
        listed = resolver.parent(file, target) if target is not None else None
        statement = resolver.parent(file, listed) if listed is not None else None
        if target is None or listed is None or statement is None or target.type != "unary_expression":
            continue
        left, right = child(statement, "left"), child(statement, "right")
        values = parts(right) if right is not None else []
        if statement.type == "assignment_statement" and left is not None and left.id == listed.id and len(values) == 1:
            yield from (each for each in values if _is_reference(resolver, resolver.type_of(file, each)))


def _is_reference(resolver: Resolver, type_: Type) -> bool:
    """Whether a copy of a value of this type leads to the same memory; so may one of a type parameter."""
    return isinstance(type_, TypeParameter) or isinstance(resolver.underlying(type_), Slice | Map | Pointer)


def _replacement(resolver: Resolver, file: SourceFile, parameter: Object, use: Node) -> Node | None:
    """What a parameter has been set to on every way to a use: `if b == nil { b = get(); defer put(b) }`."""
    latest = None
    for value, block in _replacements(resolver, file, parameter, use):
        is_on_the_way = use.end_byte <= block.end_byte or _is_flagged(resolver, file, block, use)
        if is_on_the_way and (latest is None or value.start_byte > latest.start_byte):
            latest = value
    return latest


def _replacements(resolver: Resolver, file: SourceFile, parameter: Object, use: Node) -> Iterator[tuple[Node, Node]]:
    """What a parameter is set to before a use, other than to something made of it, each with the block around it."""
    uses = resolver.scopes.uses(file, parameter)
    for value in assigned_values(resolver, file, parameter):
        block = _block(resolver, file, value)
        is_derived = any(value.start_byte <= each.start_byte < value.end_byte for each in uses)  # `b = grow(b)`
        if block is not None and not is_derived and value.end_byte <= use.start_byte:
            yield value, block


def _block(resolver: Resolver, file: SourceFile, value: Node) -> Node | None:
    """The list of statements that sets something to a value."""
    listed = resolver.parent(file, value)
    statement = resolver.parent(file, listed) if listed is not None else None
    return resolver.parent(file, statement) if statement is not None else None


def _is_flagged(resolver: Resolver, file: SourceFile, block: Node, use: Node) -> bool:
    """Whether a use stands behind `if own`, and only this block sets `own` to true."""
    node: Node | None = use
    while node is not None and node.type not in FUNCTIONS:
        around = resolver.parent(file, node)
        if around is not None and around.type == "if_statement":
            condition, then = child(around, "condition"), child(around, "consequence")
            is_behind = then is not None and then.id == node.id and condition is not None
            if is_behind and condition is not None and _is_set_in(resolver, file, condition, block):
                return True
        node = around
    return False


def _is_set_in(resolver: Resolver, file: SourceFile, condition: Node, block: Node) -> bool:
    """Whether a condition is a local variable that becomes true in a block, and nowhere else."""
    flag = resolver.object_of(file, condition) if condition.type == "identifier" else None
    if flag is None or flag.kind != "var" or not flag.is_local:
        return False
    values = [each for each in assigned_values(resolver, file, flag) if text(each) != "false"]
    blocks = [_block(resolver, file, each) for each in values]
    return bool(values) and all(
        text(value) == "true" and around is not None and around.id == block.id
        for value, around in zip(values, blocks, strict=True)
    )


def _sharing(resolver: Resolver, file: SourceFile, node: Node) -> Node:
    while (parent := resolver.parent(file, node)) is not None and parent.type in _SHARING:
        if parent.type == "slice_expression" and (operand := child(parent, "operand")) is not None:
            if operand.id != node.id:
                break
        elif parent.type == "unary_expression":
            operator = child(parent, "operator")
            if operator is None or operator.type not in _OPERATORS:
                break
        node = parent
    return node


def _assigned(resolver: Resolver, file: SourceFile, statement: Node, right: Node, value: Node) -> Iterator[Object]:
    """The variables that a value on the right of an assignment or declaration is given to."""
    if statement.type == "var_spec":
        targets = [each for each in statement.children_by_field_name("name") if each.is_named]
    elif statement.type in {"assignment_statement", "short_var_declaration"}:
        left, given = child(statement, "left"), child(statement, "right")
        if left is None or given is None or given.id != right.id:
            return
        targets = parts(left)
    else:
        return
    index = next((place for place, each in enumerate(parts(right)) if each.id == value.id), None)
    if index is None or index >= len(targets):
        return
    target = base(targets[index])
    object_ = resolver.object_of(file, target) if target.type == "identifier" and text(target) != "_" else None
    if object_ is not None:
        yield object_


def assigned_values(resolver: Resolver, file: SourceFile, object_: Object) -> tuple[Node, ...]:
    """What a local variable is set to, where it stands alone on the left; asked some thirty times of each."""
    return resolver.memory.recall(
        ("assigned", object_), lambda: tuple(_find_assigned(resolver, file, object_)), unknown=()
    )


def _find_assigned(resolver: Resolver, file: SourceFile, object_: Object) -> Iterator[Node]:
    for use in resolver.scopes.uses(file, object_):
        parent = resolver.parent(file, use)
        if parent is not None and parent.type == "var_spec":
            right, targets = child(parent, "value"), parent.children_by_field_name("name")
        elif parent is not None and parent.type == "expression_list":
            statement = resolver.parent(file, parent)
            if statement is None or statement.type not in {"assignment_statement", "short_var_declaration"}:
                continue
            left, right = child(statement, "left"), child(statement, "right")
            if left is None or left.id != parent.id:
                continue
            targets = parts(left)
        else:
            continue
        values = parts(right) if right is not None else []
        index = next((place for place, each in enumerate(targets) if each.id == use.id), None)
        if index is not None and index < len(values):
            yield values[index]
