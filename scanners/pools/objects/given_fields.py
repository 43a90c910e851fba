"""Which fields of its receiver a method gives: `rows` for `func (p *parser) result() []row { return p.rows }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, find, only, parts
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.carriers import path_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

Names = frozenset[str]


def given_fields(resolver: Resolver, file: SourceFile, method: Node, results: int) -> tuple[Names | None, ...]:
    """The names for each result; None for one that may be anything else but nil."""
    own = receiver(resolver, file, method)
    found: list[Names | None] = [frozenset() for _ in range(results)]
    for statement in find(method, "return_statement") if own is not None else ():
        around = resolver.enclosing_function(file, statement)
        if around is None or around.id != method.id:
            continue
        listed = only(statement)
        values = parts(listed) if listed is not None else []
        for place, names in enumerate(found):
            value = values[place] if len(values) == results else None
            path = path_of(resolver, file, value) if value is not None else None
            if value is not None and value.type == "nil":
                continue
            is_field = path is not None and path.root is own and bool(path.fields)
            found[place] = names | {path.fields[0]} if names is not None and path is not None and is_field else None
    return tuple(found) if own is not None else ()
