"""Types that hold an object of a pool for their user: made with it, lending it out, giving it back.

    func New() *Buffer { return &Buffer{data: pool.Get().([]byte)} }
    func (b *Buffer) Bytes() []byte { return b.data[:b.size] }
    func (b *Buffer) Release() { pool.Put(b.data); b.data = nil }

A method may take the object too: `func (m *message) Data() []byte { m.buf = pool.Get().(*buffer); … return m.buf.b }`.
Whether it did may depend on what it read: then whoever calls it cannot know, and must not rely on the contrary.
Unlike a field that is put back in every case, the object may be of another kind that owns nothing; whoever calls New
knows that it is not. A release that counts references is not listed. The field may be that of an embedded struct, and
what lies in its memory the result of a method of its own: `b.buffer.Bytes()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, operator, parts, text, walk
from scanners.golang.types import Pointer, Slice, Type
from scanners.pools.code.guards import conditions_around
from scanners.pools.code.objects_in_functions import assigned_values, base, is_returned, names_of
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.targets import is_same
from scanners.pools.tracking.forces import counts_references
from scanners.pools.tracking.handed_leases import Handed, handed_leases
from scanners.pools.tracking.releases import Release

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.uses import Uses

# What stands around a value under a key of a struct, and around a struct that is embedded in another.
_UNDER_KEY: Final = ("literal_element", "keyed_element", "literal_value", "composite_literal")
_EMBEDDED: Final = ("literal_element", "literal_value", "composite_literal")

# What stands around a value that is assigned by a statement of a body.
_IN_BODY: Final = ("expression_list", "assignment_statement", "statement_list", "block")

# Whether the first result of a call lies in the memory of its receiver.
IsShared = Callable[[SourceFile, Node], bool]


@dataclass(frozen=True, slots=True)
class _Made:
    """A field of what a function makes, with the Get that it comes from; `unless` some parameter is not nil."""

    field: Object
    site: PoolSite
    unless: int | None


class Leases:
    """Answers for one program. Fields are told apart by their Object."""

    def __init__(self, resolver: Resolver, gets: Iterable[PoolSite], releases: Iterable[Release]) -> None:
        self._resolver: Final = resolver
        self._made: Final[dict[int, list[_Made]]] = {}  # by the function that makes the owner
        self._makers: Final[list[tuple[SourceFile, Node]]] = []
        self._filled: Final[dict[int, _Made]] = {}  # by the method that takes an object into a field of its receiver
        self.fillers: Final[list[tuple[SourceFile, Node]]] = []
        self._given: Final[dict[int, dict[Object, Release]]] = {}  # by the method that gives back
        self._lent: Final[dict[int, Object | None]] = {}  # by the method that lends
        self.handed: Final[dict[int, Handed]] = {}  # by the method that is given what its receiver has lent
        self._taken_out: Final[dict[int, frozenset[str]]] = {}  # by the method that sets fields of its receiver anew
        for site in gets:
            self._find_maker(site)
            self._find_filler(site)
        made = (each for several in self._made.values() for each in several)
        fields = {each.field for each in (*made, *self._filled.values())}
        for release in releases if fields else ():
            self._find_release(release, fields)

    def find_handed(self, uses: Uses) -> None:
        """Find the methods that are given what their receiver has lent."""
        for each in handed_leases(self._resolver, uses, self) if self._given else ():
            self.handed.setdefault(each.method.id, each)

    def made(self, callee: Callee, call: Node) -> Iterator[tuple[str, PoolSite]]:
        """The fields of what a call makes that hold an object each, and the Gets that they came from."""
        given = dict(enumerate(arguments(call)))
        for each in self._made.get(callee.declaration.node.id, ()) if callee.declaration is not None else ():
            asked = given.get(each.unless) if each.unless is not None else None
            if each.unless is None or (asked is not None and asked.type == "nil"):
                yield each.field.name, each.site

    def filled(self, callee: Callee) -> tuple[str, PoolSite] | None:
        """The field of its receiver for which a method takes an object, and the Get."""
        found = self._filled.get(callee.declaration.node.id) if callee.declaration is not None else None
        return (found.field.name, found.site) if found is not None else None

    def given_back(self, callee: Callee) -> dict[str, Release]:
        """The fields of its receiver that a call gives back, and how."""
        found = self._given.get(callee.declaration.node.id, {}) if callee.declaration is not None else {}
        return {field.name: release for field, release in found.items()}

    def lent(self, callee: Callee, is_shared: IsShared) -> str | None:
        """The field of its receiver in whose memory the result of a call lies."""
        declaration = callee.declaration
        if not self._given or declaration is None or declaration.kind != "method":
            return None
        if declaration.node.id not in self._lent:
            self._lent[declaration.node.id] = self._returned_field(declaration.file, declaration.node, is_shared)
        field = self._lent[declaration.node.id]
        return field.name if field is not None and field.name not in self.taken_out(callee) else None

    def taken_out(self, callee: Callee) -> frozenset[str]:
        """The fields of its receiver that a method sets to something else: what they held is its owner's no more."""
        declaration = callee.declaration
        if not self._given or declaration is None or declaration.kind != "method":
            return frozenset()
        if declaration.node.id not in self._taken_out:
            filled = self._filled.get(declaration.node.id)
            set_anew = frozenset(self._set_anew(declaration.file, declaration.node))
            self._taken_out[declaration.node.id] = set_anew - ({filled.field.name} if filled is not None else set())
        return self._taken_out[declaration.node.id]

    def _set_anew(self, file: SourceFile, method: Node) -> Iterator[str]:
        own = receiver(self._resolver, file, method)
        for statement in find(method, "assignment_statement"):
            left, right = child(statement, "left"), child(statement, "right")
            targets, values = (parts(each) if each is not None else [] for each in (left, right))
            for target, value in zip(targets, values, strict=False):
                operand, name = child(target, "operand"), child(target, "field")
                if operand is None or name is None or self._resolver.object_of_expression(file, operand) is not own:
                    continue
                if all(each.text != target.text for each in walk(value)):  # unlike `b.data = append(b.data, …)`
                    yield text(name)

    def users(self, uses: Uses) -> Iterator[tuple[SourceFile, Node]]:
        """The functions that make an owner and have it give back what it holds."""
        yield from ((each.file, each.method) for each in self.handed.values())
        for file, maker in self._makers if self._given else ():
            for used_in, call in uses.calls(file, maker):
                function = self._resolver.enclosing_function(used_in, call)
                names = list(names_of(self._resolver, used_in, call))
                if function is not None and any(self._gives_back(used_in, name) for name in names):
                    yield used_in, function
        for file, filler in self.fillers if self._given else ():
            for used_in, call in uses.calls(file, filler):
                function, operand = self._resolver.enclosing_function(used_in, call), _operand(call)
                name = self._resolver.object_of_expression(used_in, operand) if operand is not None else None
                if function is not None and name is not None and self._gives_back(used_in, name):
                    yield used_in, function

    def _gives_back(self, file: SourceFile, variable: Object) -> bool:
        for use in self._resolver.scopes.uses(file, variable) if variable.is_local else ():
            selector = self._resolver.parent(file, use)
            call = self._resolver.parent(file, selector) if selector is not None else None
            if call is not None and call.type in CALLS and self.given_back(self._resolver.callee(file, call)):
                return True
        return False

    def _find_maker(self, site: PoolSite) -> None:
        """See whether a Get, or the variable that it is given to, stands under a key of a struct that is returned."""
        function = site.function
        if function is None or function.type == "func_literal" or site.value is None:
            return
        asked = self._asked_parameter(site, function)
        own = parameters(self._resolver, site.file, function)
        variables = [
            each
            for each in names_of(self._resolver, site.file, site.value)
            if (each.kind == "var" and each.is_local) or (asked is not None and own[asked] is each)
        ]
        uses = [use for each in variables for use in self._resolver.scopes.uses(site.file, each)]
        for value in (site.value, *uses):
            field, literal = self._under_key(site.file, value)
            if field is not None and is_returned(self._resolver, site.file, function, literal):
                if function.id not in self._made:
                    self._makers.append((site.file, function))
                self._made.setdefault(function.id, []).append(_Made(field, site, asked))
                return

    def _find_filler(self, site: PoolSite) -> None:
        """See whether a method sets a field of its receiver to what a Get gives, always or where it then lends that."""
        method = site.function
        if method is None or method.type != "method_declaration" or site.value is None:
            return
        above = list(islice(self._above(site.file, site.value), len(_IN_BODY)))
        if tuple(each.type for each in above) != _IN_BODY:
            return
        _, statement, listed, block = above
        left = child(statement, "left")
        target = only(left) if left is not None else None
        for field in self._fields(site.file, method, target) if target is not None else ():
            if is_same(child(method, "body"), block) or field in self._lent_in(site.file, method, listed):
                self._filled[method.id] = _Made(field, site, None)
                self.fillers.append((site.file, method))

    def _lent_in(self, file: SourceFile, method: Node, listed: Node) -> Iterator[Object]:
        """The fields of its receiver in whose memory the first result of a method lies where some statements return."""
        for statement in find(listed, "return_statement"):
            for value in parts(parts(statement)[0])[:1] if parts(statement) else ():
                yield from self._fields(file, method, value, _is_never_shared)

    def _under_key(self, file: SourceFile, value: Node) -> tuple[Object | None, Node]:
        """The field that a value is given to in a struct, and the literal; that around it where it is embedded."""
        above = list(islice(self._above(file, value), len(_UNDER_KEY)))
        if tuple(each.type for each in above) != _UNDER_KEY:
            return None, value
        _, keyed, body, literal = above
        key = child(keyed, "key")
        field = self._resolver.key_of_struct(file, body, text(key))[0] if key is not None else None
        outer = list(islice(self._above(file, literal), len(_EMBEDDED)))
        if field is None or tuple(each.type for each in outer) != _EMBEDDED:
            return field, literal
        promoted = self._resolver.field(self._resolver.type_of(file, outer[-1]), field.name)
        is_same = promoted is not None and self._resolver.object_of_field(promoted.field) is field
        return (field if is_same else None), outer[-1]

    def _asked_parameter(self, site: PoolSite, function: Node) -> int | None:
        """The parameter in whose place an object is taken: `if b == nil { b = pool.Get() }`."""
        own = parameters(self._resolver, site.file, function)
        for condition in conditions_around(self._resolver, site.file, site.call):
            left, right = child(condition, "left"), child(condition, "right")
            asked = self._resolver.object_of_expression(site.file, left) if left is not None else None
            if operator(condition) == "==" and right is not None and right.type == "nil" and asked in own:
                return own.index(asked)
        return None

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
                self._given.setdefault(function.id, {})[field] = release

    def _fields(
        self, file: SourceFile, method: Node, value: Node, is_shared: IsShared | None = None
    ) -> Iterator[Object]:
        """The field of the receiver that a value is cut from, directly, through a variable or by its own method."""
        node = base(value)
        if node.type in CALLS and is_shared is not None and is_shared(file, node):
            node = self._resolver.callee(file, node).receiver or node
        elif is_shared is not None and isinstance(self._type(file, node), Slice):
            node = self._owner(file, node)
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

    def _owner(self, file: SourceFile, node: Node) -> Node:
        """What a pointer in a field leads to, of which a slice is a part: `b.block` of `b.block.data`."""
        operand = child(node, "operand") if node.type == "selector_expression" else None
        is_field = operand is not None and operand.type == "selector_expression"
        return operand if operand is not None and is_field and isinstance(self._type(file, operand), Pointer) else node

    def _type(self, file: SourceFile, node: Node) -> Type:
        return self._resolver.underlying(self._resolver.type_of(file, node))

    def _returned_field(self, file: SourceFile, method: Node, is_shared: IsShared) -> Object | None:
        fields = {field for given in self._given.values() for field in given}
        for statement in find(method, "return_statement"):
            for listed in parts(statement):
                for value in parts(listed)[:1]:
                    for field in self._fields(file, method, value, is_shared):
                        if field in fields:
                            return field
        return None


def _is_never_shared(_file: SourceFile, _call: Node) -> bool:
    return False


def _operand(call: Node) -> Node | None:
    function = child(call, "function")
    return child(function, "operand") if function is not None else None
