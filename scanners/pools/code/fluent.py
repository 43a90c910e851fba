"""Calls that can be chained: methods that return what they are called on, `pool.Put(x.Simple(false).Reset())`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, only
from scanners.pools.code.objects_in_functions import assigned_values, base, whole
from scanners.pools.code.parameters import receiver
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


def beginning(resolver: Resolver, file: SourceFile, node: Node) -> Node:
    """What a chain of calls begins with: `x` of `x.Simple(false).Reset()`; other expressions as they are."""
    while (called_on := _called_on(resolver, file, base(node))) is not None:
        node = called_on
    return node


def end(resolver: Resolver, file: SourceFile, node: Node) -> Node:
    """The last call of the chain that begins with an expression; the expression where none does."""
    while (call := _call_of(resolver, file, node)) is not None:
        if _called_on(resolver, file, call) is None:
            break
        node = whole(resolver, file, call)
    return node


def is_fluent(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether a call of a method gives what it is called on."""
    return _called_on(resolver, file, call) is not None


def _call_of(resolver: Resolver, file: SourceFile, node: Node) -> Node | None:
    """The call of a method on an expression."""
    selector = resolver.parent(file, node)
    call = resolver.parent(file, selector) if selector is not None else None
    if selector is None or call is None or selector.type != "selector_expression" or call.type not in CALLS:
        return None
    return call if is_same(child(selector, "operand"), node) and is_same(child(call, "function"), selector) else None


def _called_on(resolver: Resolver, file: SourceFile, call: Node) -> Node | None:
    function = child(call, "function") if call.type in CALLS else None
    operand = child(function, "operand") if function is not None and function.type == "selector_expression" else None
    if operand is None:
        return None
    callee = resolver.callee(file, call)
    declared = callee.declaration
    if declared is None or declared.kind != "method" or callee.path or declared.package.is_knowledge:
        return None
    return (
        operand
        if resolver.memory.recall(("fluent", declared.node.id), _returns_receiver, resolver, declared, unknown=False)
        else None
    )


def _returns_receiver(resolver: Resolver, declared: Declaration) -> bool:
    """Whether a method ends everywhere by returning its receiver."""
    own, body = receiver(resolver, declared.file, declared.node), child(declared.node, "body")
    if own is None or body is None or assigned_values(resolver, declared.file, own):
        return False
    found = False
    for statement in find(body, "return_statement"):
        around = resolver.enclosing_function(declared.file, statement)
        if around is None or around.id != declared.node.id:
            continue
        listed = only(statement)
        value = only(listed) if listed is not None else None
        if value is None or value.type != "identifier" or resolver.object_of(declared.file, value) is not own:
            return False
        found = True
    return found
