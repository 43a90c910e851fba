"""Finalisers and clean-ups that a package attaches to its objects, and what they free."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import Match
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text, walk, word
from scanners.golang.types import Signature
from scanners.knowledge.resources import lifecycle
from scanners.pools.code.objects_in_functions import base
from scanners.pools.ownership.resource_types import is_resource

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration, Package
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type
    from scanners.pools.inventory.declarations import PoolSite

_FINALISERS: Final = (b"SetFinalizer", b"AddCleanup")
_NAMES: Final = frozenset({"field_identifier", "selector_expression", "identifier"})
_C_FREES: Final = re.compile(r"(?i)^C\.\w*(?:free|release|destroy|delete|close|munmap)")
_DEEPEST: Final = 4  # a finaliser calls a method that calls a package's Free that calls C.free
_FEWEST: Final = 2  # arguments: the object and what is run


@dataclass(frozen=True, slots=True)
class Finaliser:
    """The call that attaches one, and the name of the function that it calls: "runtime.SetFinalizer".

    `idle`: that function stands for the runtime's and does nothing in the builds that come first.
    """

    name: str
    file: SourceFile
    call: Node
    idle: bool = False


def finaliser_of(resolver: Resolver, package: Package, type_: Type) -> Finaliser | None:
    """The first call in a package that attaches a finaliser to a value of the type."""
    for path in package.paths:
        source = resolver.program.source.read(path)
        if not any(name in source for name in _FINALISERS):
            continue
        file = package.file(path)
        for call in _calls(resolver, file):
            callee = resolver.callee(file, call)
            if callee.qualified is None or type_ not in _attached_to(resolver, file, call):
                continue
            if callee.qualified in lifecycle().finalisers:
                return Finaliser(callee.qualified, file, call)
            if callee.declaration is not None and _does_nothing(callee.declaration):
                return Finaliser(callee.qualified, file, call, idle=True)
    return None


def is_taken_off(resolver: Resolver, site: PoolSite) -> bool:
    """Whether `runtime.SetFinalizer(x, nil)` comes before the Put of x in the same function."""
    put = resolver.object_of_expression(site.file, base(site.value)) if site.value is not None else None
    if put is None or site.function is None:
        return False
    return any(
        resolver.callee(site.file, call).qualified in lifecycle().finalisers
        and arguments(call)[1].type == "nil"
        and resolver.object_of_expression(site.file, base(arguments(call)[0])) is put
        for call in _calls(resolver, site.file)
        if site.function.start_byte <= call.start_byte < site.call.start_byte
    )


def frees(resolver: Resolver, finaliser: Finaliser) -> bool:
    """Whether what a finaliser runs frees memory outside Go's, or closes something."""
    function = arguments(finaliser.call)[1]
    if function.type == "func_literal":
        return _frees_in(resolver, finaliser.file, function, 0)
    object_ = resolver.object_of_expression(finaliser.file, function)
    declared = object_.declared if object_ is not None else None
    return declared is not None and _frees_in(resolver, declared.file, declared.node, 0)


def _calls(resolver: Resolver, file: SourceFile) -> Iterator[Node]:
    """The calls of functions that are called like those of package runtime."""
    found = (match for name in _FINALISERS for match in word(name).finditer(file.source))
    for match in sorted(found, key=Match.start):
        node: Node | None = file.node_at(match.start(), match.end())
        while node is not None and node.type in _NAMES:
            node = resolver.parent(file, node)
        if node is not None and node.type == "call_expression" and len(arguments(node)) >= _FEWEST:
            yield node


def _attached_to(resolver: Resolver, file: SourceFile, call: Node) -> Iterator[Type]:
    """The type of the object; where it comes from a package that is not at hand, that of the function's parameter."""
    object_, function = arguments(call)[:2]
    yield resolver.type_of(file, object_)
    taken = resolver.type_of(file, function)
    if isinstance(taken, Signature):
        yield from taken.params[:1]


def _does_nothing(declaration: Declaration) -> bool:
    body = child(declaration.node, "body")
    return body is not None and not any(node.type in CALLS for node in walk(body))


def _frees_in(resolver: Resolver, file: SourceFile, function: Node, depth: int) -> bool:
    body = child(function, "body")
    return body is not None and any(
        _is_freeing(resolver, file, node, depth) for node in walk(body) if node.type in CALLS
    )


def _is_freeing(resolver: Resolver, file: SourceFile, call: Node, depth: int) -> bool:
    function = child(call, "function")
    if function is not None and _C_FREES.match(text(function)):
        return True
    callee = resolver.callee(file, call)
    if callee.qualified in lifecycle().ends:
        return True
    if callee.receiver is not None and (callee.qualified or "").rpartition(".")[2] in lifecycle().methods:
        return is_resource(resolver, resolver.type_of(file, callee.receiver))
    declared = callee.declaration
    is_at_hand = declared is not None and not declared.package.is_knowledge and depth < _DEEPEST
    return declared is not None and is_at_hand and _frees_in(resolver, declared.file, declared.node, depth + 1)
