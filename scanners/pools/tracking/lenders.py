"""Functions that lend a pooled object to a function which they are given, and put it back when that has returned.

withBuffer(func(b *bytes.Buffer) { out = b.Bytes() }): what leaves the literal is memory of whoever takes b next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, parts
from scanners.golang.types import Named, Signature, Slice
from scanners.pools.code.objects_in_functions import assigned_values, is_returned
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import parameters
from scanners.pools.code.targets import is_same
from scanners.pools.code.unconditional import is_deferred
from scanners.pools.inventory.statements import is_set_once
from scanners.pools.tracking.forces import Force
from scanners.pools.tracking.handlers import Handlers
from scanners.pools.tracking.releases import Release, Where
from scanners.pools.tracking.sharing import library_summary
from scanners.pools.tracking.summaries import RECEIVER

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.lent_objects import LentObject
    from scanners.pools.inventory.pairs import Pair
    from scanners.pools.inventory.uses import Uses

_DEEPEST: Final = 3  # functions that hand on what they are given
_LEAVING: Final = ("assignment_statement", "go_statement", "send_statement")
_ELSEWHERE: Final = frozenset({"go_statement", "defer_statement"})


@dataclass(frozen=True, slots=True, eq=False)
class Loan:
    """What a function gets for as long as it runs: its `parameter`, which `release` puts back afterwards.

    It gets the object itself, or `is_part` of its memory. `is_returned` says that whoever lends it returns what the
    function returns. The variable of a loop over an iterator gets it in each round of its `clause`.
    """

    file: SourceFile
    function: Node
    parameter: Object
    release: Release
    is_part: bool
    is_returned: bool
    clause: Node | None = None
    pair: Pair | None = None  # where the pool lies in a dependency


@dataclass(frozen=True, slots=True, eq=False)
class _Lender:
    """A function that calls its parameter `callback`, by index, with an object at `place` among the arguments."""

    file: SourceFile
    node: Node
    callback: int
    place: int
    is_part: bool
    is_returned: bool


class Lenders:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._handlers: Final = Handlers(resolver, uses)

    def loans(self, releases: Iterable[Release]) -> Iterator[Loan]:
        """What functions are lent of that which some calls put back."""
        for release in releases:
            if release.is_certain and release.where is Where.HERE and not release.fields:
                for lender in self._lenders(release):
                    yield from self._loans(lender, release, 0)
                yield from self._rounds(release)
                for lender, type_ in self._frameworks(release):
                    for handler in self._handlers.of(type_):
                        yield from self._loan(*handler, lender, release)

    @staticmethod
    def from_outside(lent: LentObject) -> Loan:
        """What a framework lends to a handler, and takes back."""
        release = Release(lent.site, None, lent.pair.name, Force.ALWAYS, Where.FRAMEWORK)
        return Loan(
            lent.site.file, lent.function, lent.parameter, release, is_part=False, is_returned=False, pair=lent.pair
        )

    def _frameworks(self, release: Release) -> Iterator[tuple[_Lender, Named]]:
        """Literals that call a function of a named type with an object, each with the type: see Handlers."""
        site = release.site
        function, variable = self._around(site), self._variable(release)
        for call, type_ in self._handlers.called(site.file, function) if function is not None else ():
            place = self._place(site.file, call, variable) if variable is not None else None
            if function is not None and place is not None and self._is_before(call, site, function):
                yield _Lender(site.file, function, -1, *place, is_returned=False), type_

    def _rounds(self, release: Release) -> Iterator[Loan]:
        """What the variables of loops over an iterator are lent, `return func(yield func(*T) bool) { … }`."""
        site = release.site
        literal, variable = self._around(site), self._variable(release)
        outer = self._resolver.enclosing_function(site.file, literal) if literal is not None else None
        if literal is None or outer is None or variable is None or literal.type != "func_literal":
            return
        declared = parameters(self._resolver, site.file, literal)
        yields = [
            self._place(site.file, call, variable)
            for call in find(literal, *CALLS)
            if self._resolver.callee(site.file, call).object in declared and self._is_before(call, site, literal)
        ]
        found = next((each for each in yields if each is not None), None)
        if found is None or len(declared) != 1 or not is_returned(self._resolver, site.file, outer, literal):
            return
        for file, call in self._uses.calls(site.file, outer):
            clause = self._resolver.parent(file, call)
            function = self._resolver.enclosing_function(file, call)
            left = child(clause, "left") if clause is not None and clause.type == "range_clause" else None
            names = parts(left) if left is not None else []
            round_ = self._resolver.object_of(file, names[found[0]]) if found[0] < len(names) else None
            if function is not None and round_ is not None:
                lent = replace(release, site=replace(site, value=names[found[0]]), where=Where.LENDER)
                yield Loan(file, function, round_, lent, found[1], is_returned=True, clause=clause)

    def _variable(self, release: Release) -> Object | None:
        value = release.value
        return self._resolver.object_of(release.site.file, value) if value.type == "identifier" else None

    def _place(self, file: SourceFile, call: Node, variable: Object) -> tuple[int, bool] | None:
        """Where a call is given an object, and whether it is a part of its memory that it is given."""
        for place, given in enumerate(arguments(call)):
            named = self._named(file, given)
            if named is not None and self._resolver.object_of(file, named) is variable:
                return place, named.id != given.id
        return None

    def _lenders(self, release: Release) -> Iterator[_Lender]:
        site = release.site
        function, variable = self._around(site), self._variable(release)
        if function is None or function.type == "func_literal" or variable is None:
            return
        declared = parameters(self._resolver, site.file, function)
        callbacks = [each for each in declared if each is not None and self._is_function(each)]
        for call in find(function, *CALLS) if callbacks else ():
            callee = self._resolver.callee(site.file, call)
            if callee.kind != "value" or callee.object not in callbacks or not self._is_before(call, site, function):
                continue
            place = self._place(site.file, call, variable)
            if place is not None:
                is_returned = self._is_returned(site.file, call)
                yield _Lender(site.file, function, declared.index(callee.object), *place, is_returned)

    def _named(self, file: SourceFile, given: Node, depth: int = 0) -> Node | None:
        """The variable whose memory an argument has: `b`, `b.Bytes()`, `(*b)[:n]`, `b.line` or a name for one."""
        node = addressed(given)
        if node.type in CALLS:
            callee = self._resolver.callee(file, node)
            summary = library_summary(callee.qualified or "")
            is_own = summary is not None and any(place == RECEIVER for place, _ in summary.result(0))
            node = addressed(callee.receiver) if is_own and callee.receiver is not None else node
        elif node.type == "selector_expression":
            is_slice = isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Slice)
            node = addressed(child(node, "operand") or node) if is_slice else node
        if node.type != "identifier":
            return None
        object_ = self._resolver.object_of(file, node)
        values = assigned_values(self._resolver, file, object_) if object_ is not None and object_.is_local else ()
        is_alias = depth < _DEEPEST and len(values) == 1
        return (self._named(file, values[0], depth + 1) if is_alias else None) or node

    def _is_function(self, object_: Object) -> bool:
        return isinstance(self._resolver.underlying(object_.type), Signature)

    def _around(self, site: PoolSite) -> Node | None:
        """The function that a Put stands in, also in a literal that it defers."""
        function = site.function
        while function is not None and function.type == "func_literal":
            call = self._resolver.parent(site.file, function)
            around = self._resolver.parent(site.file, call) if call is not None else None
            if around is None or around.type != "defer_statement":
                break
            function = self._resolver.enclosing_function(site.file, function)
        return function

    def _is_before(self, call: Node, put: PoolSite, function: Node) -> bool:
        """Whether a call has run to its end before a Put that always follows, deferred or in the outermost block."""
        statement = self._resolver.parent(put.file, call)
        inside = self._resolver.enclosing_function(put.file, call)
        if statement is None or statement.type in _ELSEWHERE or inside is None or inside.id != function.id:
            return False
        if is_deferred(self._resolver, put.file, put.call):
            is_late = put.function is not None and put.function.type == "func_literal"  # it reads the variable then
            return put.call.start_byte < call.start_byte and not (is_late and self._holds_another(put))
        if self._is_returned(put.file, call) or self._holds_another(put):
            return False
        around = self._resolver.parent(put.file, put.call)
        listed = self._resolver.parent(put.file, around) if around is not None else None
        block = self._resolver.parent(put.file, listed) if listed is not None else None
        return (
            is_same(child(function, "body"), block)
            if block is not None and put.call.start_byte > call.start_byte
            else False
        )

    def _holds_another(self, put: PoolSite) -> bool:
        """Whether the variable that is put back may hold another object by then."""
        object_ = self._resolver.object_of(put.file, put.value) if put.value is not None else None
        return object_ is not None and not is_set_once(self._resolver, put.file, object_)

    def _is_returned(self, file: SourceFile, call: Node) -> bool:
        listed = self._resolver.parent(file, call)
        around = self._resolver.parent(file, listed) if listed is not None else None
        return around is not None and around.type == "return_statement"

    def _loans(self, lender: _Lender, release: Release, depth: int) -> Iterator[Loan]:
        """What is lent to the functions that a lender is given, by whoever calls it."""
        for file, call in self._uses.calls(lender.file, lender.node):
            handed = arguments(call)
            given = handed[lender.callback] if lender.callback < len(handed) else None
            if given is None:
                continue
            taker = self._function(file, given)
            if taker is not None:
                yield from self._loan(*taker, lender, release)
            elif depth < _DEEPEST and (further := self._handed_on(file, call, given, lender)) is not None:
                yield from self._loans(further, release, depth + 1)

    def _loan(self, file: SourceFile, function: Node, lender: _Lender, release: Release) -> Iterator[Loan]:
        declared = parameters(self._resolver, file, function)
        parameter = declared[lender.place] if lender.place < len(declared) else None
        is_named = parameter is not None and parameter.identifier is not None
        if parameter is not None and is_named and self._may_leave(file, function, lender):
            site = replace(release.site, value=parameter.identifier)
            lent = replace(release, site=site, where=Where.LENDER)
            yield Loan(file, function, parameter, lent, lender.is_part, lender.is_returned)

    def _may_leave(self, file: SourceFile, function: Node, lender: _Lender) -> bool:
        """Whether a function stores, sends, starts or puts back something, or hands it to a method that may keep it."""
        if lender.is_returned or find(function, *_LEAVING):
            return True
        calls = (call for call in find(function, *CALLS) if arguments(call))
        return any(self._resolver.callee(file, call).receiver is not None for call in calls)

    def _function(self, file: SourceFile, given: Node) -> tuple[SourceFile, Node] | None:
        """The literal or the declared function that an argument is."""
        if given.type == "func_literal":
            return file, given
        object_ = self._resolver.object_of_expression(file, given)
        if object_ is None:
            return None
        if object_.declared is not None and object_.kind == "func":
            return object_.declared.file, object_.declared.node
        values = assigned_values(self._resolver, file, object_) if object_.is_local and object_.kind == "var" else ()
        return (file, values[0]) if len(values) == 1 and values[0].type == "func_literal" else None

    def _handed_on(self, file: SourceFile, call: Node, given: Node, lender: _Lender) -> _Lender | None:
        """The function around a call that hands on its own parameter as the callback."""
        function = self._resolver.enclosing_function(file, call)
        declared = parameters(self._resolver, file, function) if function is not None else []
        object_ = self._resolver.object_of(file, given) if given.type == "identifier" else None
        if function is None or function.type == "func_literal" or object_ is None or object_ not in declared:
            return None
        is_returned = lender.is_returned and self._is_returned(file, call)
        return _Lender(file, function, declared.index(object_), lender.place, lender.is_part, is_returned)
