"""Uses of an embedded pool that do not name it: `s.Get()` where s embeds a sync.Pool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, names, text
from scanners.golang.types import Pointer, Type
from scanners.pools.inventory.pool_types import is_pool

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions

_PROMOTED: Final = re.compile(rb"\.\s*(Get|Put|New)\b")


def promoted_uses(
    resolver: Resolver, mentions: Mentions, package: Package, field: Object
) -> Iterator[tuple[SourceFile, Node]]:
    """The operands of promoted selectors: `s` of `s.Get()`, each to be read as `s.Pool`. Nothing for a named field."""
    if not _is_embedded_pool(resolver, field):
        return
    seen: set[str] = set()
    for name in ("Get", "Put", "New"):
        for file in mentions.files(package, name):
            if file.path not in seen:
                seen.add(file.path)
                yield from ((file, operand) for operand in _in_file(resolver, file, field))


def is_embedded(resolver: Resolver, field: Object) -> bool:
    """Whether a field has no name of its own."""
    node = field.identifier
    while node is not None and field.file is not None and node.type != "field_declaration":
        node = resolver.parent(field.file, node)
    return node is not None and not names(node)


def _is_embedded_pool(resolver: Resolver, field: Object) -> bool:
    """Whether a field is embedded and its type is a pool or a pointer to one."""
    type_ = field.type.element if isinstance(field.type, Pointer) else field.type
    return is_embedded(resolver, field) and is_pool(type_)


def _in_file(resolver: Resolver, file: SourceFile, field: Object) -> Iterator[Node]:
    for match in _PROMOTED.finditer(file.source):
        selected = file.node_at(match.start(1), match.end(1))
        if selected is None or selected.type != "field_identifier":
            continue
        selector = resolver.parent(file, selected)
        operand = (
            child(selector, "operand") if selector is not None and selector.type == "selector_expression" else None
        )
        if operand is not None and _reaches(resolver, resolver.type_of(file, operand), text(selected), field):
            yield operand


def _reaches(resolver: Resolver, type_: Type, name: str, field: Object) -> bool:
    """Whether a promoted name is found through this embedded field, and not in a nearer one."""
    if name == "New":
        selection = resolver.field(type_, name)
        path = selection.path[:-1] if selection is not None else ()
    else:
        method = resolver.method(type_, name)
        path = method.path if method is not None else ()
    found: Object | None = None
    for step in path:
        selection = resolver.field(type_, step)
        if selection is None:
            return False
        type_, found = selection.type, resolver.object_of_field(selection.field)
    return found is field
