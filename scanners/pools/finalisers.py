"""Finalisers and clean-ups that a package attaches to its objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments
from scanners.knowledge.resources import lifecycle

if TYPE_CHECKING:
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type

_FINALISER: Final = re.compile(rb"\b(?:SetFinalizer|AddCleanup)\b")
_NAMES: Final = frozenset({"field_identifier", "selector_expression", "identifier"})


@dataclass(frozen=True, slots=True)
class Finaliser:
    """The call that attaches one, and the name of the function that it calls: "runtime.SetFinalizer"."""

    name: str
    file: SourceFile
    call: Node


def finaliser_of(resolver: Resolver, package: Package, type_: Type) -> Finaliser | None:
    """The first call in a package that attaches a finaliser to a value of the type."""
    for path in package.paths:
        file = package.file(path) if _FINALISER.search(resolver.program.source.read(path)) else None
        for match in _FINALISER.finditer(file.source) if file is not None else ():
            if file is None:
                continue
            node: Node | None = file.root.descendant_for_byte_range(match.start(), match.end())
            while node is not None and node.type in _NAMES:
                node = resolver.parent(file, node)
            if node is None or node.type != "call_expression" or not arguments(node):
                continue
            name = resolver.callee(file, node).qualified
            if name in lifecycle().finalisers and resolver.type_of(file, arguments(node)[0]) == type_:
                return Finaliser(name, file, node)
    return None
