"""Calls that give back what they get.

Methods that return what they are called on, `pool.Put(x.Simple(false).Reset())`, and functions that return one of their
arguments, `pool.Put(clean(x))`, some of them beside an error, `x, err = fill(x)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, parts
from scanners.pools.code.objects_in_functions import assigned_values, base, whole
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


def beginning(resolver: Resolver, file: SourceFile, node: Node) -> Node:
    """What a chain of calls begins with: `x` of `x.Simple(false).Reset()` or `clean(x)`; an expression that is none."""
    while (given := _called_on(resolver, file, base(node)) or _given_back(resolver, file, base(node))) is not None:
        node = given
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


def handed_back(resolver: Resolver, file: SourceFile, call: Node) -> Node | None:
    """The argument that a function gives back as its first result where it does not fail: `x` of `fill(x)`."""
    return _given_back(resolver, file, call, fails=True)


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


def _given_back(resolver: Resolver, file: SourceFile, call: Node, *, fails: bool = False) -> Node | None:
    """The argument that a function returns, with `fails` unless it returns an error."""
    given = arguments(call) if call.type in CALLS else []
    declared = resolver.callee(file, call).declaration if given else None
    if declared is None or declared.package.is_knowledge or child(declared.node, "parameters") is None:
        return None
    key = ("given back", declared.node.id, fails)
    index = resolver.memory.recall(key, _returned_parameter, resolver, declared, fails, unknown=None)
    return given[index] if index is not None and index < len(given) else None


def _returned_parameter(resolver: Resolver, declared: Declaration, fails: bool) -> int | None:
    """Which of its parameters a function ends everywhere by returning, with `fails` unless it returns nil for it."""
    own = parameters(resolver, declared.file, declared.node)
    returned = (
        index for index, each in enumerate(own) if each is not None and _returns(resolver, declared, each, fails=fails)
    )
    return next(returned, None)


def _returns_receiver(resolver: Resolver, declared: Declaration) -> bool:
    """Whether a method ends everywhere by returning its receiver."""
    own = receiver(resolver, declared.file, declared.node)
    return own is not None and _returns(resolver, declared, own)


def _returns(resolver: Resolver, declared: Declaration, own: Object, *, fails: bool = False) -> bool:
    """Whether a function ends everywhere by returning a receiver or parameter that stays what it was.

    With `fails` it may return more beside that, and nil in its place.
    """
    body = child(declared.node, "body")
    if body is None or assigned_values(resolver, declared.file, own):
        return False
    found = False
    for statement in find(body, "return_statement"):
        around = resolver.enclosing_function(declared.file, statement)
        if around is None or around.id != declared.node.id:
            continue
        listed = only(statement)
        values = parts(listed) if listed is not None else []
        value = values[0] if len(values) == 1 or (values and fails) else None
        if value is not None and len(values) > 1 and value.type == "nil":
            continue
        if value is None or value.type != "identifier" or resolver.object_of(declared.file, value) is not own:
            return False
        found = True
    return found
