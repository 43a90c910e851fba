"""Fields that are updated atomically, and the functions that update them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.spelling import SELECTED
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, names, text
from scanners.golang.types import Named, Pointer, Slice
from scanners.knowledge.counters import Counters, counters
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.targets import is_same
from scanners.pools.inventory.naming import function_name
from scanners.pools.inventory.values_of_type import ValuesOfType

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

# A field and, by the name of the function that updates it, the first call there.
Updates = dict["Object", dict[str, tuple["SourceFile", "Node"]]]


class CounterFields:
    """Finds them in one program."""

    def __init__(self, program: Program, resolver: Resolver, reading: Reading, mentions: Mentions, uses: Uses) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._mentions: Final = mentions
        self._uses: Final = uses

    def updates(self) -> Updates:
        """Counters themselves, and fields whose type wraps one and updates it in a method."""
        found: Updates = {}
        wrapping: dict[tuple[str, str], set[str]] = {}
        for row in counters():
            for file in self._files(row):
                for field, used_in, call in (*self._by_function(file, row), *self._by_method(file, row)):
                    function = self._receiving_method(used_in, call, field)
                    if function is not None:
                        wrapping.setdefault(function[:2], set()).add(function[2])
                    name = function_name(self._resolver, used_in, call)
                    found.setdefault(field, {}).setdefault(name, (used_in, call))
        for (path, type_name), methods in wrapping.items():
            package = self._program.package_of(path)
            if package is not None:
                self._wrapped(package, type_name, methods, found)
        return found

    def _files(self, row: Counters) -> Iterator[SourceFile]:
        for path, _ in self._reading.mentioning(row.package, row.functions | row.types):
            if self._program.package_of(path) is not None:
                yield self._program.file(path)

    def _by_function(self, file: SourceFile, row: Counters) -> Iterator[tuple[Object, SourceFile, Node]]:
        """`atomic.AddInt64(&s.hits, 1)`."""
        for node in _words(file, row.functions):
            selector = self._resolver.parent(file, node)
            call = self._resolver.parent(file, selector) if selector is not None else None
            if call is None or call.type not in CALLS or not arguments(call):
                continue
            if self._resolver.callee(file, call).qualified == f"{row.package}.{text(node)}":
                field = self._field(file, base(arguments(call)[0]))
                # What a pointer or a slice leads to lies elsewhere.
                if field is not None and not isinstance(field.type, Pointer | Slice):
                    yield field, file, call

    def _by_method(self, file: SourceFile, row: Counters) -> Iterator[tuple[Object, SourceFile, Node]]:
        """`s.hits.Add(1)`, of a field that is declared in this file."""
        for node in _words(file, row.types):
            qualified = self._resolver.parent(file, node)
            declaration = self._resolver.parent(file, qualified) if qualified is not None else None
            if qualified is None or declaration is None or declaration.type != "field_declaration":
                continue
            if str(self._resolver.type_from(file, qualified)).partition("[")[0].rpartition(".")[2] != text(node):
                continue
            for identifier in names(declaration):
                field = self._resolver.object_of(file, identifier)
                if field is not None:
                    for used_in, call in self._calls_on(field, row.methods):
                        yield field, used_in, call

    def _calls_on(self, field: Object, methods: frozenset[str] | set[str]) -> Iterator[tuple[SourceFile, Node]]:
        for used_in, use in self._uses.expressions(field, SELECTED):
            selector = self._resolver.parent(used_in, use)
            name = child(selector, "field") if selector is not None and selector.type == "selector_expression" else None
            call = self._resolver.parent(used_in, selector) if selector is not None else None
            if name is None or text(name) not in methods or call is None or call.type not in CALLS:
                continue
            if is_same(child(call, "function"), selector or use):
                yield used_in, call

    def _field(self, file: SourceFile, node: Node) -> Object | None:
        object_ = self._resolver.object_of_expression(file, node) if node.type == "selector_expression" else None
        return object_ if object_ is not None and object_.kind == "field" else None

    def _receiving_method(self, file: SourceFile, call: Node, field: Object) -> tuple[str, str, str] | None:
        """The path, type and name of the method that updates a field of its own receiver."""
        method = self._resolver.enclosing_function(file, call)
        name = child(method, "name") if method is not None and method.type == "method_declaration" else None
        declared = self._resolver.object_of(file, name) if name is not None else None
        if declared is None or declared.declared is None or declared.declared.receiver is None or field.file is None:
            return None
        return field.file.path, declared.declared.receiver, declared.name

    def _wrapped(self, package: Package, type_name: str, methods: set[str], found: Updates) -> None:
        """`s.hits.Inc()`, where the type of hits is a struct around a counter, and Inc updates it."""
        methods |= set(self._calling(package, type_name, methods))
        for field in ValuesOfType(self._resolver, self._mentions, self._uses).fields(package, type_name):
            if isinstance(field.type, Named):
                for used_in, call in self._calls_on(field, methods):
                    name = function_name(self._resolver, used_in, call)
                    found.setdefault(field, {}).setdefault(name, (used_in, call))

    def _calling(self, package: Package, type_name: str, methods: set[str]) -> Iterator[str]:
        """The methods of a type that call one of the given methods on their receiver: Inc calls Add."""
        for declaration in package.methods(type_name):
            body = (child(declaration.node, "body") or declaration.node).text or b""
            if any(re.search(rb"\.\s*" + each.encode() + rb"\(", body) for each in methods):
                yield declaration.name


def _words(file: SourceFile, wanted: frozenset[str]) -> Iterator[Node]:
    """The identifiers behind a dot that are one of the words."""
    if not wanted:
        return
    word = re.compile(rb"\.(" + b"|".join(each.encode() for each in sorted(wanted)) + rb")(?![\w\x80-\xff])")
    for match in word.finditer(file.source):
        node = file.node_at(match.start(1), match.end(1))
        if node is not None and node.type in {"field_identifier", "type_identifier"}:
            yield node
