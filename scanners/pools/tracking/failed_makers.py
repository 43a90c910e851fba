"""Puts of what a function returned beside an error that nobody has asked for yet: where it failed, that is nil.

x, err := build(text)
defer pool.Put(x)
if err != nil { return err }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, parts
from scanners.golang.types import ERROR, Pointer
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite


def made_in_vain(resolver: Resolver, site: PoolSite) -> Node | None:
    """The call whose first result a Put stores before anybody has looked at the error beside it, where that matters."""
    file, value = site.file, site.value
    variable = resolver.object_of(file, value) if value is not None and value.type == "identifier" else None
    if value is None or variable is None or not variable.is_local or not isinstance(variable.type, Pointer):
        return None
    for call, error in _made(resolver, site, variable):
        looked = [
            use
            for each in (variable, error)
            for use in resolver.scopes.uses(file, each)
            if call.end_byte <= use.start_byte < value.start_byte
        ]
        is_asked_later = any(use.start_byte > site.call.end_byte for use in resolver.scopes.uses(file, error))
        if not looked and is_asked_later and _returns_nil_with_error(resolver, file, call):
            return call
    return None


def _made(resolver: Resolver, site: PoolSite, variable: Object) -> Iterator[tuple[Node, Object]]:
    """The calls before a Put that set a variable together with an error, and the variable of the error."""
    for statement in find(site.function, "assignment_statement", "short_var_declaration") if site.function else ():
        left, right = child(statement, "left"), child(statement, "right")
        targets, values = (parts(each) if each is not None else [] for each in (left, right))
        is_call = len(targets) == 2 and len(values) == 1 and values[0].type in CALLS
        if not is_call or statement.end_byte > site.call.start_byte:
            continue
        named = [resolver.object_of(site.file, each) if each.type == "identifier" else None for each in targets]
        if named[0] is variable and named[1] is not None and named[1].type == ERROR:
            yield values[0], named[1]


def _returns_nil_with_error(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether the function that is called has a `return nil, err`, not in a literal."""
    declared = resolver.callee(file, call).declaration
    if declared is None:
        return False
    given = returned(resolver, Function(declared.file, declared.node, declared.name))
    return any(len(each) == 2 and each[0].type == "nil" != each[1].type for each in given)
