"""Which parts of an object a function sets to their zero value, in its own body or through what it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, parts, text
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.targets import is_same, place_among
from scanners.pools.objects.zero_variables import ZeroVariables

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_DEEPEST: Final = 5  # reset calls resetHeaders calls resetList …
Path = tuple[str, ...]


@dataclass(frozen=True)
class Clearing:
    """A statement that sets the part at `path` to zero, the whole object for (); `kept` are fields that it sets."""

    node: Node
    path: Path
    kept: frozenset[str] = frozenset()

    def covers(self, path: Path) -> bool:
        """Whether the part at a path is zero afterwards."""
        if not path:
            return not self.path and not self.kept
        below = path[len(self.path) :]
        return path[: len(self.path)] == self.path and not (below and below[0] in self.kept)


class Clearings:
    """Answers what is cleared where, and remembers it."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._zero_variables: Final = ZeroVariables(resolver)
        self._known: Final[dict[Object, tuple[Clearing, ...]]] = {}

    def is_cleared_before(self, pool: PoolDeclaration, site: PoolSite, path: Path) -> bool:
        """Whether a part of the object is zero at a Put: set there, or before every call of the wrapper around it."""
        waiting, seen = [site], {site}
        while waiting:
            each = waiting.pop()
            if self._is_cleared_here(each, path):
                continue
            callers = [] if each.counted else [caller for caller in pool.puts if caller.leads_to(each)]
            if not callers:
                return False
            waiting += [caller for caller in callers if caller not in seen]
            seen.update(callers)
        return True

    def _is_cleared_here(self, site: PoolSite, path: Path) -> bool:
        part = _part(site.value) if site.value is not None else None
        object_ = self._resolver.object_of(site.file, part[0]) if part is not None else None
        if part is None or object_ is None or object_.file is None:
            return False
        whole = (*self._full(object_.type, part[1]), *path)
        return any(
            clearing.covers(whole) and _runs_before(self._resolver, site, clearing.node)
            for clearing in self.of(site.file, object_)
        )

    def of(self, file: SourceFile, object_: Object, depth: int = 0) -> tuple[Clearing, ...]:
        """Every statement that clears a part of what a variable, parameter or receiver names."""
        if object_ not in self._known:
            self._known[object_] = ()  # for functions that call themselves
            self._known[object_] = tuple(self._find(file, object_, depth))
        return self._known[object_]

    def _find(self, file: SourceFile, object_: Object, depth: int) -> Iterator[Clearing]:
        for use in self._resolver.scopes.uses(file, object_):
            path: Path = ()
            node = use
            while (parent := self._resolver.parent(file, node)) is not None:
                if parent.type == "selector_expression" and is_same(child(parent, "operand"), node):
                    call = self._resolver.parent(file, parent)
                    if call is not None and call.type == "call_expression" and is_same(child(call, "function"), parent):
                        yield from self._by_method(file, call, self._full(object_.type, path), depth)
                        break
                    selected = child(parent, "field")
                    path = (*path, text(selected)) if selected is not None else path
                elif parent.type == "expression_list":
                    yield from self._by_assignment(file, parent, node, self._full(object_.type, path))
                    break
                elif parent.type == "argument_list":
                    call = self._resolver.parent(file, parent)
                    if call is not None and call.type == "call_expression":
                        index = place_among(arguments(call), node)
                        yield from self._by_call(file, call, index, (self._full(object_.type, path), depth))
                    break
                elif parent.type not in {"parenthesized_expression", "unary_expression"}:
                    break
                node = parent

    def _full(self, type_: Type, path: Path) -> Path:
        """A path with the names of embedded fields that Go lets one leave out."""
        full: Path = ()
        for name in path:
            selection = self._resolver.field(type_, name)
            if selection is None:
                return (*full, name)
            full, type_ = (*full, *selection.path), selection.type
        return full

    def _by_assignment(self, file: SourceFile, left: Node, target: Node, path: Path) -> Iterator[Clearing]:
        """`x.f = nil`, `*x = T{}`."""
        statement = self._resolver.parent(file, left)
        if statement is None or statement.type != "assignment_statement" or not is_same(child(statement, "left"), left):
            return
        right = child(statement, "right")
        values, targets = parts(right) if right is not None else [], parts(left)
        index = place_among(targets, target)
        if index is not None and len(values) == len(targets) and (path or target.type == "unary_expression"):
            is_zero = self._zero_variables.is_one(file, values[index])
            kept = frozenset[str]() if is_zero else _kept(values[index])
            if kept is not None:
                yield Clearing(statement, path, kept)

    def _by_call(
        self, file: SourceFile, call: Node, index: int | None, reached: tuple[Path, int]
    ) -> Iterator[Clearing]:
        """`clear(x.f)`, or a function that clears its parameter; `reached` is the part handed over and the depth."""
        path, depth = reached
        callee = self._resolver.callee(file, call)
        if callee.kind == "builtin" and callee.qualified == "clear":
            yield Clearing(call, path)
        declaration = callee.declaration
        if declaration is None or declaration.kind not in {"func", "method"} or depth >= _DEEPEST:
            return
        declared = parameters(self._resolver, declaration.file, declaration.node)
        parameter = declared[index] if index is not None and index < len(declared) else None
        if parameter is not None:
            for each in self.of(declaration.file, parameter, depth + 1):
                yield Clearing(call, (*path, *each.path), each.kept)

    def _by_method(self, file: SourceFile, call: Node, path: Path, depth: int) -> Iterator[Clearing]:
        """A method that clears its receiver, or the embedded field that it is promoted from."""
        callee = self._resolver.callee(file, call)
        declaration = callee.declaration
        if declaration is None or declaration.kind != "method" or depth >= _DEEPEST:
            return
        own = receiver(self._resolver, declaration.file, declaration.node)
        if own is not None:
            for each in self.of(declaration.file, own, depth + 1):
                yield Clearing(call, (*path, *callee.path, *each.path), each.kept)


