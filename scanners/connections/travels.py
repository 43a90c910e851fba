"""Everywhere a value goes: through variables, fields, parameters and results, and what is selected on it there."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanners.connections.repetitions import called_on_the_spot
from scanners.connections.steps import Way, next_step
from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Basic, Interface, Named, Tuple, Type
from scanners.pools.code.targets import called_parameter, is_same, is_target
from scanners.pools.inventory.promoted import is_embedded

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_LONGEST: Final = 1000  # expressions; a handle that goes further is used all over a program
# No handle can be ranged over or indexed: what an unknown method gave is something else.
_OF_OTHERS: Final = frozenset({"range_clause", "index_expression", "slice_expression"})


@dataclass
class Travel:
    """Where a value was seen.

    `selected` are the names behind the dot, with the calls and assignments that they stand in; `is_lost` says that it
    also goes where it cannot be followed; `is_shared` that others may use it than the functions at hand, in turn.
    """

    selected: dict[str, list[tuple[SourceFile, Node]]] = field(default_factory=dict)
    is_lost: bool = False
    is_shared: bool = False


class Travels:
    """Follows values of one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def of(
        self, file: SourceFile, node: Node, *, through_calls: bool = False, handles: frozenset[str] | None = None
    ) -> Travel:
        """The travel of what an expression makes; of a call that gives several results, of the first.

        `through_calls` takes what unknown functions that are handed the value give back for the value in other clothes;
        of its methods only the `handles` do so, where they are given.
        """
        return _Trip(self._resolver, self._uses, through_calls=through_calls, handles=handles).run(file, node)

    def parent(self, file: SourceFile, node: Node) -> Node | None:
        """The node around one: the call or assignment that a selector stands in."""
        return self._resolver.parent(file, node)


