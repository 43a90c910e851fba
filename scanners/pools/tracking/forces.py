"""How surely a function puts back what it is given: what stands between its start and the Put."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, only, operator, parts, walk
from scanners.golang.types import BOOL, ERROR, Basic, Interface
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.inventory.declarations import PoolSite

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_COUNTS: Final = re.compile(
    rb"(?i)\bref|refs?\b|atomic|count|\.Add\(|\.Dec|\bdec|CompareAndSwap|--|\.Swap\(|owner|shared"
)
_SIZE: Final = re.compile(rb"(?i)\b(cap|len|size)\b|Cap\(\)|Len\(\)")
_CAPACITY: Final = re.compile(rb"\b[cC]ap\(")
_BRANCHES: Final = frozenset({"if_statement", "for_statement", "expression_switch_statement", "select_statement"})
_LOCAL: Final = frozenset({"var", "result"})


class Force(IntEnum):
    """How surely a call puts an object back."""

    NOT = 0
    SOMETIMES = 1  # a local condition decides, such as an error: see FunctionSummaries.outcome
    ONCE = 2  # the first time: a further call does nothing
    ALWAYS = 3


class Runs:
    """Answers for the Puts of one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def of(self, site: PoolSite, parameter: Object) -> Force:
        """Whether a Put runs in every call of the function that has the parameter, with what that was."""
        return Force.NOT if self._is_replaced(parameter, site) else self._in_place(site, parameter)

    def _is_replaced(self, parameter: Object, site: PoolSite) -> bool:
        """Whether the function sets its parameter to something else than a part of itself before a site.

        `b = grow(b)` does so after the call. One that sets `*b` behind the site leaves its caller with another object.
        """
        if parameter.file is None or self._is_exchanged(parameter.file, parameter, site):
            return True
        for value in assigned_values(self._resolver, parameter.file, parameter):
            node = base(value)
            is_before = value.end_byte < site.call.start_byte
            if is_before and (
                node.type != "identifier" or self._resolver.object_of(parameter.file, node) is not parameter
            ):
                return True
        return False

    def _is_exchanged(self, file: SourceFile, parameter: Object, site: PoolSite) -> bool:
        """Whether `*x = other` follows a site, where x is the parameter."""
        for use in self._resolver.scopes.uses(file, parameter):
            target = self._resolver.parent(file, use)
            if target is None or target.type != "unary_expression" or operator(target) != "*":
                continue
            listed = self._resolver.parent(file, target)
            while listed is not None and listed.type == "parenthesized_expression":
                listed = self._resolver.parent(file, listed)
            statement = self._resolver.parent(file, listed) if listed is not None else None
            left = child(statement, "left") if statement is not None else None
            is_set = listed is not None and left is not None and left.id == listed.id
            if is_set and use.start_byte > site.call.start_byte:
                return True
        return False

    def _in_place(self, site: PoolSite, parameter: Object) -> Force:
        """Whether the site runs in every call of the function that has the parameter."""
        force = Force.ALWAYS
        node: Node | None = site.call
        while node is not None and parameter.function is not None and node.id != parameter.function.id:
            if node.type == "go_statement":
                return Force.NOT
            if node.type == "func_literal":
                force = min(force, self._called_in_place(site.file, node))
            node = self._resolver.parent(site.file, node)
        if parameter.function is None or force is Force.NOT:
            return Force.NOT
        return min(force, self._guards(site, parameter))

    def _called_in_place(self, file: SourceFile, literal: Node) -> Force:
        """A literal that is called or deferred where it stands, or by a sync.Once."""
        parent = self._resolver.parent(file, literal)
        if parent is None:
            return Force.NOT
        if parent.type == "call_expression":
            return Force.ALWAYS
        call = self._resolver.parent(file, parent) if parent.type == "argument_list" else None
        is_once = call is not None and self._resolver.callee(file, call).qualified == "(*sync.Once).Do"
        return Force.ONCE if is_once else Force.NOT

    def _guards(self, site: PoolSite, parameter: Object) -> Force:
        """What the conditions on the way to the site say."""
        assert parameter.function is not None  # noqa: S101 - asked only for parameters
        force = Force.ALWAYS
        body = child(parameter.function, "body")
        for node in walk(body) if body is not None else ():
            if node.type not in _BRANCHES or node.start_byte > site.call.start_byte:
                continue
            block = child(node, "consequence") or child(node, "body")
            around = node.end_byte >= site.call.end_byte
            leaves = any(each.type == "return_statement" for each in walk(node))
            if not around and not leaves:
                continue
            if node.type == "select_statement":
                force = min(force, Force.SOMETIMES)
                continue
            head = node.text[: block.start_byte - node.start_byte] if block is not None and node.text else b""
            condition = child(node, "condition") or child(node, "value")
            mentioned = condition if condition is not None else node if node.type != "for_statement" else None
            if _COUNTS.search(head) or (mentioned is not None and self._others_decide(site.file, mentioned, parameter)):
                return Force.NOT
            if mentioned is not None and not self._asks_for(site.file, mentioned, parameter):
                return Force.NOT
            if mentioned is not None and not _SIZE.search(mentioned.text or b""):
                force = min(force, self._decides(site, mentioned, parameter))
            elif mentioned is not None and self._tells(site.file, mentioned, parameter.function):
                force = min(force, Force.SOMETIMES)
        if body is None or counts_references(body, site):
            return Force.NOT
        return force

    def _decides(self, site: PoolSite, condition: Node, parameter: Object) -> Force:
        """What a condition that is not about sizes asks: for an object, for the first time, or something else."""
        file = site.file
        named = {self._resolver.object_of(file, each) for each in walk(condition) if each.type == "identifier"}
        local = [each for each in named if each is not None and each.kind in _LOCAL]
        if local and all(self._is_looked_up(site, each, parameter) for each in local):
            return Force.ALWAYS
        others = [self._resolver.underlying(each.type) for each in local]
        is_open = any(isinstance(each, Interface) or each == BOOL for each in others)  # an error, a flag
        if is_open and parameter not in named:
            return Force.SOMETIMES
        if self._is_of_kind(file, condition, parameter):
            return Force.NOT
        asked = re.split(rb"&&|\|\|", condition.text or b"")
        return Force.ALWAYS if all(b"nil" in each for each in asked) else Force.ONCE

    def _is_looked_up(self, site: PoolSite, variable: Object, parameter: Object) -> bool:
        """Whether a variable says that there is a pool, or one for an object of this size: `p, ok := pools[cap(b)]`."""
        file = site.file
        listed = self._resolver.parent(file, variable.identifier) if variable.identifier is not None else None
        statement = self._resolver.parent(file, listed) if listed is not None else None
        if listed is not None and variable.type == BOOL and self._is_pool_of(site, parts(listed)[0]):
            return True
        right = child(statement, "right") if statement is not None else None
        value = only(right) if right is not None and statement is not None and variable.type == BOOL else None
        index = child(value, "index") if value is not None and value.type == "index_expression" else None
        names = [each for each in walk(index) if each.type == "identifier"] if index is not None else []
        return any(self._resolver.object_of(file, each) is parameter for each in names)

    def _is_pool_of(self, site: PoolSite, named: Node) -> bool:
        """Whether this is the name of the pool of a Put."""
        pool = self._resolver.callee(site.file, site.call).receiver
        object_ = self._resolver.object_of(site.file, base(pool)) if pool is not None else None
        return object_ is not None and object_.kind == "var" and self._resolver.object_of(site.file, named) is object_

    def _is_of_kind(self, file: SourceFile, condition: Node, parameter: Object) -> bool:
        """Whether a field that the function never sets is held against a constant: `if x.kind == stream`."""
        left, right = child(condition, "left"), child(condition, "right")
        if operator(condition) not in {"==", "!="} or left is None or right is None or parameter.function is None:
            return False
        constant = self._resolver.object_of_expression(file, right)
        is_set = re.search(re.escape(left.text or b"") + rb" = ", parameter.function.text or b"") is not None
        return constant is not None and constant.kind == "const" and left.type == "selector_expression" and not is_set

    def _tells(self, file: SourceFile, condition: Node, function: Node) -> bool:
        """Whether a function that asks for a length says by its last result what came of it: `if x.i == len(x.all)`.

        A capacity bounds what is kept, which is of no concern to whoever gives the object up.
        """
        is_bound = _CAPACITY.search(condition.text or b"") is not None
        return not is_bound and self._resolver.signature(file, function).results[-1:] in {(BOOL,), (ERROR,)}

    def _asks_for(self, file: SourceFile, condition: Node, parameter: Object) -> bool:
        """Whether a condition is about the object itself, or about sizes that are local to the function."""
        found = {self._resolver.object_of(file, node) for node in walk(condition) if node.type == "identifier"}
        own = parameter in found or any(each is not None and each.is_local and each.kind == "var" for each in found)
        return own or not any(each is not None and each.kind in {"receiver", "param", "var"} for each in found)

    def _others_decide(self, file: SourceFile, condition: Node, parameter: Object) -> bool:
        """Whether a condition asks for another parameter of the function, sizes left out."""
        if condition.type in _BRANCHES:
            waiting = [child(condition, "value"), child(condition, "initializer")]
            nodes = [each for part in waiting if part is not None for each in walk(part)]
        else:
            nodes = list(walk(condition))
        for node in nodes:
            if node.type != "identifier":
                continue
            found = self._resolver.object_of(file, node)
            if found is None or found is parameter or found.kind != "param" or found.function is None:
                continue
            is_own = parameter.function is not None and found.function.id == parameter.function.id
            type_ = self._resolver.underlying(found.type)
            if is_own and not (isinstance(type_, Basic) and type_.name != "bool"):
                return True
        return False


def counts_references(function: Node, site: PoolSite) -> bool:
    """Whether references are counted on the way to a Put: `n := atomic.AddInt32(&b.refs, -1)`, `b.users--`."""
    before = (function.text or b"")[: site.call.start_byte - function.start_byte]
    return re.search(rb"(?i)atomic\.Add|\.Add\(-1|refs?--|refcount|\.\w+--", before) is not None
