"""The constant sizes of the slices that New makes and that are put into a pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, arguments, child, location, text
from scanners.model import Location
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.inventory.elements import returned_values

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration


@dataclass(frozen=True, slots=True)
class Size:
    """A capacity, and where a slice of it is made."""

    number: int
    location: Location


def sizes(resolver: Resolver, pool: PoolDeclaration) -> list[Size]:
    """Each size once, smallest first."""
    found: dict[int, Size] = {}
    for size in _all(resolver, pool):
        found.setdefault(size.number, size)
    return [found[number] for number in sorted(found)]


def _all(resolver: Resolver, pool: PoolDeclaration) -> Iterator[Size]:
    for new in pool.new:
        for file, value in returned_values(resolver, new):
            yield from _made(resolver, file, value)
    for site in pool.puts:
        if site.value is not None:
            yield from _made(resolver, site.file, site.value)


def _made(resolver: Resolver, file: SourceFile, value: Node) -> Iterator[Size]:
    """The size of a `make`, or of the one `make` that a local variable is declared with."""
    node = base(value)
    if node.type == "identifier":
        object_ = resolver.object_of(file, node)
        values = list(assigned_values(resolver, file, object_)) if object_ is not None and object_.is_local else []
        node = base(values[0]) if len(values) == 1 else node
    function = child(node, "function")
    if node.type != "call_expression" or function is None or text(function) != "make":
        return
    given = arguments(node)[1:]
    number = resolver.constants.integer(file, given[-1]) if given else None
    if number is not None:
        yield Size(number, location(file, node))
