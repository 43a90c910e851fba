"""The inventory: every `sync.Pool` of a program, told apart by where it is made and followed to where it is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile
from scanners.golang.types import UNKNOWN, Interface, Pointer, TypeParameter
from scanners.model import Scope
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.inventory.declarations import Function, Inventory, PoolDeclaration, PoolSite, Variable
from scanners.pools.inventory.elements import element_types
from scanners.pools.inventory.free_lists import FreeLists
from scanners.pools.inventory.homes import Homes, Row
from scanners.pools.inventory.lent_objects import LentObjects
from scanners.pools.inventory.mentions import Mentions
from scanners.pools.inventory.naming import Name, function_name, function_of, function_of_declaration, name_of
from scanners.pools.inventory.owners import wrapping_variables
from scanners.pools.inventory.pairs import find_pairs
from scanners.pools.inventory.pool_flow import PoolFlow
from scanners.pools.inventory.pool_graph import Making, Place, PoolGraph, Result
from scanners.pools.inventory.pool_types import shape
from scanners.pools.inventory.seeds import Seeds
from scanners.pools.inventory.unseen_pools import UnseenPools
from scanners.pools.inventory.uses import Uses
from scanners.pools.inventory.wrappers import Wrappers

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.reading import Reading

__all__ = ["Function", "Inventory", "PoolDeclaration", "PoolSite", "Variable", "find_pools"]

_METHODS: Final = frozenset({"Get", "Put"})  # of an interface that a pool may stand behind


def find_pools(program: Program, resolver: Resolver, reading: Reading) -> Inventory:
    """All pools that the selected files declare or make."""
    mentions = Mentions(program, reading)
    uses = Uses(resolver, mentions)
    flow = PoolFlow(resolver, uses)
    Seeds(resolver, mentions, flow).sow()
    graph = flow.run()
    rows = Homes(resolver, graph).rows()
    wrappers = Wrappers(resolver, uses, graph, rows)
    wrappers.find()
    rower = _Rows(resolver, mentions, uses, graph, wrappers)
    pools = [pool for row in rows for pool in rower.declarations(row) if pool.file.path in reading.selected]
    pools.sort(key=lambda pool: (pool.file.path, pool.node.start_byte, pool.name))
    pairs = (*find_pairs(program, resolver, reading), *FreeLists(program, resolver, reading, uses).sites())
    known = {
        site.call.id for site in (*(each for pool in pools for each in pool.sites), *(each.site for each in pairs))
    }
    unseen = UnseenPools(program, resolver, reading, uses, known).sites()
    lent = LentObjects(program, resolver, reading, uses).find()
    return Inventory(uses, tuple(_identified(pools)), (*pairs, *unseen), lent)


@dataclass(frozen=True)
class _Rows:
    """Makes the declarations out of rows."""

    resolver: Resolver
    mentions: Mentions
    uses: Uses
    graph: PoolGraph
    wrappers: Wrappers

    def declarations(self, row: Row) -> Iterator[PoolDeclaration]:
        """One for each build variant of the place, or one for the expression that has no place."""
        reached = self.graph.reach(*row.starts)
        objects = tuple(dict.fromkeys(source.object for source in reached if isinstance(source, Place)))
        all_sites = tuple(self.wrappers.sites(row))
        wrappers = tuple(self.wrappers.functions(row))
        if isinstance(row.home, Making):
            file, node = row.home.file, row.home.node
            places: list[tuple[SourceFile, Node, Object | None, Name]] = [
                (file, node, None, Name(function_name(self.resolver, file, node), Scope.LITERAL))
            ]
        else:
            places = [
                (each.file, each.identifier, each, name_of(self.resolver, each))
                for each in self.uses.variants(row.home.object)
                if each.file is not None and each.identifier is not None
            ]
        for file, node, object_, name in places:
            package = self.mentions.program.package_of(file.path)
            if package is None:
                continue
            only = file if len(places) > 1 else None
            others = {each for each, *_ in places if each is not file}  # no build has both declarations
            sites = tuple(site for site in all_sites if site.file not in others)
            new = self._new(row, only)
            elements = element_types(self.resolver, new, sites)
            yield PoolDeclaration(
                identity=f"{package.import_path}.{name.name}",
                name=name.name,
                scope=name.scope,
                package=package,
                file=file,
                node=node,
                object=object_,
                owner=name.owner,
                element_type=elements[0] if elements else None,
                elements=elements,
                new=new,
                has_new=any(self.graph.news.get(source) for source in {**row.on_the_way, **reached})
                or self._is_copied_from_call(object_),
                literals=tuple(self._literals(row, only)),
                objects=objects,
                sites=sites,
                wrappers=wrappers,
                variables=tuple(self._variables(package, name, wrappers)),
                handed_out=() if name.scope in {Scope.LOCAL, Scope.LITERAL} else tuple(self._handed_out(reached)),
            )

    def _literals(self, row: Row, only: SourceFile | None) -> Iterator[tuple[SourceFile, Node]]:
        for source in row.on_the_way:
            if isinstance(source, Making) and only in {None, source.file}:
                yield source.file, source.node

    def _new(self, row: Row, only: SourceFile | None) -> tuple[Function, ...]:
        """What is set as New where the pool is made and wherever it goes."""
        found: dict[int, Function] = {}
        for source in {**row.on_the_way, **self.graph.reach(*row.starts)}:
            for file, value in self.graph.news.get(source, ()):
                function = self._function(file, value)
                if function is not None and only in {None, file}:
                    found.setdefault(function.node.id, function)
        return tuple(sorted(found.values(), key=lambda each: (each.file.path, each.node.start_byte)))

    def _is_copied_from_call(self, object_: Object | None) -> bool:
        """Whether a pool is the copy of one that a call gives, and has its New: `var pools = makePools()`."""
        if object_ is None or object_.file is None or isinstance(object_.type, Pointer):
            return False
        values = assigned_values(self.resolver, object_.file, object_)
        return any(each.type in CALLS and self.resolver.callee(object_.file, each).kind != "builtin" for each in values)

    def _function(self, file: SourceFile, value: Node) -> Function | None:
        """The function that an expression names."""
        if value.type == "func_literal":
            return function_of(self.resolver, file, value)
        object_ = self.resolver.object_of_expression(file, value)
        if object_ is None or object_.declared is None or object_.declared.kind not in {"func", "method"}:
            return None
        return function_of_declaration(object_.declared)

    def _handed_out(self, reached: Iterable[object]) -> Iterator[Function]:
        """The declared functions that return the pool itself."""
        seen: set[int] = set()
        for source in reached:
            if not isinstance(source, Result) or source.facet != "pool" or source.function.type == "func_literal":
                continue
            if source.key not in seen and self._may_be_pool(source):
                seen.add(source.key)
                yield function_of(self.resolver, source.file, source.function)

    def _may_be_pool(self, source: Result) -> bool:
        """Whether a result may be the pool by its type; a container that is written for any type gives out values."""
        results = self.resolver.signature(source.file, source.function).results
        if source.index >= len(results):
            return True
        type_ = results[source.index]
        if isinstance(self.resolver.underlying(type_), Interface):
            return not isinstance(type_, TypeParameter) and self.resolver.method_names(type_) <= _METHODS
        return type_ is UNKNOWN or shape(self.resolver, type_) is not None

    def _variables(self, package: Package, name: Name, wrappers: tuple[Function, ...]) -> Iterator[Variable]:
        """Variables of the type whose field the pool is, where its methods get or put."""
        method = re.compile(rf"{re.escape(name.owner)}(?:\[.*\])?\." if name.owner is not None else r"$.")
        if name.owner is not None and any(method.match(wrapper.name) for wrapper in wrappers):
            yield from wrapping_variables(self.resolver, self.mentions, package, name.owner)


def _identified(pools: list[PoolDeclaration]) -> Iterator[PoolDeclaration]:
    """Tell pools of one name apart: by file where that does it, else by number."""
    total = Counter(pool.identity for pool in pools)
    in_file = Counter((pool.identity, pool.file.path) for pool in pools)
    numbers: Counter[tuple[str, str]] = Counter()
    for pool in pools:
        identity = pool.identity
        if total[identity] > 1:
            key = (identity, pool.file.path)
            numbers[key] += 1
            file_name = pool.file.path.rpartition("/")[2]
            suffix = f"@{file_name}" if in_file[key] < total[identity] else ""
            identity += suffix + (f"#{numbers[key]}" if in_file[key] > 1 else "")
        yield replace(pool, identity=identity)
