"""Pools by another name: free lists in a buffered channel, or in a slice under a lock, with functions around them.

func get() *T { select { case t := <-free: return t; default: return new(T) } }
func put(t *T) { select { case free <- t: default: } }

A list is told from a queue by its pair of short functions: one takes, and makes a new object where the list is empty;
the other puts its parameter into the list. A channel that anybody else receives from is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, operator, text
from scanners.golang.types import Chan, Pointer, Slice, Type
from scanners.pools.code.objects_in_functions import whole
from scanners.pools.code.parameters import parameters
from scanners.pools.inventory.naming import name_of
from scanners.pools.inventory.pairs import Pair, PairSite, pair_site

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

_MAKING: Final = ("composite_literal", "unary_expression", *CALLS)
_LONGEST: Final = 1500  # bytes of a function that only takes or gives back


@dataclass(frozen=True, slots=True, eq=False)
class _Function:
    """A function that takes from a list, or gives back its parameter of the index `given`."""

    file: SourceFile
    node: Node
    list: Object
    given: int | None = None


class FreeLists:
    """Finds them in one program."""

    def __init__(self, program: Program, resolver: Resolver, reading: Reading, uses: Uses) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._uses: Final = uses

    def sites(self) -> tuple[PairSite, ...]:
        """The calls that take and give back, in order."""
        found: list[PairSite] = []
        for path in self._reading.free_lists:
            if self._program.package_of(path) is not None:
                found += self._in(self._program.file(path))
        return tuple(sorted(found, key=lambda each: (each.site.file.path, each.site.call.start_byte)))

    def _in(self, file: SourceFile) -> Iterator[PairSite]:
        takes: dict[Object, list[_Function]] = {}
        gives: dict[Object, list[_Function]] = {}
        for root in file.roots:
            for function in find(root, "function_declaration", "method_declaration"):
                if function.end_byte - function.start_byte <= _LONGEST:
                    for each in self._takes(file, function):
                        takes.setdefault(each.list, []).append(each)
                    for each in self._gives(file, function):
                        gives.setdefault(each.list, []).append(each)
        for list_ in (each for each in takes if each in gives):
            own = {each.node.id for each in (*takes[list_], *gives[list_])}
            if not self._is_received(list_, own):
                shown = name_of(self._resolver, list_).name
                pair = Pair(shown, frozenset(text(child(each.node, "name") or each.node) for each in takes[list_]))
                yield from self._calls(pair, takes[list_], gives[list_])

    def _takes(self, file: SourceFile, function: Node) -> Iterator[_Function]:
        """A function that returns what it takes from a list, or makes one of that type."""
        for list_, element in (*self._received(file, function), *self._cut(file, function)):
            result = child(function, "result")
            is_same_type = result is not None and self._resolver.type_from(file, result) == element
            if is_same_type and any(self._is_made(file, each, element) for each in find(function, *_MAKING)):
                yield _Function(file, function, list_)

    def _is_made(self, file: SourceFile, node: Node, element: Type) -> bool:
        """Whether an expression makes an object of a type: a literal, `new`, `make`, a function that gives one."""
        if self._resolver.type_of(file, node) != element:
            return False
        if node.type in CALLS:
            return self._resolver.callee(file, node).kind in {"function", "builtin"}
        inner = child(node, "operand") if node.type == "unary_expression" else node
        return inner is not None and inner.type == "composite_literal"

    def _received(self, file: SourceFile, function: Node) -> Iterator[tuple[Object, Type]]:
        """The channels that a `select` with a default receives from."""
        for select in find(function, "select_statement"):
            if not any(each.type == "default_case" for each in select.named_children):
                continue
            for received in find(select, "receive_statement"):
                value = child(received, "right")
                list_ = self._list(file, child(value, "operand") if value is not None else None)
                type_ = self._resolver.underlying(list_.type) if list_ is not None else None
                if list_ is not None and isinstance(type_, Chan):
                    yield list_, type_.element

    def _cut(self, file: SourceFile, function: Node) -> Iterator[tuple[Object, Type]]:
        """The slices whose last element goes, under a lock."""
        if b"Lock()" not in (function.text or b""):
            return
        for assignment in find(function, "assignment_statement"):
            left, right = child(assignment, "left"), child(assignment, "right")
            target, value = (only(each) if each is not None else None for each in (left, right))
            if target is None or value is None or value.type != "slice_expression" or child(value, "start") is not None:
                continue
            list_, cut = self._list(file, target), self._list(file, child(value, "operand"))
            type_ = self._resolver.underlying(list_.type) if list_ is not None else None
            if list_ is not None and list_ is cut and isinstance(type_, Slice):
                yield list_, type_.element

    def _gives(self, file: SourceFile, function: Node) -> Iterator[_Function]:
        """A function that puts its parameter into a list."""
        declared = parameters(self._resolver, file, function)
        sent = (self._sent(file, each) for each in find(function, "send_statement"))
        is_locked = b"Lock()" in (function.text or b"")
        appended = (self._appended(file, each) for each in find(function, "assignment_statement") if is_locked)
        for list_, value in (*sent, *appended):
            is_name = value is not None and value.type == "identifier"
            object_ = self._resolver.object_of(file, value) if value is not None and is_name else None
            if list_ is not None and object_ is not None and object_ in declared:
                yield _Function(file, function, list_, declared.index(object_))

    def _sent(self, file: SourceFile, node: Node) -> tuple[Object | None, Node | None]:
        """What a case of a `select` with a default sends where."""
        case = self._resolver.parent(file, node)
        select = self._resolver.parent(file, case) if case is not None else None
        if case is None or select is None or case.type != "communication_case":
            return None, None
        if not any(each.type == "default_case" for each in select.named_children):
            return None, None
        return self._list(file, child(node, "channel")), child(node, "value")

    def _appended(self, file: SourceFile, node: Node) -> tuple[Object | None, Node | None]:
        """What `l.free = append(l.free, x)` puts where."""
        left, right = child(node, "left"), child(node, "right")
        target, call = (only(each) if each is not None else None for each in (left, right))
        if target is None or call is None or call.type not in CALLS:
            return None, None
        given, list_ = arguments(call), self._list(file, target)
        is_append = self._resolver.callee(file, call).qualified == "append" and len(given) == 2
        if not is_append or list_ is None or self._list(file, given[0]) is not list_:
            return None, None
        return list_, given[1]

    def _list(self, file: SourceFile, node: Node | None) -> Object | None:
        """The field or package variable that an expression names, of pointers or slices."""
        object_ = self._resolver.object_of_expression(file, node) if node is not None else None
        if object_ is None or object_.is_local or object_.kind not in {"field", "var"}:
            return None
        type_ = self._resolver.underlying(object_.type)
        held = self._resolver.underlying(type_.element) if isinstance(type_, Chan | Slice) else None
        return object_ if isinstance(held, Pointer | Slice) else None

    def _is_received(self, list_: Object, own: set[int]) -> bool:
        """Whether anybody but the pair receives from a channel, or goes through a list: what is in it is their work."""
        for file, use in self._uses.expressions(list_):
            around = self._resolver.parent(file, use)
            function = self._resolver.enclosing_function(file, use)
            while function is not None and function.type == "func_literal":
                function = self._resolver.enclosing_function(file, function)
            if around is None or (function is not None and function.id in own):
                continue
            is_receipt = around.type == "unary_expression" and operator(around) == "<-"
            if is_receipt or around.type in {"range_clause", "send_statement", "index_expression", "argument_list"}:
                call = self._resolver.parent(file, around) if around.type == "argument_list" else None
                if call is None or text(child(call, "function") or call) not in {"len", "cap", "close"}:
                    return True
        return False

    def _calls(self, pair: Pair, takes: list[_Function], gives: list[_Function]) -> Iterator[PairSite]:
        for taking in takes:
            for file, call in self._uses.calls(taking.file, taking.node):
                yield pair_site(self._resolver, pair, "get", file, call, whole(self._resolver, file, call))
        for giving in gives:
            for file, call in self._uses.calls(giving.file, giving.node):
                handed = arguments(call)
                if giving.given is not None and giving.given < len(handed):
                    yield pair_site(self._resolver, pair, "put", file, call, handed[giving.given])
