"""What a function keeps only where a parameter equals a constant: `if name == "format" { s.format = data }`.

Whoever calls it with another name keeps nothing there, and knows that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find, operator, parts, walk
from scanners.golang.types import Basic
from scanners.pools.code.guards import conditions_around
from scanners.pools.code.values import is_named_constant
from scanners.pools.objects.carriers import Path, path_of

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver

_LITERALS: Final = frozenset({"int_literal", "interpreted_string_literal", "true", "false"})


def is_special(resolver: Resolver, declaration: Declaration, path: Path) -> bool:
    """Whether a function sets a path, and only behind such questions."""
    file = declaration.file
    setting = [
        statement
        for statement in find(declaration.node, "assignment_statement")
        for target in parts(child(statement, "left") or statement)
        if path_of(resolver, file, target) == path
    ]
    return bool(setting) and all(
        any(_asks_for_constant(resolver, file, each) for each in conditions_around(resolver, file, statement))
        for statement in setting
    )


def _asks_for_constant(resolver: Resolver, file: SourceFile, condition: Node) -> bool:
    for node in walk(condition):
        left, right = child(node, "left"), child(node, "right")
        if node.type != "binary_expression" or operator(node) != "==" or left is None or right is None:
            continue
        asked = resolver.object_of(file, left) if left.type == "identifier" else None
        is_value = asked is not None and asked.kind == "param" and isinstance(resolver.underlying(asked.type), Basic)
        if is_value and (right.type in _LITERALS or is_named_constant(resolver, file, right)):
            return True
    return False
