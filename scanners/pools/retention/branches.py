"""Paths to a Put on which nobody lets go of what the function has given to an object right after it took it.

    gz := writers.Get().(*gzip.Writer)
    gz.Reset(w)
    defer func() {
        if failed {
            gz.Reset(io.Discard)
        }
        writers.Put(gz)
    }()

Where all went well, the writer goes back with the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Edge
from scanners.golang.flow_builder import TooDeep, build
from scanners.golang.paths import Moment, TooManySteps, explore
from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, only, parts, text
from scanners.pools.code.objects_in_functions import base
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.retention.retained import Retained, Way

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_CHOICES: Final = frozenset(
    {"if_statement", "for_statement", "expression_case", "default_case", "type_case", "communication_case"}
)


class Branches:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders

    def are_open(
        self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], retained: Retained, letting_go: list[Step]
    ) -> bool:
        """Whether a path leads from the gift to the Put past all the steps that let go of it."""
        put = chain[-1]
        function = self._resolver.enclosing_function(retained.file, retained.node)
        if function is None or retained.file is not put.file or retained.way not in {Way.WRAPPED, Way.FIELD}:
            return False
        here = {step.at.id for step in self._holders.steps_before(put)}
        places = {step.at.id: step.at for step in letting_go}
        if not here >= places.keys() or not self._is_given_at_once(pool, retained, function):
            return False
        if not all(self._runs_in(put.file, each, function) for each in (*places.values(), put.call)):
            return False
        return _Search(put, retained.node, frozenset(places)).finds(function)

    def _runs_in(self, file: SourceFile, node: Node, function: Node) -> bool:
        """Whether a node stands in a function itself, or in a literal that it defers."""
        around = self._resolver.enclosing_function(file, node)
        if around is not None and around.id != function.id:
            call = self._resolver.parent(file, around)
            statement = self._resolver.parent(file, call) if call is not None else None
            is_deferred = statement is not None and statement.type == "defer_statement"
            around = self._resolver.enclosing_function(file, statement) if statement is not None else None
            return is_deferred and around is not None and around.id == function.id
        return around is not None

    def _is_given_at_once(self, pool: PoolDeclaration, retained: Retained, function: Node) -> bool:
        """Whether what takes an object is followed by the gift, with no condition that decides on one of them alone."""
        choices = self._choices(retained.file, retained.node)
        return any(
            get.file is retained.file
            and get.call.end_byte <= retained.node.end_byte
            and self._choices(get.file, get.call) == choices
            for get in pool.gets
            if get.function is not None
            and (around := self._resolver.enclosing_function(get.file, get.call)) is not None
            and around.id == function.id
        )

    def _choices(self, file: SourceFile, node: Node) -> list[int]:
        found: list[int] = []
        around = self._resolver.parent(file, node)
        while around is not None and around.type not in FUNCTIONS:
            if around.type in _CHOICES:
                found.append(around.id)
            around = self._resolver.parent(file, around)
        return found


class _Search:
    """Follows one function; the state is whether the object holds what it was given."""

    def __init__(self, put: PoolSite, given: Node, letting_go: frozenset[int]) -> None:
        self._put: Final = put
        self._given: Final = given
        self._letting_go: Final = letting_go
        named = base(put.value) if put.value is not None else put.call
        while named.type == "selector_expression" and (operand := child(named, "operand")) is not None:
            named = base(operand)
        self._name: Final = re.compile(rb"\b" + re.escape(text(named).encode()) + rb"\b")
        self._found = False

    def finds(self, function: Node) -> bool:
        """Whether the Put is reached with it on some path."""
        try:
            self._inside(function, held=False)
        except (TooDeep, TooManySteps):
            return False
        return self._found

    def _inside(self, function: Node, *, held: bool) -> list[bool]:
        body = child(function, "body")
        if body is None:
            return [held]
        return [each.state for each in explore(build(body), [held], self._step, self._follow)]

    def _step(self, held: bool, node: Node, moment: Moment) -> list[bool]:
        if moment is Moment.PANICKING:
            return []
        if node.type == "defer_statement":
            if moment is Moment.NOW:
                return [held]
            call = only(node)
            literal = child(call, "function") if call is not None else None
            if literal is not None and literal.type == "func_literal":
                return self._inside(literal, held=held)
        for each in _outside_literals(node):
            if each.id == self._given.id:
                held = True
            elif each.id in self._letting_go:
                held = False
            elif each.id == self._put.call.id:
                self._found = self._found or held
                return []
        return [held]

    def _follow(self, held: bool, edge: Edge) -> bool:
        """What the function asks of the object itself may well be whether it holds anything."""
        asks = edge.condition is not None and self._name.search(edge.condition.text or b"") is not None
        return held and not asks


def _outside_literals(node: Node) -> Iterator[Node]:
    """A node and all below it, without the bodies of function literals."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if each.type != "func_literal":
            waiting += reversed(parts(each))