class _Trip:
    def __init__(self, resolver: Resolver, uses: Uses, *, through_calls: bool, handles: frozenset[str] | None) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._through_calls: Final = through_calls
        self._handles: Final = handles
        self._travel: Final = Travel()
        self._seen: Final[set[int]] = set()
        self._objects: Final[set[Object]] = set()
        self._waiting: Final[deque[tuple[SourceFile, Node, int]]] = deque()

    def run(self, file: SourceFile, node: Node) -> Travel:
        self._add(file, node)
        while self._waiting:
            if len(self._seen) > _LONGEST:
                self._travel.is_lost = True
                break
            self._step(*self._waiting.popleft())
        return self._travel

    def _add(self, file: SourceFile, node: Node, position: int = 0) -> None:
        if node.id not in self._seen:
            self._seen.add(node.id)
            self._waiting.append((file, node, position))

    def _step(self, file: SourceFile, node: Node, position: int) -> None:
        step = next_step(self._resolver, file, node, position)
        if step.way is Way.SAME:
            self._add(file, step.node, position)
        elif step.way is Way.SELECTED:
            self._select(file, step.node)
        elif step.way is Way.PASSED:
            self._pass(file, step.node, step.index)
        elif step.way is Way.STORED and step.object is not None:
            if step.object.name != "err":  # what an unknown method gave
                self._store(step.object)
            if step.node.type == "composite_literal" and is_embedded(self._resolver, step.object):
                self._add(file, step.node)  # `&DB{DB: db}` has its methods
        elif step.way is Way.RETURNED:
            self._return(file, step.node, step.index)
        elif step.way in {Way.HELD, Way.LOST} and step.node.type not in _OF_OTHERS:
            self._travel.is_shared = self._travel.is_lost = True

    def _select(self, file: SourceFile, selector: Node) -> None:
        name = child(selector, "field")
        if name is None:
            return
        self._travel.selected.setdefault(text(name), []).append((file, selector))
        parent = self._resolver.parent(file, selector)
        if parent is not None and parent.type in CALLS and is_same(child(parent, "function"), selector):
            if self._gives_the_handle(file, parent, text(name)):
                self._add(file, parent)  # `gormDB.DB()`, `db.Unsafe()`
        else:
            self._add(file, selector)  # an embedded handle: `db.DB`

    def _gives_the_handle(self, file: SourceFile, call: Node, method: str) -> bool:
        if self._handles is not None:
            return method in self._handles
        return _may_be_the_handle(self._resolver, self._resolver.type_of(file, call))

    def _store(self, object_: Object) -> None:
        if object_ in self._objects:
            return
        self._objects.add(object_)
        if not object_.is_local:
            self._travel.is_shared = True
        if object_.file is None or self._is_described(object_):
            self._travel.is_lost = True
            return
        for used_in, use in self._uses.expressions(object_):
            if not is_target(self._resolver, used_in, use):
                self._add(used_in, use)
            if object_.function is not None and not self._is_used_at_once(used_in, use, object_.function):
                self._travel.is_shared = True

    def _is_used_at_once(self, file: SourceFile, use: Node, function: Node) -> bool:
        """Whether a use stands in the variable's own function, or in closures that are called on the spot."""
        around = self._resolver.enclosing_function(file, use)
        while around is not None and around.id != function.id:
            call = called_on_the_spot(self._resolver, file, around)
            statement = self._resolver.parent(file, call) if call is not None else None
            if call is None or (statement is not None and statement.type == "go_statement"):
                return False
            around = self._resolver.enclosing_function(file, around)
        return around is not None

    def _is_described(self, object_: Object) -> bool:
        """Whether it is a field of a package that is known by its declarations alone: nobody sees who reads it."""
        package = self._resolver.program.package_of(object_.file.path) if object_.file is not None else None
        return package is None or package.is_knowledge

    def _pass(self, file: SourceFile, call: Node, index: int) -> None:
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion":
            self._add(file, call)
            return
        parameter = called_parameter(self._resolver, file, callee, index)
        is_described = callee.declaration is not None and callee.declaration.package.is_knowledge
        if parameter is not None and not is_described:
            self._store(parameter)
        elif (callee.kind == "value" and not _is_declared_with_value(callee.object)) or self._is_abstract(file, callee):
            self._travel.is_lost = True  # a function, or an option, that somebody gave
        elif callee.declaration is None or is_described:
            self._travel.is_shared = True
            if callee.kind == "builtin":
                self._travel.is_lost = self._travel.is_lost or callee.qualified == "append"
            elif self._through_calls:
                self._add(file, call)  # `sqlx.NewDb(db, …)`

    def _is_abstract(self, file: SourceFile, callee: Callee) -> bool:
        """Whether a call is of an interface's method: who implements it may do anything."""
        if callee.kind != "method" or callee.declaration is not None or callee.receiver is None:
            return False
        return isinstance(self._resolver.underlying(self._resolver.type_of(file, callee.receiver)), Interface)

    def _return(self, file: SourceFile, statement: Node, index: int) -> None:
        function = self._resolver.enclosing_function(file, statement)
        if function is None:
            return
        calls = list(self._uses.calls(file, function))
        if not calls:
            self._travel.is_lost = True  # called through an interface, by other modules or not at all
        for called_in, call in calls:
            self._add(called_in, call, index)


def _is_declared_with_value(object_: Object | None) -> bool:
    """`var build = builder.With`, which is like a function that is not at hand."""
    declaration = object_.declaration if object_ is not None and object_.kind == "var" else None
    return declaration is not None and declaration.type == "var_spec" and child(declaration, "value") is not None


def _may_be_the_handle(resolver: Resolver, type_: Type) -> bool:
    """Whether a method's result may be the same pool again: a pointer to something called DB, or not known."""
    if isinstance(type_, Tuple):
        type_ = type_.types[0] if type_.types else type_
    target = getattr(type_, "element", type_)
    if isinstance(target, Basic) or isinstance(resolver.underlying(target), Interface):
        return False
    return not isinstance(target, Named) or target.name == "DB"
