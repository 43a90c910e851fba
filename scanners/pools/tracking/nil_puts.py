"""Puts of nil: by methods that put back a field and set it to nil and are called again, and by a hasty `defer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.edits import enclose, indentation_of, replace
from scanners.golang.syntax import Node, SourceFile, child, find, parts, text
from scanners.golang.types import Pointer
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.operands import addressed
from scanners.pools.inventory.statements import put_statement, stands_alone
from scanners.pools.tracking.closers import agrees, is_closer

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolSite

# Callers go on to call these after the last one has said that nothing is left.
_UNUSED: Final = 1  # mentions of a variable that nothing is assigned to after it was deferred
_REPEATED: Final = frozenset({"Next", "Read", "ReadByte", "ReadRune", "Scan", "Write"})


def set_to_nil(resolver: Resolver, site: PoolSite) -> Node | None:
    """The statement after a Put of a field that sets it to nil, in a method that may well be called again.

    None where the method looks at the field, or at whether it is done, before: it would find the nil, or stop at it.
    """
    method, value = site.function, site.value
    if method is None or method.type != "method_declaration" or value is None or value.type != "selector_expression":
        return None
    operand, name = child(value, "operand"), child(method, "name")
    owner = resolver.object_of(site.file, operand) if operand is not None and operand.type == "identifier" else None
    if owner is None or owner.kind != "receiver" or not isinstance(resolver.type_of(site.file, value), Pointer):
        return None
    is_repeated = name is not None and text(name) in _REPEATED
    if not is_repeated and not is_closer(resolver, site.file, method):
        return None
    statement = resolver.parent(site.file, site.call)
    following = statement.next_named_sibling if statement is not None else None
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    is_nil = following is not None and text(following) == f"{text(value)} = nil"
    before = (method.text or b"")[: site.call.start_byte - method.start_byte]
    return following if is_nil and text(value).encode() not in before and not agrees(before) else None


def is_nil_when_deferred(resolver: Resolver, site: PoolSite) -> bool:
    """Whether `defer` evaluates what is put back before anything has been assigned to it: `var b *T; defer give(b)`.

    A field is nil as long as its struct has only been made: `x := &T{}; defer give(x.f)`.
    """
    deferred = resolver.parent(site.file, site.call)
    value = site.value
    if deferred is None or deferred.type != "defer_statement" or value is None:
        return False
    named = child(value, "operand") if value.type == "selector_expression" else value
    variable = resolver.object_of(site.file, named) if named is not None and named.type == "identifier" else None
    if variable is None or not variable.is_local or not isinstance(resolver.type_of(site.file, value), Pointer):
        return False
    made = _made(resolver, site, variable)
    declared = variable.identifier.id if variable.identifier is not None else 0
    uses = [each for each in resolver.scopes.uses(site.file, variable) if each.id != declared]
    is_first = all(each.start_byte >= deferred.start_byte for each in uses)
    beside = made is not None and resolver.parent(site.file, made) == resolver.parent(site.file, deferred)
    if named is value:
        is_unset = variable.kind == "result" or (made is not None and not list(find(made, "expression_list")))
    else:
        is_unset = made is not None and _leaves_out(resolver, site.file, variable, text(child(value, "field") or value))
    return is_unset and is_first and (beside or variable.kind == "result") and len(uses) > _UNUSED


def _made(resolver: Resolver, site: PoolSite, variable: Object) -> Node | None:
    """The statement that declares a variable."""
    node = variable.identifier
    while node is not None and node.type not in {"var_declaration", "short_var_declaration", "block"}:
        node = resolver.parent(site.file, node)
    return node if node is not None and node.type != "block" else None


def _leaves_out(resolver: Resolver, file: SourceFile, variable: Object, field: str) -> bool:
    """Whether a struct is made without one of its fields."""
    values = list(assigned_values(resolver, file, variable))
    literal = addressed(values[0]) if len(values) == 1 else None
    body = child(literal, "body") if literal is not None and literal.type == "composite_literal" else None
    keys = [text(key) for each in (parts(body) if body is not None else ()) if (key := child(each, "key")) is not None]
    is_keyed = body is not None and len(keys) == len(parts(body))
    selection = resolver.field(variable.type, field)
    return is_keyed and field not in keys and selection is not None and len(selection.path) == 1


def put_later(resolver: Resolver, site: PoolSite) -> tuple[Edit, ...]:
    """The edits that evaluate what is put back when the function returns."""
    deferred = resolver.parent(site.file, site.call)
    if deferred is None or site.value is None or not stands_alone(site.file, deferred):
        return ()
    lines = f"defer func() {{\n\tif {text(site.value)} != nil {{\n\t\t{text(site.call)}\n\t}}\n}}()"
    return (replace(site.file, deferred, lines.replace("\n", f"\n{indentation_of(site.file, deferred)}")),)


def put_if_there(resolver: Resolver, site: PoolSite) -> tuple[Edit, ...]:
    """The edits that put a field back only where it is not nil."""
    put = put_statement(resolver, site)
    return enclose(site.file, put.node, f"if {put.value} != nil") if put is not None and not put.deferred else ()
