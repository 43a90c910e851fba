"""Which parts of an object a function sets to their zero value, in its own body or through what it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, parts, text
from scanners.pools.objects_in_functions import base
from scanners.pools.parameters import parameters, receiver
from scanners.pools.targets import is_same, place_among

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.scopes import Object
    from scanners.pools.declarations import PoolDeclaration, PoolSite

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
        below = path[len(self.path) :]
        return path[: len(self.path)] == self.path and not (below and below[0] in self.kept)


def is_cleared_before(resolver: Resolver, pool: PoolDeclaration, site: PoolSite, path: Path) -> bool:
    """Whether a part of the object is set to zero before a Put, there or before every call of the wrapper around it."""
    if _is_cleared_here(resolver, site, path):
        return True
    callers = [each for each in pool.puts if each.wrapper is not None and _is_inside(site, each.wrapper.node)]
    return not site.counted and bool(callers) and all(is_cleared_before(resolver, pool, each, path) for each in callers)


def _is_inside(site: PoolSite, function: Node) -> bool:
    return (
        site.wrapper is None or site.wrapper.node.id != function.id
    ) and function.start_byte <= site.call.start_byte < function.end_byte


def _is_cleared_here(resolver: Resolver, site: PoolSite, path: Path) -> bool:
    part = _part(site.value) if site.value is not None else None
    object_ = resolver.object_of(site.file, part[0]) if part is not None else None
    if part is None or object_ is None:
        return False
    return any(
        clearing.covers((*part[1], *path)) and _runs_before(resolver, site, clearing.node)
        for clearing in clearings(resolver, site.file, object_)
    )


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


def clearings(resolver: Resolver, file: SourceFile, object_: Object, depth: int = 0) -> Iterator[Clearing]:
    """Every statement that clears a part of what a variable, parameter or receiver names."""
    for use in resolver.scopes.uses(file, object_):
        path: Path = ()
        node = use
        while (parent := resolver.parent(file, node)) is not None:
            if parent.type == "selector_expression" and is_same(child(parent, "operand"), node):
                call = resolver.parent(file, parent)
                if call is not None and call.type == "call_expression" and is_same(child(call, "function"), parent):
                    yield from _by_method(resolver, file, call, path, depth)
                    break
                selected = child(parent, "field")
                path = (*path, text(selected)) if selected is not None else path
            elif parent.type == "expression_list":
                yield from _by_assignment(resolver, file, parent, node, path)
                break
            elif parent.type == "argument_list":
                spot = resolver.parent(file, parent)
                if spot is not None and spot.type == "call_expression":
                    index = place_among(arguments(spot), node)
                    yield from _by_call(resolver, file, spot, index, (path, depth))
                break
            elif parent.type not in {"parenthesized_expression", "unary_expression"}:
                break
            node = parent


def _by_assignment(resolver: Resolver, file: SourceFile, left: Node, target: Node, path: Path) -> Iterator[Clearing]:
    """`x.f = nil`, `*x = T{}`."""
    statement = resolver.parent(file, left)
    if statement is None or statement.type != "assignment_statement" or not is_same(child(statement, "left"), left):
        return
    right = child(statement, "right")
    values, targets = parts(right) if right is not None else [], parts(left)
    index = place_among(targets, target)
    if index is not None and len(values) == len(targets) and (path or target.type == "unary_expression"):
        kept = _kept(values[index])
        if kept is not None:
            yield Clearing(statement, path, kept)


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


def _by_call(
    resolver: Resolver, file: SourceFile, call: Node, index: int | None, reached: tuple[Path, int]
) -> Iterator[Clearing]:
    """`clear(x.f)`, or a function that clears its parameter; `reached` is the part handed over and the depth."""
    path, depth = reached
    callee = resolver.callee(file, call)
    if callee.kind == "builtin" and callee.qualified == "clear":
        yield Clearing(call, path)
    declaration = callee.declaration
    if declaration is None or declaration.kind not in {"func", "method"} or depth >= _DEEPEST:
        return
    declared = parameters(resolver, declaration.file, declaration.node)
    parameter = declared[index] if index is not None and index < len(declared) else None
    if parameter is not None:
        yield from (
            Clearing(call, (*path, *each.path), each.kept)
            for each in clearings(resolver, declaration.file, parameter, depth + 1)
        )


def _by_method(resolver: Resolver, file: SourceFile, call: Node, path: Path, depth: int) -> Iterator[Clearing]:
    """A method that clears its receiver, or the embedded field that it is promoted from."""
    callee = resolver.callee(file, call)
    declaration = callee.declaration
    if declaration is None or declaration.kind != "method" or depth >= _DEEPEST:
        return
    own = receiver(resolver, declaration.file, declaration.node)
    if own is not None:
        yield from (
            Clearing(call, (*path, *callee.path, *each.path), each.kept)
            for each in clearings(resolver, declaration.file, own, depth + 1)
        )


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
