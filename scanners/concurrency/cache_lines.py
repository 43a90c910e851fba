"""Counters that share a cache line although different functions update them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.layout import Layouts
from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.golang.types import Field, Struct

if TYPE_CHECKING:
    from scanners.concurrency.counters import Updates
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

LINE: Final = 64  # bytes, on amd64 and most of arm64
_VALUES: Final = frozenset({"composite_literal", "expression_list", "unary_expression"})  # `= struct{ … }{}`
_NAMING: Final = frozenset({"type_spec", "var_spec", "field_declaration"})


@dataclass(frozen=True, slots=True, eq=False)
class Counter:
    """A field that is updated atomically, and by which functions."""

    field: Field
    updates: dict[str, tuple[SourceFile, Node]]


@dataclass(frozen=True, slots=True, eq=False)
class SharedLine:
    """Two or more counters of one struct, in the order in which they lie there."""

    struct: str
    file: SourceFile
    counters: tuple[Counter, ...]


def shared_lines(resolver: Resolver, updates: Updates) -> Iterator[SharedLine]:
    """The first such line of each struct."""
    by_struct: dict[int, tuple[SourceFile, Node, dict[str, Object]]] = {}
    for field in updates:
        struct = _struct_of(resolver, field)
        if struct is not None and field.file is not None:
            by_struct.setdefault(struct.id, (field.file, struct, {}))[2][field.name] = field
    for file, struct, fields in by_struct.values():
        type_ = resolver.type_from(file, struct)
        if len(fields) > 1 and isinstance(type_, Struct):
            counters = {name: updates[field] for name, field in fields.items()}
            found = next(_lines(resolver, type_, counters), None)
            if found is not None:
                yield SharedLine(_name_of(resolver, file, struct), file, found)


def _lines(
    resolver: Resolver, struct: Struct, counters: dict[str, dict[str, tuple[SourceFile, Node]]]
) -> Iterator[tuple[Counter, ...]]:
    layouts = Layouts(resolver)
    offsets = layouts.offsets(struct)
    for start, first in enumerate(struct.fields):
        begin = offsets[start]
        if first.name not in counters or begin is None:
            continue
        line = [Counter(first, counters[first.name])]
        for offset, field in list(zip(offsets, struct.fields, strict=True))[start + 1 :]:
            size = layouts.size(field.type)
            if field.name not in counters or offset is None or size is None or offset + size > begin + LINE:
                break
            line.append(Counter(field, counters[field.name]))
        if len(line) > 1 and _are_apart(line):
            yield tuple(line)


def _are_apart(line: list[Counter]) -> bool:
    """Whether two counters are updated each by a function that leaves the other alone."""
    return any(
        set(one.updates) - set(other.updates) and set(other.updates) - set(one.updates)
        for place, one in enumerate(line)
        for other in line[place + 1 :]
    )


def _struct_of(resolver: Resolver, field: Object) -> Node | None:
    node = field.identifier
    while node is not None and field.file is not None and node.type != "struct_type":
        node = resolver.parent(field.file, node)
    return node


def _name_of(resolver: Resolver, file: SourceFile, struct: Node) -> str:
    """Its name; of a struct without one that of the variable or field which it is the type of."""
    spec = resolver.parent(file, struct)
    while spec is not None and spec.type in _VALUES:
        spec = resolver.parent(file, spec)
    name = child(spec, "name") if spec is not None and spec.type in _NAMING else None
    return text(name) if name is not None else "struct"
