"""Under which names a function holds an object of a pool: variables, and fields of variables, joined by assignments.

`b := p.Get().(*T); c := b; s.b = c; w := &W{b: b}` is one carrier with four paths. Which path is assigned when is not
told apart: all of them are taken for the same object, so that a reset through any name counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, names, parts, text
from scanners.pools.code.fluent import handed_back
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.values import is_error

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite

_VARIABLES: Final = frozenset({"var", "param", "receiver", "result"})
# What stands between a name and the same object: `(x)`, `*x`, `&x`, `x.(T)`.
_TRANSPARENT: Final = frozenset({"parenthesized_expression", "unary_expression", "type_assertion_expression"})


class Path(NamedTuple):  # in the sets of every state: tuples are hashed and compared five times as fast as dataclasses
    """A variable, or a field reached from it: `s`, `s.buf`."""

    root: Object
    fields: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Carrier:
    """The names of one object in one function, and the sites that take it or put it back there, by call id."""

    paths: set[Path] = field(default_factory=set)
    gets: dict[int, PoolSite] = field(default_factory=dict)
    puts: dict[int, PoolSite] = field(default_factory=dict)

    def matches(self, root: Object) -> bool:
        """Whether a name may begin one of the paths."""
        return any(path.root is root for path in self.paths)


def path_of(resolver: Resolver, file: SourceFile, node: Node) -> Path | None:
    """The path that an expression is, through parentheses, `*`, `&` and type assertions; None for anything else."""
    fields: list[str] = []
    while True:
        node = base(node)
        if node.type == "identifier":
            root = resolver.object_of(file, node)
            return Path(root, tuple(reversed(fields))) if root is not None and root.kind in _VARIABLES else None
        operand = child(node, "operand") if node.type == "selector_expression" else None
        name = child(node, "field")
        if operand is None or name is None:
            return None
        fields.append(text(name))
        node = operand


def given_back_to(resolver: Resolver, file: SourceFile, into: Path, call: Node) -> Path | None:
    """What a call is given and gives back under its name, or a new variable of that name: `x, err := fill(x)`."""
    name = into.root.name
    if into.fields or not any(each.type == "identifier" and text(each) == name for each in arguments(call)):
        return None
    same = handed_back(resolver, file, call)
    return path_of(resolver, file, same) if same is not None and text(same) == name else None


def assignments(body: Node) -> Iterator[tuple[Node, Node]]:
    """Each target with its value, in assignments and declarations; of `a, ok := f()` the first target."""
    for node in find(body, "assignment_statement", "short_var_declaration", "var_spec"):
        if node.type in {"assignment_statement", "short_var_declaration"}:
            left, right = child(node, "left"), child(node, "right")
            targets = parts(left) if left is not None else []
        else:
            right = child(node, "value")
            targets = names(node)
        values = parts(right) if right is not None else []
        if len(values) == len(targets):
            yield from zip(targets, values, strict=True)
        elif len(values) == 1 and targets:
            yield targets[0], values[0]


def _fields(resolver: Resolver, file: SourceFile, literal: Node) -> Iterator[tuple[str, Node]]:
    """The fields that a literal names with their values, without those that lend it their methods."""
    body, type_ = child(literal, "body"), resolver.type_of(file, literal)
    for element in parts(body) if body is not None else ():
        key, value = child(element, "key"), child(element, "value")
        named = resolver.field(type_, text(key)) if element.type == "keyed_element" and key is not None else None
        if named is not None and not named.field.embedded and value is not None and parts(value):
            yield named.field.name, parts(value)[0]


def _is_part(value: Node, given: Node) -> bool:
    """Whether a value is a cut of a slice variable: a slice of its own, with a length of its own.

    `(*p)[:0]` counts as the object, because it is how code works on the slice behind the pointer that it took. What is
    asserted to be an error is no object either: it is what New gave in its place.
    """
    if is_error(value):
        return True
    if value.type != "slice_expression":
        return False
    while value.id != given.id:
        if value.type == "unary_expression":
            return False
        value = child(value, "operand") or parts(value)[0]
    return True


class Carriers:
    """The carriers of one function body."""

    def __init__(self, resolver: Resolver, file: SourceFile, body: Node) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._leaders: Final[dict[Path, Path]] = {}
        self._targets: Final[dict[int, Path]] = {}
        self.made: Final[set[Object]] = (
            set()
        )  # variables that are set to a literal, so that their fields come from here
        for target, value in assignments(body):
            into = path_of(resolver, file, target)
            if into is None:
                continue
            given = base(value)
            if given.type == "composite_literal":
                self.made.add(into.root)
                for name, inner in _fields(resolver, file, given):
                    self._assign(Path(into.root, (*into.fields, name)), inner)
            else:
                self._assign(into, value)

    def _assign(self, into: Path, value: Node) -> None:
        given = base(value)
        if given.type in CALLS:
            self._targets[given.id] = into
            if (same := given_back_to(self._resolver, self._file, into, given)) is not None:
                self._join(into, same)
        elif (origin := path_of(self._resolver, self._file, given)) is not None and not _is_part(value, given):
            self._join(into, origin)

    def of_sites(self, sites: list[PoolSite]) -> list[Carrier]:
        """A carrier for each object that the sites take and put back, in the order of the sites."""
        found: dict[Path, Carrier] = {}
        for site in sites:
            path = self.path_of_site(site)
            if path is None:
                continue
            carrier = found.setdefault(self._leader(path), Carrier())
            carrier.paths |= self._joined(path)
            (carrier.gets if site.kind == "get" else carrier.puts)[site.call.id] = site
        return list(found.values())

    def of_object(self, object_: Object, sites: list[PoolSite]) -> Carrier:
        """The carrier of a parameter or receiver, with those of the sites that put it back."""
        path = Path(object_)
        carrier = Carrier(self._joined(path))
        for site in sites:
            if site.kind == "put" and self.path_of_site(site) in carrier.paths:
                carrier.puts[site.call.id] = site
        return carrier

    def path_of_site(self, site: PoolSite) -> Path | None:
        """What a Get is assigned to, or a Put puts back."""
        if site.kind == "get":
            return self._targets.get(site.call.id)
        return path_of(self._resolver, self._file, site.value) if site.value is not None else None

    def _joined(self, path: Path) -> set[Path]:
        leader = self._leader(path)
        return {path, *(each for each in self._leaders if self._leader(each) == leader)}

    def _leader(self, path: Path) -> Path:
        while (above := self._leaders.get(path, path)) != path:
            path = above
        return path

    def _join(self, one: Path, other: Path) -> None:
        first, second = self._leader(one), self._leader(other)
        self._leaders.setdefault(one, one)
        self._leaders.setdefault(other, other)
        if first != second:
            self._leaders[first] = second
