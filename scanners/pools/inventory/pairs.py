"""Pools by another name: where objects of the packages in knowledge/pool_pairs.toml are taken and given back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child
from scanners.knowledge import tables
from scanners.knowledge.tables import remembered
from scanners.pools.code.objects_in_functions import assigned_values, names_of, whole
from scanners.pools.inventory.declarations import PoolSite, SiteKind
from scanners.pools.inventory.naming import function_name

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Callee, Resolver
    from scanners.reading import Reading

_LISTS: Final = ("take", "give", "free", "makes", "fields", "methods")
MAJOR: Final = re.compile(r"/v\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of pool_pairs.toml."""

    package: str
    take: frozenset[str]
    give: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    known_as: str = ""

    @property
    def name(self) -> str:
        """What it is known as, or the package as code names it: `bytebufferpool`."""
        return self.known_as or self.package.rpartition("/")[2]

    @property
    def has_methods(self) -> bool:
        """Whether some of the functions are methods, which files call that do not import the package."""
        return any(name.startswith("(") for name in self.take | self.give | self.free)


@dataclass(frozen=True, slots=True, eq=False)
class PairSite:
    """A call that takes or gives back."""

    pair: Pair
    site: PoolSite


def find_pairs(program: Program, resolver: Resolver, reading: Reading) -> tuple[PairSite, ...]:
    """The calls in the selected files, in order; packages whose own pools are read are left to what is seen there."""
    known = _pairs()
    found = []
    for import_path, paths in reading.importers.items():
        pair = known.get(MAJOR.sub("", import_path))
        if pair is None:
            continue
        outside = [path for path in paths if not is_seen(program, reading, import_path, path)]
        for path in _with_neighbours(program, reading, outside) if pair.has_methods else outside:
            found += _Calls(resolver, program.file(path), pair, import_path).sites()
    return tuple(sorted(found, key=lambda each: (each.site.file.path, each.site.call.start_byte)))


def is_seen(program: Program, reading: Reading, import_path: str, path: str) -> bool:
    """Whether a package is read that has some pool; one that keeps its objects in another way is known by its pair."""
    package = program.package(import_path, path.rpartition("/")[0])
    read = reading.selected.intersection(package.paths) if package is not None else ()
    return any(b"Pool" in program.source.read(each) for each in read)


def _with_neighbours(program: Program, reading: Reading, paths: Iterable[str]) -> list[str]:
    """The files, and the other selected files of their packages."""
    packages = {id(package): package for path in paths if (package := program.package_of(path)) is not None}
    return sorted({path for package in packages.values() for path in package.paths} & reading.selected)


class _Calls:
    """The calls of one pair in one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, pair: Pair, import_path: str) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._pair: Final = pair
        self._path: Final = import_path
        self._taken: Final[set[Object]] = set()  # the variables that hold what was taken

    def sites(self) -> list[PairSite]:
        """The sites; those that take first, because what they give tells the others."""
        return [*self._takes(), *self._gives()]

    def _takes(self) -> Iterator[PairSite]:
        for call in self._calls(self._pair.take):
            if self._is_one_of(call, self._pair.take):
                value = whole(self._resolver, self._file, call)
                self._taken.update(names_of(self._resolver, self._file, value))
                yield self._site("get", call, value)

    def _gives(self) -> Iterator[PairSite]:
        for call in self._calls(self._pair.give):
            if self._is_one_of(call, self._pair.give) and arguments(call):
                yield self._site("put", call, arguments(call)[0])
        for call in self._calls(self._pair.free):
            callee = self._callee(call)
            is_taken = callee.kind == "unknown" and self._object(callee.receiver) in self._taken
            if callee.receiver is not None and (is_taken or self._is_named(callee, self._pair.free)):
                yield self._site("put", call, callee.receiver)

    def _calls(self, names: frozenset[str]) -> Iterator[Node]:
        """The calls of functions and methods with such names."""
        last = sorted({name.rpartition(".")[2].encode() for name in names})
        called = re.compile(rb"\.(" + b"|".join(last) + rb")\(") if last else None
        for match in called.finditer(self._file.source) if called is not None else ():
            node: Node | None = self._file.node_at(match.start(1), match.end(1))
            while node is not None and node.type in {"field_identifier", "selector_expression"}:
                node = self._resolver.parent(self._file, node)
            if node is not None and node.type in CALLS:
                yield node

    def _is_one_of(self, call: Node, names: frozenset[str]) -> bool:
        callee = self._callee(call)
        return self._is_named(callee, names) or (callee.kind == "unknown" and self._is_made(callee.receiver))

    def _is_named(self, callee: Callee, names: frozenset[str]) -> bool:
        """Whether the name is one of those: `Get`, or `(Pool).Get` for a method, of a pointer or not."""
        qualified = (callee.qualified or "").replace("*", "")
        is_method = qualified.startswith("(")
        return qualified.replace(f"{self._path}.", "", 1) in names and (is_method or qualified.startswith(self._path))

    def _is_made(self, receiver: Node | None) -> bool:
        """Whether a variable, whose type is not at hand, is set to a pool that the package makes."""
        object_ = self._object(receiver)
        if object_ is None or object_.file is None:
            return False
        values = [each for each in _initial(object_) if each.type in CALLS]
        if object_.is_local:
            values += [each for each in assigned_values(self._resolver, object_.file, object_) if each.type in CALLS]
        called = (self._resolver.callee(object_.file, each) for each in values)
        return any(self._is_named(each, self._pair.makes) for each in called)

    def _callee(self, call: Node) -> Callee:
        return self._resolver.callee(self._file, call)

    def _object(self, node: Node | None) -> Object | None:
        return self._resolver.object_of_expression(self._file, node) if node is not None else None

    def _site(self, kind: SiteKind, call: Node, value: Node) -> PairSite:
        return pair_site(self._resolver, self._pair, kind, self._file, call, value)


def pair_site(  # noqa: PLR0917 - a call with what it does
    resolver: Resolver, pair: Pair, kind: SiteKind, file: SourceFile, call: Node, value: Node
) -> PairSite:
    """A call that takes a value, or gives it back."""
    function = resolver.enclosing_function(file, call)
    return PairSite(pair, PoolSite(kind, file, call, value, function, function_name(resolver, file, call)))


def _initial(variable: Object) -> list[Node]:
    """What a variable of the package is declared with."""
    value = child(variable.declared.node, "value") if variable.declared is not None else None
    return value.named_children if value is not None else []


@remembered
def _pairs() -> dict[str, Pair]:
    table = tables.read("pool_pairs.toml")
    return {
        row["package"]: Pair(row["package"], known_as="", **{key: frozenset(row.get(key, ())) for key in _LISTS})
        for row in table["pairs"]
    }
