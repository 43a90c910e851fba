"""How pools travel: from where they are made through variables, fields, parameters and results to Get and Put.

The graph is built on demand. Starting from every mention of the type, each place that can hold a pool is followed to
all its uses; each use is a Get or a Put, or hands the pool to a further place. Elements of containers are not told
apart: `pools[i]` is `pools`. Flow is directed, so that two pools that share a helper stay two.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.scopes import Object
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.golang.types import UNKNOWN, Array, Chan, Map, Pointer, Slice, Type
from scanners.pools.declarations import SiteKind
from scanners.pools.parameters import parameters, results
from scanners.pools.pool_types import has_pool_method, is_container
from scanners.pools.promoted import promoted_uses

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.mentions import Mentions

# What a place holds: the pool, or its method Get or Put as a value.
Facet = Literal["pool", "get", "put"]

_LOADS: Final = frozenset({"Load", "LoadOrStore", "LoadAndDelete", "Swap"})
_STORES: Final = frozenset({"Store", "LoadOrStore", "Swap", "CompareAndSwap"})
_METHODS: Final[dict[str, SiteKind]] = {"Get": "get", "Put": "put"}
_INSTANCES: Final = frozenset({"index_expression", "generic_type", "type_instantiation_expression"})  # f[int](x)
_VARIABLES: Final = frozenset({"var", "param", "receiver", "result", "field"})


@dataclass(frozen=True, slots=True)
class Place:
    """A variable, field or parameter."""

    object: Object
    facet: Facet = "pool"


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a function; `key` is the id of the function's node."""

    key: int
    index: int
    facet: Facet
    file: SourceFile = field(compare=False)
    function: Node = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """An expression that makes a pool: a composite literal, new or make."""

    file: SourceFile
    node: Node


Source = Place | Result | Making


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """A Get or Put of the pool itself; `value` is what is put."""

    kind: SiteKind
    file: SourceFile
    call: Node
    value: Node | None


@dataclass(slots=True)
class PoolGraph:
    """What was found: which source flows where, which calls touch it, what was set as New.

    `handed` says which sources a call hands to a parameter: by id of the call and parameter.
    """

    flows: dict[Source, dict[Source, None]] = field(default_factory=dict)
    touches: dict[Source, list[Touch]] = field(default_factory=dict)
    news: dict[Source, list[tuple[SourceFile, Node]]] = field(default_factory=dict)
    handed: dict[tuple[int, Object], list[Source]] = field(default_factory=dict)
    makings: list[Making] = field(default_factory=list)
    places: dict[Place, None] = field(default_factory=dict)

    def reach(self, *starts: Source) -> dict[Source, None]:
        """The sources and everything that they flow into, nearest first."""
        seen: dict[Source, None] = dict.fromkeys(starts)
        waiting = deque(starts)
        while waiting:
            for target in self.flows.get(waiting.popleft(), ()):
                if target not in seen:
                    seen[target] = None
                    waiting.append(target)
        return seen


