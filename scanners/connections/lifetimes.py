"""Whether what a function makes dies with the call: it is neither returned nor kept anywhere."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanners.connections.repetitions import called_on_the_spot
from scanners.connections.steps import Way, next_step
from scanners.golang.syntax import CALLS, Node, SourceFile, child, parts, text
from scanners.golang.types import Named, Tuple, Type
from scanners.knowledge.connection_pools import tunes_transport
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.targets import called_parameter, is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver

_LONGEST: Final = 120  # expressions
_FOR_EFFECT: Final = frozenset({"defer_statement", "expression_statement"})
_SHARED: Final = ("(*sync.Map).", "(*sync/atomic.")  # whoever loads from there has what is handed to a method


@dataclass
class Life:
    """How what an expression makes lives on.

    `is_kept` where it is stored in something that lives longer, or may be; `returned` are the results that it is
    returned in; `names` are the local variables that hold it; `selected` the names behind its dot.
    """

    is_kept: bool = False
    returned: set[int] = field(default_factory=set)
    names: dict[Object, None] = field(default_factory=dict)
    selected: dict[str, list[tuple[SourceFile, Node]]] = field(default_factory=dict)


class Lifetimes:
    """Follows what is made inside one function, and into the functions that it is handed to."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def of(self, file: SourceFile, node: Node, position: int = 0) -> Life:
        """The life of what an expression makes; of a call that gives several results, of one of them."""
        return _Follower(self._resolver, file, node).run(position)

    def of_variable(self, file: SourceFile, object_: Object) -> Life:
        """The life of what a local variable is declared with."""
        return _Follower(self._resolver, file, object_.identifier or file.tree_at(0)).run_variable(object_)


