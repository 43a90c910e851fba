"""What lives on although the variable that holds it dies: in a goroutine that closes it, in what a method gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.connections.repetitions import called_on_the_spot
from scanners.golang.syntax import CALLS, Node, SourceFile, child, operator
from scanners.golang.types import ERROR, Basic, Tuple
from scanners.pools.code.guards import conditions_around, questions
from scanners.pools.code.targets import is_target

if TYPE_CHECKING:
    from scanners.connections.lifetimes import Life
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses


def is_closed_by_goroutine(resolver: Resolver, life: Life) -> bool:
    """Whether the one that closes it is a goroutine of its own: `go func(c *Client) { …; c.Close() }(c)`."""
    return any(_is_in_goroutine(resolver, file, selector) for file, selector in life.selected.get("Close", ()))


def _is_in_goroutine(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    function = resolver.enclosing_function(file, node)
    while function is not None and function.type == "func_literal":
        call = called_on_the_spot(resolver, file, function)
        statement = resolver.parent(file, call) if call is not None else None
        if statement is not None and statement.type == "go_statement":
            return True
        function = resolver.enclosing_function(file, function)
    return False


def gives_part_of_itself(resolver: Resolver, life: Life) -> bool:
    """Whether a function returns what a method of the program gives of its holder: `return store.Bucket(), nil`."""
    return any(_is_given(resolver, *each) for selected in life.selected.values() for each in selected)


def _is_given(resolver: Resolver, file: SourceFile, selector: Node) -> bool:
    call = resolver.parent(file, selector)
    if call is None or call.type not in CALLS:
        return False
    declared = resolver.callee(file, call).declaration
    listed = resolver.parent(file, call)
    statement = resolver.parent(file, listed) if listed is not None else None
    if declared is None or declared.package.is_knowledge or statement is None or statement.type != "return_statement":
        return False
    type_ = resolver.type_of(file, call)
    first = type_.types[0] if isinstance(type_, Tuple) and type_.types else type_
    return first != ERROR and not isinstance(resolver.underlying(first), Basic)


def is_made_in_special_case(resolver: Resolver, uses: Uses, file: SourceFile, node: Node) -> bool:
    """Whether a package variable is asked for around a place: once, `if table == nil { table = …; … }`, or in no build.

    What nothing sets is there for tests: `if testDialer != nil { … }`.
    """
    for condition in conditions_around(resolver, file, node):
        for asked in questions(condition):
            left, right = child(asked, "left"), child(asked, "right")
            if left is None or right is None or right.type != "nil" or left.type != "identifier":
                continue
            object_ = resolver.object_of(file, left)
            if object_ is None or object_.kind != "var" or object_.is_local:
                continue
            if operator(asked) == "==" or not _is_set(resolver, uses, object_):
                return True
    return False


def _is_set(resolver: Resolver, uses: Uses, variable: Object) -> bool:
    """Whether a package variable is declared with a value, or set anywhere."""
    declared = variable.declaration
    if declared is None or child(declared, "value") is not None:
        return True
    return any(is_target(resolver, used_in, use) for used_in, use in uses.expressions(variable))