class PoolFlow:
    """Builds the graph."""

    def __init__(self, resolver: Resolver, mentions: Mentions) -> None:
        self._resolver: Final = resolver
        self._mentions: Final = mentions
        self._waiting: Final[deque[Place | Result]] = deque()
        self._known: Final[set[Source]] = set()
        self._touched: Final[set[tuple[int, Source]]] = set()
        self.graph: Final = PoolGraph()

    def add_place(self, object_: Object) -> None:
        """Follow a variable, field or parameter whose type says that it holds a pool."""
        self._queue(Place(self.primary(object_)))

    def add_making(self, file: SourceFile, node: Node, news: list[tuple[SourceFile, Node]]) -> None:
        """Follow what an expression makes; `news` are the functions that it sets as New."""
        making = Making(file, node)
        self.graph.makings.append(making)
        self.graph.news[making] = news
        self._follow(file, node, making, "pool", 0)

    def run(self) -> PoolGraph:
        """Follow everything to its end."""
        while self._waiting:
            source = self._waiting.popleft()
            if isinstance(source, Place):
                self._follow_place(source)
            else:
                self._follow_result(source)
        return self.graph

    def primary(self, object_: Object) -> Object:
        """Of a variable that several build variants declare, the one that stands for all."""
        declared = object_.declared
        if declared is None or declared.kind != "var":
            return object_
        first = declared.package.declaration(declared.name)
        return object_ if first is None else self._resolver.object_of_declaration(first)

    def variants(self, object_: Object) -> list[Object]:
        """The variable in each build variant, the primary one first."""
        declared = object_.declared
        first = declared.package.declaration(declared.name) if declared is not None and declared.kind == "var" else None
        if first is None:
            return [object_]
        return [self._resolver.object_of_declaration(each) for each in (first, *first.alternatives)]

    def _queue(self, source: Source) -> None:
        if source in self._known:
            return
        self._known.add(source)
        if isinstance(source, Place):
            self.graph.places[source] = None
        if not isinstance(source, Making):
            self._waiting.append(source)

    def _flow(self, source: Source, target: Source | None) -> None:
        if target is None or target == source:
            return
        self.graph.flows.setdefault(source, {})[target] = None
        self._queue(target)

    def _touch(self, source: Source, kind: SiteKind, file: SourceFile, call: Node, value: Node | None) -> None:
        if (call.id, source) not in self._touched:
            self._touched.add((call.id, source))
            self.graph.touches.setdefault(source, []).append(Touch(kind, file, call, value))

    # Where a source is used.

    def _follow_place(self, place: Place) -> None:
        for object_ in self.variants(place.object):
            for file, node in self._uses(object_):
                self._follow(file, node, place, place.facet, 0)
            if object_.kind == "result" and object_.file is not None and object_.function is not None:
                for index, result in enumerate(results(self._resolver, object_.file, object_.function)):
                    if result is object_:
                        self._flow(place, self._result(object_.file, object_.function, index, place.facet))

    def _uses(self, object_: Object) -> Iterator[tuple[SourceFile, Node]]:
        """The expressions that name an object: `x`, `pkg.X`, `s.x`; promoted methods of an embedded pool too."""
        if object_.file is None:
            return
        if object_.is_local and object_.kind != "field":
            files: Iterator[SourceFile] = iter((object_.file,))
        else:
            package = self._mentions.program.package_of(object_.file.path)
            if package is None:
                return
            files = self._mentions.files(package, object_.name)
            if object_.kind == "field":
                yield from promoted_uses(self._resolver, self._mentions, package, object_)
        for file in files:
            for node in self._resolver.scopes.uses(file, object_):
                if object_.identifier is not None and node.id == object_.identifier.id:
                    continue
                parent = self._resolver.parent(file, node)
                if parent is None or self._is_key(file, node, parent):
                    continue
                selected = parent.type == "selector_expression" and _is(child(parent, "field"), node)
                selected = selected or (parent.type == "qualified_type" and _is(child(parent, "name"), node))
                yield file, parent if selected else node

    def _is_key(self, file: SourceFile, node: Node, parent: Node) -> bool:
        """Whether an identifier is the key of `T{key: …}`."""
        if parent.type != "literal_element":
            return False
        keyed = self._resolver.parent(file, parent)
        return keyed is not None and keyed.type == "keyed_element" and _is(child(keyed, "key"), parent)

    def _follow_result(self, result: Result) -> None:
        for file, call in self.calls(result.file, result.function):
            self._follow(file, call, result, result.facet, result.index)

    def calls(self, file: SourceFile, function: Node) -> Iterator[tuple[SourceFile, Node]]:
        """The calls of a function: of a declaration by its name, of a literal on the spot or by a variable's name."""
        if function.type == "func_literal":
            object_ = self._name_of_literal(file, function)
            if isinstance(object_, Node):
                yield file, object_
                return
        else:
            name = child(function, "name")
            object_ = self._resolver.object_of(file, name) if name is not None else None
        if object_ is None:
            return
        for used_in, node in self._uses(object_):
            parent = self._resolver.parent(used_in, node)
            while parent is not None and parent.type in _INSTANCES and parent.start_byte == node.start_byte:
                node, parent = parent, self._resolver.parent(used_in, parent)
            if parent is not None and parent.type in CALLS and parent.start_byte == node.start_byte:
                yield used_in, parent

    def _name_of_literal(self, file: SourceFile, literal: Node) -> Object | Node | None:
        """What a function literal is called by: the variable that it is assigned to, or the call around it."""
        node = literal
        parent = self._resolver.parent(file, node)
        while parent is not None and parent.type == "parenthesized_expression":
            node, parent = parent, self._resolver.parent(file, parent)
        if parent is not None and parent.type == "call_expression" and _is(child(parent, "function"), node):
            return parent
        if parent is None or parent.type != "expression_list":
            return None
        target = self._assigned(file, parent, node, 0)
        return self._object(file, target) if target is not None else None

    # What an expression that holds a pool is used for.

    def _follow(self, file: SourceFile, node: Node, source: Source, facet: Facet, position: int) -> None:
        while True:
            parent = self._resolver.parent(file, node)
            if parent is None:
                return
            kind = parent.type
            if kind == "parenthesized_expression" or (facet == "pool" and self._is_same_pool(parent, node)):
                node = parent
            elif kind == "type_conversion_expression":
                call = self._argument(file, parent, node, source, facet)
                if call is None:
                    return
                node, position = call, 0
            elif kind == "literal_element":
                outer = self._element(file, parent, source, facet)
                if outer is None:
                    return
                node = outer
            elif kind == "argument_list":
                outer = self._resolver.parent(file, parent)
                call = self._argument(file, outer, node, source, facet) if outer is not None else None
                if call is None:
                    return
                node, position = call, 0
            else:
                self._use(file, parent, node, source, facet, position)
                return

    def _is_same_pool(self, parent: Node, node: Node) -> bool:
        """`&p`, `*p`, `<-p`, `p[i]`, `p[a:b]`, `p.(T)`."""
        kind = parent.type
        if kind in {"index_expression", "slice_expression"}:
            return _is(child(parent, "operand"), node)
        if kind == "unary_expression":
            operator = child(parent, "operator")
            return operator is not None and operator.type in {"&", "*", "<-"}
        return kind == "type_assertion_expression"

    def _use(self, file: SourceFile, parent: Node, node: Node, source: Source, facet: Facet, position: int) -> None:
        kind = parent.type
        if kind == "selector_expression" and facet == "pool":
            self._select(file, parent, node, source)
        elif kind == "call_expression" and facet != "pool":
            given = arguments(parent)
            self._touch(source, facet, file, parent, given[0] if facet == "put" and given else None)
        elif kind == "expression_list":
            grand = self._resolver.parent(file, parent)
            if grand is not None and grand.type == "return_statement":
                self._return(file, parent, node, source, facet, position)
            else:
                self._flow(source, self._place(file, self._assigned(file, parent, node, position), facet))
        elif kind == "range_clause" and _is(child(parent, "right"), node) and facet == "pool":
            left = child(parent, "left")
            names = parts(left) if left is not None else []
            index = 0 if isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Chan) else 1
            self._flow(source, self._place(file, names[index] if index < len(names) else None, facet))
        elif kind == "send_statement" and _is(child(parent, "value"), node):
            self._flow(source, self._place(file, child(parent, "channel"), facet))

    def _select(self, file: SourceFile, selector: Node, node: Node, source: Source) -> None:
        """`p.Get`, `p.Put`, `p.New`, `m.Load`, or a method of a type that is a container of pools."""
        selected = child(selector, "field")
        name = text(selected) if selected is not None else ""
        parent = self._resolver.parent(file, selector)
        is_call = parent is not None and parent.type == "call_expression" and _is(child(parent, "function"), selector)
        call = parent if is_call else None
        type_ = self._resolver.type_of(file, node)
        if is_container(type_):
            if call is not None and name in _LOADS:
                self._follow(file, call, source, "pool", 0)
            elif call is not None and name == "Range":
                self._range(file, call, source)
        elif name in _METHODS and (type_ is UNKNOWN or has_pool_method(self._resolver, type_, name)):
            if call is None:
                self._follow(file, selector, source, _METHODS[name], 0)
            else:
                given = arguments(call)
                self._touch(source, _METHODS[name], file, call, given[0] if name == "Put" and given else None)
        elif name == "New" and parent is not None and parent.type == "expression_list":
            self._set_new(file, parent, selector, source)
        elif call is not None:
            self._hand_to_receiver(file, call, source)

    def _range(self, file: SourceFile, call: Node, source: Source) -> None:
        """`m.Range(func(key, value any) bool {…})` hands out the values."""
        for literal in arguments(call):
            if literal.type == "func_literal":
                declared = parameters(self._resolver, file, literal)
                if len(declared) == 2 and declared[1] is not None:
                    self._flow(source, Place(declared[1]))

    def _set_new(self, file: SourceFile, left: Node, selector: Node, source: Source) -> None:
        """`p.New = f`."""
        assignment = self._resolver.parent(file, left)
        if assignment is None or not _is(child(assignment, "left"), left):
            return
        right = child(assignment, "right")
        values = parts(right) if right is not None else []
        index = _index(parts(left), selector)
        if index is not None and index < len(values):
            self.graph.news.setdefault(source, []).append((file, values[index]))

    def _hand_to_receiver(self, file: SourceFile, call: Node, source: Source) -> None:
        callee = self._resolver.callee(file, call)
        if callee.declaration is not None and callee.declaration.kind == "method" and not callee.path:
            receivers = child(callee.declaration.node, "receiver")
            declared = parts(receivers) if receivers is not None else []
            name = child(declared[0], "name") if declared else None
            if name is not None:
                self._hand(call, source, self._resolver.object_of(callee.declaration.file, name), "pool")

    def _hand(self, call: Node, source: Source, parameter: Object | None, facet: Facet) -> None:
        if parameter is not None:
            self.graph.handed.setdefault((call.id, parameter), []).append(source)
            self._flow(source, Place(parameter, facet))

    def _argument(self, file: SourceFile, call: Node, node: Node, source: Source, facet: Facet) -> Node | None:
        """Hand the argument to a parameter; the call itself where it gives back what it got."""
        if call.type not in CALLS:
            return None
        given = arguments(call)
        index = _index(given, node)
        if index is None:
            return None
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion" or (callee.kind == "builtin" and callee.qualified == "append"):
            return call
        if callee.qualified in {"(*sync.Pool).Get", "(*sync.Pool).Put"} and _is(callee.receiver, node):
            value = given[1] if len(given) > 1 else None
            self._touch(source, "put" if value is not None else "get", file, call, value)
            return None
        if (keeper := self._keeper(file, call, callee)) is not None:
            self._flow(source, self._place(file, keeper, facet))
            return call if callee.qualified is not None and callee.qualified.endswith(".LoadOrStore") else None
        self._hand(call, source, self._parameter(file, callee, index), facet)
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

    def _parameter(self, file: SourceFile, callee: Callee, index: int) -> Object | None:
        if callee.declaration is not None and callee.declaration.kind in {"func", "method"}:
            declared = parameters(self._resolver, callee.declaration.file, callee.declaration.node)
        else:
            literal = callee.node if callee.kind == "literal" else self._literal_of(callee.object)
            if literal is None:
                return None
            declared = parameters(self._resolver, file, literal)
        return declared[min(index, len(declared) - 1)] if declared else None

    def _literal_of(self, object_: Object | None) -> Node | None:
        """The function literal that a local variable is declared with: `f := func(p *sync.Pool) {…}`."""
        if object_ is None or object_.declaration is None or not object_.is_local:
            return None
        if object_.declaration.type != "short_var_declaration":
            return None
        right = child(object_.declaration, "right")
        values = parts(right) if right is not None else []
        if object_.index >= len(values):
            return None
        value = values[object_.index]
        return value if value.type == "func_literal" else None

    def _return(self, file: SourceFile, listed: Node, node: Node, source: Source, facet: Facet, position: int) -> None:
        values = parts(listed)
        index = _index(values, node)
        function = self._resolver.enclosing_function(file, listed)
        if index is not None and function is not None:
            self._flow(source, self._result(file, function, position if len(values) == 1 else index, facet))

    def _result(self, file: SourceFile, function: Node, index: int, facet: Facet) -> Result:
        return Result(function.id, index, facet, file, function)

    def _assigned(self, file: SourceFile, right: Node, node: Node, position: int) -> Node | None:
        """What the value at a place of an expression_list is assigned to: an identifier, or another expression."""
        statement = self._resolver.parent(file, right)
        if statement is None:
            return None
        if statement.type == "var_spec":
            targets = [each for each in statement.children_by_field_name("name") if each.is_named]
        elif statement.type in {"assignment_statement", "short_var_declaration"}:
            left = child(statement, "left")
            if left is None or not _is(child(statement, "right"), right):
                return None
            targets = parts(left)
        else:
            return None
        values = parts(right)
        index = position if len(values) == 1 and len(targets) > 1 else _index(values, node)
        return targets[index] if index is not None and index < len(targets) else None

    def _place(self, file: SourceFile, target: Node | None, facet: Facet) -> Place | None:
        object_ = self._object(file, target)
        return Place(object_, facet) if object_ is not None else None

    def _object(self, file: SourceFile, target: Node | None) -> Object | None:
        """The variable or field that `x`, `s.x`, `x[i]`, `*x` store into."""
        while target is not None and target.type in {
            "index_expression",
            "slice_expression",
            "parenthesized_expression",
        }:
            target = child(target, "operand") or next(iter(parts(target)), None)
        if target is None or text(target) == "_":
            return None
        if target.type == "identifier":
            object_ = self._resolver.object_of(file, target)
        else:
            object_ = self._resolver.object_of_expression(file, target)
        return self.primary(object_) if object_ is not None and object_.kind in _VARIABLES else None

    def _element(self, file: SourceFile, element: Node, source: Source, facet: Facet) -> Node | None:
        """Put what stands in a composite literal into a field; of a container give the literal itself back."""
        literal = self._resolver.parent(file, element)
        key: Node | None = None
        if literal is not None and literal.type == "keyed_element":
            key = child(literal, "key")
            if _is(key, element):
                return None
            element, literal = literal, self._resolver.parent(file, literal)
        if literal is None or literal.type != "literal_value":
            return None
        type_ = self.literal_type(file, literal)
        fields = self._resolver.fields(type_)
        if not fields:
            outer = self._resolver.parent(file, literal)
            return outer if outer is not None and outer.type == "composite_literal" else literal
        if key is not None:
            selection = self._resolver.field(type_, text(key))
            found = selection.field if selection is not None else None
        else:
            index = _index(parts(literal), element)
            found = fields[index] if index is not None and index < len(fields) else None
        object_ = self._resolver.object_of_field(found) if found is not None else None
        if object_ is not None:
            self._flow(source, Place(object_, facet))
        return None

    def literal_type(self, file: SourceFile, literal: Node) -> Type:
        """The type of a literal_value, elided types of elements included."""
        steps = 0
        while True:
            outer = self._resolver.parent(file, literal)
            if outer is None:
                return UNKNOWN
            if outer.type == "composite_literal":
                type_ = self._resolver.type_of(file, outer)
                break
            if outer.type == "literal_value":
                steps += 1
            literal = outer
        for _ in range(steps):
            if isinstance(type_, Pointer):  # an element `{…}` of []*T stands for &T{…}
                type_ = type_.element
            inner = self._resolver.underlying(type_)
            type_ = inner.element if isinstance(inner, Array | Slice | Map) else UNKNOWN
        return type_


def _is(one: Node | None, other: Node) -> bool:
    return one is not None and one.id == other.id


def _index(nodes: list[Node], wanted: Node) -> int | None:
    """The place of a node; of `xs...` the argument is what stands inside."""
    return next(
        (index for index, node in enumerate(nodes) if node.id == wanted.id or node.start_byte == wanted.start_byte),
        None,
    )
