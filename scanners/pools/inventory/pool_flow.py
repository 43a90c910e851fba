"""How pools travel: from where they are made through variables, fields, parameters and results to Get and Put.

The graph is built on demand. Starting from every mention of the type, each place that can hold a pool is followed to
all its uses; each use is a Get or a Put, or hands the pool to a further place. Elements of containers are not told
apart: `pools[i]` is `pools`. Flow is directed, so that two pools that share a helper stay two.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.golang.types import UNKNOWN, Chan
from scanners.pools.code.parameters import parameters, receiver, results
from scanners.pools.code.targets import (
    assigned,
    called_parameter,
    field_or_literal,
    is_same,
    place_among,
    stored_object,
)
from scanners.pools.inventory.declarations import SiteKind
from scanners.pools.inventory.pool_graph import Facet, Making, Place, PoolGraph, Result, Source, Touch
from scanners.pools.inventory.pool_types import has_pool_method, is_container

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.uses import Uses

_LOADS: Final = frozenset({"Load", "LoadOrStore", "LoadAndDelete", "Swap"})
_STORES: Final = frozenset({"Store", "LoadOrStore", "Swap", "CompareAndSwap"})
_METHODS: Final[dict[str, SiteKind]] = {"Get": "get", "Put": "put"}
_ADDRESSING: Final = frozenset({"&", "*", "<-"})


@dataclass(frozen=True, slots=True)
class _Held:
    """An expression that holds what a source holds; `position` is the place among the results of a call."""

    file: SourceFile
    node: Node
    source: Source
    facet: Facet = "pool"
    position: int = 0


class PoolFlow:
    """Builds the graph."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._waiting: Final[deque[Place | Result]] = deque()
        self._known: Final[set[Source]] = set()
        self._touched: Final[set[tuple[int, Source]]] = set()
        self.graph: Final = PoolGraph()

    def add_place(self, object_: Object) -> None:
        """Follow a variable, field or parameter whose type says that it holds a pool."""
        self._queue(Place(self._uses.primary(object_)))

    def add_making(self, file: SourceFile, node: Node, news: list[tuple[SourceFile, Node]]) -> None:
        """Follow what an expression makes; `news` are the functions that it sets as New."""
        making = Making(file, node)
        self.graph.makings.append(making)
        self.graph.news[making] = news
        self._follow(_Held(file, node, making))

    def run(self) -> PoolGraph:
        """Follow everything to its end."""
        while self._waiting:
            source = self._waiting.popleft()
            if isinstance(source, Place):
                self._follow_place(source)
            else:
                for file, call in self._uses.calls(source.file, source.function):
                    self._follow(_Held(file, call, source, source.facet, source.index))
        return self.graph

    def _queue(self, source: Source) -> None:
        if source not in self._known and not isinstance(source, Making):
            self._known.add(source)
            self._waiting.append(source)
            if isinstance(source, Place):
                self.graph.places[source] = None

    def _flow(self, source: Source, target: Source | None) -> None:
        if target is not None and target != source:
            self.graph.flows.setdefault(source, {})[target] = None
            self._queue(target)

    def _touch(self, source: Source, kind: SiteKind, file: SourceFile, call: Node, value: Node | None) -> None:
        if (call.id, source) not in self._touched:
            self._touched.add((call.id, source))
            self.graph.touches.setdefault(source, []).append(Touch(kind, file, call, value))

    def _store(self, held: _Held, target: Node | None) -> None:
        object_ = stored_object(self._resolver, held.file, target)
        if object_ is not None:
            self._flow(held.source, Place(self._uses.primary(object_), held.facet))

    def _follow_place(self, place: Place) -> None:
        for object_ in self._uses.variants(place.object):
            for file, node in self._uses.expressions(object_):
                self._follow(_Held(file, node, place, place.facet))
            if object_.kind == "result" and object_.file is not None and object_.function is not None:
                for index, result in enumerate(results(self._resolver, object_.file, object_.function)):
                    if result is object_:
                        function = object_.function
                        self._flow(place, Result(function.id, index, place.facet, object_.file, function))

    def _follow(self, held: _Held) -> None:
        """Go up from an expression, while what is around it holds the same, to what it is used for."""
        while True:
            parent = self._resolver.parent(held.file, held.node)
            if parent is None:
                return
            outer: Node | None
            if parent.type == "parenthesized_expression" or (held.facet == "pool" and _is_part(parent, held.node)):
                outer = parent
            elif parent.type == "literal_element":
                outer = self._element(held, parent)
            elif parent.type in {"argument_list", "type_conversion_expression"}:
                call = self._resolver.parent(held.file, parent) if parent.type == "argument_list" else parent
                outer = self._argument(held, call) if call is not None else None
            else:
                self._use(held, parent)
                return
            if outer is None:
                return
            held = replace(held, node=outer, position=held.position if outer is parent else 0)

    def _use(self, held: _Held, parent: Node) -> None:
        file, node = held.file, held.node
        kind = parent.type
        if kind == "selector_expression" and held.facet == "pool":
            self._select(held, parent)
        elif kind == "call_expression" and held.facet != "pool":
            given = arguments(parent)
            self._touch(held.source, held.facet, file, parent, given[0] if held.facet == "put" and given else None)
        elif kind == "expression_list":
            statement = self._resolver.parent(file, parent)
            if statement is not None and statement.type == "return_statement":
                self._return(held, parent)
            else:
                self._store(held, assigned(self._resolver, file, parent, node, held.position))
        elif kind == "range_clause" and is_same(child(parent, "right"), node) and held.facet == "pool":
            left = child(parent, "left")
            targets = parts(left) if left is not None else []
            index = 0 if isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Chan) else 1
            self._store(held, targets[index] if index < len(targets) else None)
        elif kind == "send_statement" and is_same(child(parent, "value"), node):
            self._store(held, child(parent, "channel"))

    def _select(self, held: _Held, selector: Node) -> None:
        """`p.Get`, `p.Put`, `p.New`, `m.Load`, or a method of a type that is a container of pools."""
        file, source = held.file, held.source
        selected = child(selector, "field")
        name = text(selected) if selected is not None else ""
        parent = self._resolver.parent(file, selector)
        is_call = (
            parent is not None and parent.type == "call_expression" and is_same(child(parent, "function"), selector)
        )
        call = parent if is_call else None
        type_ = self._resolver.type_of(file, held.node)
        if is_container(type_):
            if call is not None and name in _LOADS:
                self._follow(_Held(file, call, source))
            elif call is not None and name == "Range":
                self._range(held, call)
        elif name in _METHODS and (type_ is UNKNOWN or has_pool_method(self._resolver, type_, name)):
            if call is None:
                self._follow(_Held(file, selector, source, _METHODS[name]))
            else:
                given = arguments(call)
                self._touch(source, _METHODS[name], file, call, given[0] if name == "Put" and given else None)
        elif name == "New" and parent is not None and parent.type == "expression_list":
            self._set_new(held, parent, selector)
        elif call is not None:
            declaration = self._resolver.callee(file, call).declaration
            if declaration is not None and declaration.kind == "method":
                self._hand(held, call, receiver(self._resolver, declaration.file, declaration.node))

    def _range(self, held: _Held, call: Node) -> None:
        """`m.Range(func(key, value any) bool {…})` hands out the values."""
        for literal in arguments(call):
            if literal.type == "func_literal":
                declared = parameters(self._resolver, held.file, literal)
                if len(declared) == 2 and declared[1] is not None:
                    self._flow(held.source, Place(declared[1]))

    def _set_new(self, held: _Held, left: Node, selector: Node) -> None:
        """`p.New = f`."""
        assignment = self._resolver.parent(held.file, left)
        if assignment is None or not is_same(child(assignment, "left"), left):
            return
        right = child(assignment, "right")
        values = parts(right) if right is not None else []
        index = place_among(parts(left), selector)
        if index is not None and index < len(values):
            self.graph.news.setdefault(held.source, []).append((held.file, values[index]))

    def _hand(self, held: _Held, call: Node, parameter: Object | None) -> None:
        if parameter is not None:
            self.graph.handed.setdefault((call.id, parameter), []).append(held.source)
            self._flow(held.source, Place(parameter, held.facet))

    def _argument(self, held: _Held, call: Node) -> Node | None:
        """Hand the argument to a parameter; the call itself where it gives back what it got."""
        given = arguments(call) if call.type in CALLS else []
        index = place_among(given, held.node)
        if index is None:
            return None
        callee = self._resolver.callee(held.file, call)
        if callee.kind == "conversion" or (callee.kind == "builtin" and callee.qualified == "append"):
            return call
        if callee.qualified in {"(*sync.Pool).Get", "(*sync.Pool).Put"} and is_same(callee.receiver, held.node):
            value = given[1] if len(given) > 1 else None
            self._touch(held.source, "put" if value is not None else "get", held.file, call, value)
            return None
        if (keeper := self._keeper(held.file, call, callee)) is not None:
            self._store(held, keeper)
            return call if callee.qualified is not None and callee.qualified.endswith(".LoadOrStore") else None
        self._hand(held, call, called_parameter(self._resolver, held.file, callee, index))
        return None

    def _keeper(self, file: SourceFile, call: Node, callee: Callee) -> Node | None:
        """The container that a call like `m.Store(key, pool)` stores into."""
        function = child(call, "function")
        if function is None or function.type != "selector_expression" or callee.receiver is None:
            return None
        method = child(function, "field")
        if method is None or text(method) not in _STORES:
            return None
        return callee.receiver if is_container(self._resolver.type_of(file, callee.receiver)) else None

    def _return(self, held: _Held, listed: Node) -> None:
        values = parts(listed)
        index = held.position if len(values) == 1 else place_among(values, held.node)
        function = self._resolver.enclosing_function(held.file, listed)
        if index is not None and function is not None:
            self._flow(held.source, Result(function.id, index, held.facet, held.file, function))

    def _element(self, held: _Held, element: Node) -> Node | None:
        """Put what stands in a composite literal into a field; of a container give the literal itself back."""
        target = field_or_literal(self._resolver, held.file, element)
        if target is None or isinstance(target, Node):
            return target
        self._flow(held.source, Place(target, held.facet))
        return None


def _is_part(parent: Node, node: Node) -> bool:
    """`&p`, `*p`, `<-p`, `p[i]`, `p[a:b]`, `p.(T)`: the pool, or the container that it is in."""
    if parent.type in {"index_expression", "slice_expression"}:
        return is_same(child(parent, "operand"), node)
    if parent.type == "unary_expression":
        operator = child(parent, "operator")
        return operator is not None and operator.type in _ADDRESSING
    return parent.type == "type_assertion_expression"