def _runs_before(resolver: Resolver, site: PoolSite, node: Node) -> bool:
    """Whether a statement comes before the Put: in the text, or because the Put is deferred."""
    if node.start_byte < site.call.start_byte:
        return True
    around = resolver.enclosing_function(site.file, node)
    same = around is not None and site.function is not None and around.id == site.function.id
    deferred = _deferred(resolver, site)
    return deferred is not None and (not same or deferred.id == site.call.id)


def _deferred(resolver: Resolver, site: PoolSite) -> Node | None:
    """The call after `defer` that the Put is or is inside of."""
    node: Node | None = site.call
    while node is not None and node.type not in {"function_declaration", "method_declaration"}:
        parent = resolver.parent(site.file, node)
        if parent is not None and parent.type == "defer_statement":
            return node
        node = parent
    return None


def _kept(value: Node) -> frozenset[str] | None:
    """The fields that a zero value leaves set: none for nil and T{}, those that T{…} names; None for other values."""
    if value.type == "nil":
        return frozenset()
    if value.type != "composite_literal":
        return None
    body = child(value, "body")
    kept = set()
    for element in parts(body) if body is not None else []:
        key, given = child(element, "key"), child(element, "value")
        if key is None or given is None:
            return None  # positional: every field is set
        if not (parts(given) and parts(given)[0].type == "nil"):
            kept.add(text(key))
    return frozenset(kept)


def _part(value: Node) -> tuple[Node, Path] | None:
    """A variable and the fields after it: `w` and ("enc",) of `w.enc`."""
    path: Path = ()
    node = base(value)
    while node.type == "selector_expression":
        operand, selected = child(node, "operand"), child(node, "field")
        if operand is None or selected is None:
            return None
        path = (text(selected), *path)
        node = base(operand)
    return (node, path) if node.type == "identifier" else None
