"""Types that hold an object of a pool for their user: made with it, lending it out, giving it back.

    func New() *Buffer { return &Buffer{data: pool.Get().([]byte)} }
    func (b *Buffer) Bytes() []byte { return b.data[:b.size] }
    func (b *Buffer) Release() { pool.Put(b.data); b.data = nil }

Unlike a field that is put back in every case, the object may be of another kind that owns nothing; whoever calls New
knows that it is not. A release that counts references is not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, parts, text
from scanners.pools.code.objects_in_functions import assigned_values, base, is_returned, names_of
from scanners.pools.code.parameters import receiver
from scanners.pools.tracking.forces import counts_references
from scanners.pools.tracking.releases import Release

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver
    from scanners.golang.scopes import Object
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.uses import Uses

# What stands around a value under a key of a struct.
_UNDER_KEY: Final = ("literal_element", "keyed_element", "literal_value", "composite_literal")


class Leases:
    """Answers for one program. Fields are told apart by their Object."""

    def __init__(self, resolver: Resolver, gets: Iterable[PoolSite], releases: Iterable[Release]) -> None:
        self._resolver: Final = resolver
        self._made: Final[dict[int, tuple[Object, PoolSite]]] = {}  # by the function that makes the owner
        self._makers: Final[list[tuple[SourceFile, Node]]] = []
        self._given: Final[dict[int, tuple[Object, Release]]] = {}  # by the method that gives back
        self._lent: Final[dict[int, Object | None]] = {}  # by the method that lends
        for site in gets:
            self._find_maker(site)
        fields = {field for field, _ in self._made.values()}
        for release in releases if fields else ():
            self._find_release(release, fields)

    def made(self, callee: Callee) -> tuple[str, PoolSite] | None:
        """The field of what a call makes that holds an object, and the Get that it came from."""
        found = self._made.get(callee.declaration.node.id) if callee.declaration is not None else None
        return (found[0].name, found[1]) if found is not None else None

    def given_back(self, callee: Callee) -> tuple[str, Release] | None:
        """The field of its receiver that a call gives back, and how."""
        found = self._given.get(callee.declaration.node.id) if callee.declaration is not None else None
        return (found[0].name, found[1]) if found is not None else None

    def lent(self, callee: Callee) -> str | None:
        """The field of its receiver in whose memory the result of a call lies."""
        declaration = callee.declaration
        if not self._given or declaration is None or declaration.kind != "method":
            return None
        if declaration.node.id not in self._lent:
            self._lent[declaration.node.id] = self._returned_field(declaration.file, declaration.node)
        field = self._lent[declaration.node.id]
        return field.name if field is not None else None

    def users(self, uses: Uses) -> Iterator[tuple[SourceFile, Node]]:
        """The functions that make an owner and have it give back what it holds."""
        for file, maker in self._makers if self._given else ():
            for used_in, call in uses.calls(file, maker):
                function = self._resolver.enclosing_function(used_in, call)
                names = list(names_of(self._resolver, used_in, call))
                if function is not None and any(self._gives_back(used_in, name) for name in names):
                    yield used_in, function

    def _gives_back(self, file: SourceFile, variable: Object) -> bool:
        for use in self._resolver.scopes.uses(file, variable) if variable.is_local else ():
            selector = self._resolver.parent(file, use)
            call = self._resolver.parent(file, selector) if selector is not None else None
            if call is not None and call.type in CALLS and self.given_back(self._resolver.callee(file, call)):
                return True
        return False

    def _find_maker(self, site: PoolSite) -> None:
        """See whether a Get stands under a key of a struct that the function returns."""
        above = list(islice(self._above(site.file, site.value), len(_UNDER_KEY)))
        function = site.function
        if tuple(each.type for each in above) != _UNDER_KEY or function is None or function.type == "func_literal":
            return
        _, keyed, body, literal = above
        key = child(keyed, "key")
        if key is None:
            return
        field, _ = self._resolver.key_of_struct(site.file, body, text(key))
        if field is not None and is_returned(self._resolver, site.file, function, literal):
            self._made[function.id] = (field, site)
            self._makers.append((site.file, function))

    def _above(self, file: SourceFile, node: Node | None) -> Iterator[Node]:
        while node is not None and (node := self._resolver.parent(file, node)) is not None:
            yield node

    def _find_release(self, release: Release, fields: set[Object]) -> None:
        """See whether a method gives back what a field of its receiver holds."""
        site = release.site
        function = site.function
        if function is None or function.type != "method_declaration" or counts_references(function, site):
            return
        for field in self._fields(site.file, function, release.value):
            if field in fields:
                self._given[function.id] = (field, release)

    def _fields(self, file: SourceFile, method: Node, value: Node) -> Iterator[Object]:
        """The field of the receiver that a value is cut from, directly or through a variable."""
        node = base(value)
        if node.type == "identifier":
            variable = self._resolver.object_of(file, node)
            values = list(assigned_values(self._resolver, file, variable)) if variable is not None else []
            node = base(values[0]) if len(values) == 1 else node
        operand = child(node, "operand") if node.type == "selector_expression" else None
        own = receiver(self._resolver, file, method)
        if operand is not None and own is not None and self._resolver.object_of_expression(file, operand) is own:
            field = self._resolver.object_of_expression(file, node)
            if field is not None:
                yield field

    def _returned_field(self, file: SourceFile, method: Node) -> Object | None:
        fields = {field for field, _ in self._given.values()}
        for statement in find(method, "return_statement"):
            for listed in parts(statement):
                for value in parts(listed)[:1]:
                    for field in self._fields(file, method, value):
                        if field in fields:
                            return field
        return None
