"""Pools by another name: where objects of the packages in knowledge/pool_pairs.toml are taken and given back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments
from scanners.knowledge import tables
from scanners.knowledge.tables import remembered
from scanners.pools.declarations import PoolSite
from scanners.pools.naming import function_name

if TYPE_CHECKING:
    from scanners.golang.packages import Program
    from scanners.golang.resolver import Resolver
    from scanners.reading import Reading

_MAJOR: Final = re.compile(r"/v\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of pool_pairs.toml."""

    package: str
    take: frozenset[str]
    give: frozenset[str]
    fields: frozenset[str]
    methods: frozenset[str]

    @property
    def name(self) -> str:
        """The package as code names it: `bytebufferpool`."""
        return self.package.rpartition("/")[2]


@dataclass(frozen=True, slots=True, eq=False)
class PairSite:
    """A call that takes or gives back."""

    pair: Pair
    site: PoolSite


def find_pairs(program: Program, resolver: Resolver, reading: Reading) -> tuple[PairSite, ...]:
    """The calls in the selected files, in order; packages of the source itself are left to what is read there."""
    known = _pairs()
    found = []
    for import_path, paths in reading.importers.items():
        pair = known.get(_MAJOR.sub("", import_path))
        for path in paths if pair is not None else ():
            package = program.package(import_path, path.rpartition("/")[0])
            if pair is not None and (package is None or not reading.selected.intersection(package.paths)):
                found += list(_sites(resolver, program.file(path), pair, import_path))
    return tuple(sorted(found, key=lambda each: (each.site.file.path, each.site.call.start_byte)))


def _sites(resolver: Resolver, file: SourceFile, pair: Pair, import_path: str) -> Iterator[PairSite]:
    called = re.compile(rb"\.(" + b"|".join(name.encode() for name in sorted(pair.take | pair.give)) + rb")\(")
    for match in called.finditer(file.source):
        node: Node | None = file.root.descendant_for_byte_range(match.start(1), match.end(1))
        while node is not None and node.type in {"field_identifier", "selector_expression"}:
            node = resolver.parent(file, node)
        if node is None or node.type not in CALLS:
            continue
        name = match[1].decode()
        if resolver.callee(file, node).qualified != f"{import_path}.{name}":
            continue
        given = arguments(node)
        value = node if name in pair.take else given[0] if given else None
        kind = "get" if name in pair.take else "put"
        function = resolver.enclosing_function(file, node)
        where = function_name(resolver, file, node)
        yield PairSite(pair, PoolSite("get" if kind == "get" else "put", file, node, value, function, where))


@remembered
def _pairs() -> dict[str, Pair]:
    table = tables.read("pool_pairs.toml")
    return {
        row["package"]: Pair(
            row["package"],
            frozenset(row["take"]),
            frozenset(row["give"]),
            frozenset(row["fields"]),
            frozenset(row["methods"]),
        )
        for row in table["pairs"]
    }
