"""Where connection pools and their clients are made, by the names in knowledge/connection_pools.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.connections.test_support import files_of_tests
from scanners.golang.syntax import Node, SourceFile, arguments, child, location, text, walk
from scanners.golang.types import Named, Pointer, Type
from scanners.knowledge.connection_pools import Kind, PoolMaker, pool_makers, tests
from scanners.model import Location
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.reading import Reading

# What may stand between the name and the call or literal that it belongs to.
_UPWARD: Final = frozenset(
    {"identifier", "field_identifier", "type_identifier", "selector_expression", "qualified_type", "pointer_type"}
)

_DRIVERS: Final = "gorm.io/driver/"


@dataclass(frozen=True, slots=True, eq=False)
class ConnectionPool:
    """A pool of connections: `node` is the call or the literal that makes it or configures it, `name` as in `sql.Open`.

    `settings` are the fields that bound it, for a literal; of a call those that it leaves out. `handles` are the
    methods of what a call gives whose result is the pool again; None for any that may be. One that is `bounded` has
    limits, whether any are set or not.
    """

    kind: Kind
    name: str
    file: SourceFile
    node: Node
    settings: tuple[str, ...] = ()
    handles: frozenset[str] | None = None
    bounded: bool = False

    @property
    def is_literal(self) -> bool:
        """Whether it is a literal, whose fields are settings."""
        return self.node.type == "composite_literal"

    @property
    def location(self) -> Location:
        """Where it stands."""
        return location(self.file, self.node)


def find_connection_pools(program: Program, resolver: Resolver, reading: Reading) -> tuple[ConnectionPool, ...]:
    """All that the selected files make, in order; only files that import such a package and hold a name are parsed."""
    found: list[ConnectionPool] = []
    ignored = files_of_tests(reading)
    for import_path in reading.importers:
        maker = pool_makers(import_path)
        if maker is None:
            continue
        words = maker.open | maker.options
        for path, _ in reading.mentioning(import_path, words):
            if path not in ignored and program.package_of(path) is not None:
                made = _made_in(resolver, program.file(path), import_path, maker)
                found += (each for each in made if not _is_of_test(resolver, each.file, each.node))
    return tuple(sorted(found, key=lambda each: (each.file.path, each.node.start_byte)))


def _made_in(resolver: Resolver, file: SourceFile, import_path: str, maker: PoolMaker) -> Iterator[ConnectionPool]:
    words = sorted(maker.open | maker.options | ({"Clone"} if maker.kind == "http" else set()))
    word = re.compile(rb"(?<![\w\x80-\xff])(?:" + b"|".join(each.encode() for each in words) + rb")(?![\w\x80-\xff])")
    for match in word.finditer(file.source):
        named = file.node_at(match.start(), match.end())
        if named is None or named.type not in _UPWARD:
            continue
        name = match[0].decode()
        node = _around(resolver, file, named)
        if node is None:
            continue
        shown = f"{_package_name(import_path)}.{name}"
        if node.type == "composite_literal":
            if name in maker.options and _is_named(resolver.type_of(file, node), import_path, name):
                yield ConnectionPool(maker.kind, shown, file, node, maker.settings)
        elif name in maker.open and resolver.callee(file, node).qualified == f"{import_path}.{name}":
            if not _borrows(resolver, file, node, maker):
                yield ConnectionPool(
                    maker.kind, shown, file, node, maker.settings_of_call, maker.handles, maker.bounded
                )
        elif name == "Clone":
            yield from _cloned(resolver, file, node, import_path, maker)


def _cloned(
    resolver: Resolver, file: SourceFile, call: Node, import_path: str, maker: PoolMaker
) -> Iterator[ConnectionPool]:
    """`http.DefaultTransport.(*http.Transport).Clone()`, `c.base.Clone()`."""
    type_ = resolver.type_of(file, call)
    for option in maker.options:
        if _is_named(type_, import_path, option):
            yield ConnectionPool(maker.kind, f"{_package_name(import_path)}.{option}", file, call)


def _is_of_test(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    """Whether a function around a node is given a test to report to: it helps tests, in whatever file it stands."""
    function = resolver.enclosing_function(file, node)
    while function is not None:
        for type_ in resolver.signature(file, function).params:
            target = type_.element if isinstance(type_, Pointer) else type_
            if isinstance(target, Named) and target.qualified in tests():
                return True
        function = resolver.enclosing_function(file, function)
    return False


def _borrows(resolver: Resolver, file: SourceFile, call: Node, maker: PoolMaker) -> bool:
    """Whether a call is, or may be, given the pool that it works with: `Open(mysql.New(mysql.Config{Conn: db}))`."""
    if maker.lent is None:
        return False
    given = arguments(call)
    if maker.lent and (not given or given[0].type in {"identifier", "selector_expression"}):
        given = _dialectors(resolver, file, given[0]) if given else []
        if not given:
            return True  # who knows what it was made with
    return any(
        (each.type == "keyed_element" and text(child(each, "key") or each) in maker.lent)
        or (each.type == "identifier" and _is_named(resolver.type_of(file, each), "database/sql", "DB"))
        for argument in given
        for each in walk(argument)
    )


def _dialectors(resolver: Resolver, file: SourceFile, name: Node) -> list[Node]:
    """The calls of drivers that alone give a local variable its value: `dialector = postgres.Open(dsn)`."""
    object_ = resolver.object_of(file, name) if name.type == "identifier" else None
    if object_ is None or not object_.is_local or object_.kind != "var":
        return []
    given = [each for each in assigned_values(resolver, file, object_) if each.type != "nil"]
    names = (resolver.callee(file, each).qualified if each.type == "call_expression" else None for each in given)
    return given if all((each or "").startswith(_DRIVERS) for each in names) else []


def _around(resolver: Resolver, file: SourceFile, named: Node) -> Node | None:
    """The call that the name is the function of, or the literal that it is the type of; None for any other use."""
    node = named
    while (parent := resolver.parent(file, node)) is not None:
        if parent.type == "call_expression" and is_same(child(parent, "function"), node):
            return parent
        if parent.type == "composite_literal" and is_same(child(parent, "type"), node):
            return parent
        if parent.type not in _UPWARD:
            return None
        node = parent
    return None


def _is_named(type_: Type, path: str, name: str) -> bool:
    if isinstance(type_, Pointer):
        type_ = type_.element
    return isinstance(type_, Named) and type_.path == path and type_.name == name


def _package_name(import_path: str) -> str:
    """The last part of an import path as code writes it: "github.com/redis/go-redis/v9" is `redis`."""
    last = re.sub(r"/v\d+$", "", import_path).rpartition("/")[2]
    return re.sub(r"^go-|\.v\d+$", "", last)
