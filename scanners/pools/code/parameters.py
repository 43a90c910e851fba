"""Parameters, receivers and results of functions as Objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, child, names, parts

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def parameters(resolver: Resolver, file: SourceFile, function: Node) -> list[Object | None]:
    """The parameters in order; None for one without a name. The last of a variadic function is its slice."""
    return _declared(resolver, file, child(function, "parameters"))


def results(resolver: Resolver, file: SourceFile, function: Node) -> list[Object | None]:
    """The results in order; None for one without a name."""
    declared = child(function, "result")
    if declared is None or declared.type != "parameter_list":
        return [] if declared is None else [None]
    return _declared(resolver, file, declared)


def receiver(resolver: Resolver, file: SourceFile, function: Node) -> Object | None:
    """The receiver of a method; None for functions and receivers without a name."""
    found = _declared(resolver, file, child(function, "receiver"))
    return found[0] if found else None


def _declared(resolver: Resolver, file: SourceFile, listed: Node | None) -> list[Object | None]:
    found: list[Object | None] = []
    for declaration in parts(listed) if listed is not None else []:
        identifiers = names(declaration)
        found += [resolver.object_of(file, each) for each in identifiers] if identifiers else [None]
    return found