class _Follower:
    def __init__(self, resolver: Resolver, file: SourceFile, node: Node) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._node: Final = node
        self._function: Final = resolver.enclosing_function(file, node)
        self._life: Final = Life()
        self._seen: Final[set[int]] = set()
        self._waiting: Final[deque[tuple[SourceFile, Node, int]]] = deque()
        self._calls: Final[dict[int, list[tuple[SourceFile, Node]]]] = {}  # of functions that it is handed to
        self._given_back: Final[dict[int, set[int]]] = {}  # the results in which they return it

    def run(self, position: int) -> Life:
        if self._function is None:
            self._life.is_kept = True
            return self._life
        self._add(self._file, self._node, position)
        return self._drained()

    def run_variable(self, object_: Object) -> Life:
        self._hold(self._file, object_)
        return self._drained()

    def _drained(self) -> Life:
        while self._waiting and not self._life.is_kept:
            self._life.is_kept = len(self._seen) > _LONGEST
            self._step(*self._waiting.popleft())
        return self._life

    def _add(self, file: SourceFile, node: Node, position: int = 0) -> None:
        if node.id not in self._seen:
            self._seen.add(node.id)
            self._waiting.append((file, node, position))

    def _step(self, file: SourceFile, node: Node, position: int) -> None:
        step = next_step(self._resolver, file, node, position)
        if step.way in {Way.SAME, Way.HELD}:
            self._add(file, step.node, position)
        elif step.way is Way.SELECTED:
            self._select(file, step.node)
        elif step.way is Way.PASSED:
            self._pass(file, step.node, step.index)
        elif step.way is Way.STORED:
            self._store(file, step.node)
        elif step.way is Way.RETURNED:
            self._return(file, step.node, step.index)
        elif step.way is Way.LOST:
            self._life.is_kept = True

    def _select(self, file: SourceFile, selector: Node) -> None:
        name = child(selector, "field")
        self._life.selected.setdefault(text(name) if name is not None else "", []).append((file, selector))
        parent = self._resolver.parent(file, selector)
        if parent is None or (parent.type in CALLS and is_same(child(parent, "function"), selector)):
            return
        listed = self._resolver.parent(file, parent) if parent.type == "expression_list" else None
        if listed is None or not is_same(child(listed, "left"), parent):  # not `x.f = …`
            self._add(file, selector)

    def _store(self, file: SourceFile, target: Node) -> None:
        """In a literal, which lives on as itself, a variable, or a field, where the variable before the dots counts."""
        if target.type == "composite_literal":
            self._add(file, target)
            return
        is_whole = target.type == "identifier"
        while target.type == "selector_expression":
            operand = child(target, "operand")
            if operand is None:
                break
            target = base(operand)
        object_ = self._resolver.object_of(file, target) if target.type == "identifier" else None
        if object_ is None or not object_.is_local or object_.kind == "receiver":
            self._life.is_kept = True
        elif object_.kind == "result":
            self._give_back(object_.function, object_.index)
            self._hold(file, object_)  # `c.conn = conn` may come after `conn, err = dial()`
        elif object_.kind != "var" and not is_whole:
            self._life.is_kept = True  # a field of what a parameter points to
        elif self._is_from_around(file, object_):
            self._life.is_kept = True
        else:
            self._hold(file, object_)

    def _is_from_around(self, file: SourceFile, object_: Object) -> bool:
        """Whether a variable is that of a function around the one that stores into it."""
        function, at = self._function, object_.identifier
        if function is None or at is None or file is not self._file:
            return False
        is_inside = function.start_byte <= at.start_byte < function.end_byte
        around = self._resolver.enclosing_function(file, function)
        return not is_inside and around is not None and around.start_byte <= at.start_byte < around.end_byte

    def _hold(self, file: SourceFile, object_: Object) -> None:
        """A local variable: every use of it counts, and a closure that uses it must not live longer."""
        if object_ in self._life.names:
            return
        self._life.names[object_] = None
        for use in self._resolver.uses(file, object_):
            if not self._lives_here(file, use, object_):
                self._life.is_kept = True
                return
            if object_.identifier is None or use.id != object_.identifier.id:
                self._add(file, use)

    def _lives_here(self, file: SourceFile, use: Node, object_: Object) -> bool:
        """Whether the functions between a use and the variable's own are called on the spot."""
        function = self._resolver.enclosing_function(file, use)
        while function is not None and not _is_one(function, object_.function):
            if function.type != "func_literal" or called_on_the_spot(self._resolver, file, function) is None:
                return False
            function = self._resolver.enclosing_function(file, function)
        return True

    def _pass(self, file: SourceFile, call: Node, index: int) -> None:
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion":
            self._add(file, call)
        elif callee.kind == "builtin":
            self._life.is_kept = callee.qualified == "append"
        elif (entered := self._entered(file, callee, index)) is not None:
            self._enter(*entered, (file, call))
        elif (callee.qualified or "").startswith(_SHARED):
            self._life.is_kept = True
        elif not tunes_transport(callee.qualified or ""):
            if _gives_nothing(callee) or (callee.signature is None and self._is_for_effect(file, call)):
                self._life.is_kept = True  # who knows what it does with it
            self._add(file, call)

    def _enter(self, file: SourceFile, parameter: Object, call: tuple[SourceFile, Node]) -> None:
        """A function that it is handed to, whose results hold it where that returns it."""
        function = parameter.function
        if function is not None:
            self._calls.setdefault(function.id, []).append(call)
            for position in self._given_back.get(function.id, ()):
                self._add(*call, position)
        self._hold(file, parameter)

    def _is_for_effect(self, file: SourceFile, call: Node) -> bool:
        """Whether nothing but an error is taken from a call: `err := registry.Register(name, client)`."""
        listed = self._resolver.parent(file, call)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        if listed is None or left is None or listed.type != "expression_list":
            return listed is not None and listed.type in _FOR_EFFECT
        return all(text(each) in {"err", "_"} for each in parts(left))

    def _entered(self, file: SourceFile, callee: Callee, index: int) -> tuple[SourceFile, Object] | None:
        """The parameter of a function whose body is at hand."""
        parameter = called_parameter(self._resolver, file, callee, index)
        declared = callee.declaration
        if parameter is None or (declared is not None and declared.package.is_knowledge):
            return None
        return parameter.file or file, parameter

    def _return(self, file: SourceFile, statement: Node, index: int) -> None:
        function = self._resolver.enclosing_function(file, statement)
        if function is None or self._function is None:
            return
        if _is_one(function, self._function) or function.id in self._calls:
            self._give_back(function, index)
        elif function.type == "func_literal" and file is self._file:
            self._life.is_kept = True

    def _give_back(self, function: Node | None, index: int) -> None:
        """In a result: of the function that makes it, or of one that it is handed to, whose calls hold it then."""
        if function is None or _is_one(function, self._function) or function.id not in self._calls:
            self._life.returned.add(index)
            return
        self._given_back.setdefault(function.id, set()).add(index)
        for call in self._calls[function.id]:
            self._add(*call, index)


def _is_one(one: Node | None, other: Node | None) -> bool:
    return one is not None and other is not None and one.id == other.id


def _gives_nothing(callee: Callee) -> bool:
    """Whether a call gives nothing that what it is handed could live on in: no result, or an error alone."""
    if callee.signature is None:
        return False
    return all(_is_error(each) for each in callee.signature.results)


def _is_error(type_: Type) -> bool:
    return (isinstance(type_, Named) and type_.qualified == "error") or (isinstance(type_, Tuple) and not type_.types)
