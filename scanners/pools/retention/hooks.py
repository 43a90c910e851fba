"""Function values that a pool was made with, such as the reset that the Put of its wrapper runs.

var queries = &pool[*query]{reset: func(q *query) { q.parts = q.parts[:0] }}

func (p *pool[E]) put(v E) { p.reset(v); p.inner.Put(v) }
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.pools.code.assigned_fields import AssignedFields
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.parameters import parameters
from scanners.pools.code.values import values_under
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned_values
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite


class Hooks:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._fields: Final = AssignedFields(resolver)

    def steps(self, chain: tuple[PoolSite, ...]) -> list[Step]:
        """What happens to an object on one way to its Put, outer callers first, with what the hooks of wrappers do."""
        return [
            step
            for site, caller in reversed([*zip(chain, (*chain[1:], None), strict=True)])
            for each in self._holders.steps_before(site)
            for step in self._run(each, caller)
        ]

    def _run(self, step: Step, caller: PoolSite | None) -> list[Step]:
        """What a call of a hook does to what it is given; the call itself where the function is not known."""
        function = self._hook(step, caller) if caller is not None else None
        if function is None or step.touch.argument is None:
            return [step]
        file, node = function
        declared = parameters(self._resolver, file, node)
        parameter = declared[step.touch.argument] if step.touch.argument < len(declared) else None
        if parameter is None:
            return [step]
        return [
            replace(each, touch=replace(each.touch, path=(*step.path, *each.path)), at=step.at, depth=each.depth + 1)
            for each in self._holders.touches.of(file, parameter)
        ]

    def _hook(self, step: Step, caller: PoolSite) -> tuple[SourceFile, Node] | None:
        """The function behind `p.reset(v)`, where the caller's `queries.put(q)` tells which pool p is."""
        touch, callee = step.touch, step.touch.callee
        called = child(touch.node, "function")
        if touch.deed is not Deed.CALL or step.depth or callee is None or callee.kind != "value" or called is None:
            return None
        operand = child(called, "operand")
        pool = self._resolver.object_of(touch.file, operand) if operand is not None else None
        name = child(called, "field")
        receiver = self._resolver.callee(caller.file, caller.call).receiver if pool is not None else None
        if pool is None or pool.kind != "receiver" or name is None or receiver is None:
            return None
        if callee.object is None or self._fields.is_replaced(callee.object):
            return None
        made = self._made(self._resolver.object_of_expression(caller.file, receiver))
        value = self._field(*made, text(name)) if made is not None else None
        return self._function(*value) if value is not None else None

    def _made(self, variable: Object | None) -> tuple[SourceFile, Node] | None:
        """What a variable of a package is declared with, if it is never set to anything else."""
        if variable is None or variable.declared is None or variable.file is None or self._fields.is_replaced(variable):
            return None
        value = child(variable.declared.node, "value")
        return (variable.file, base(value.named_children[0])) if value is not None and len(parts(value)) == 1 else None

    def _field(self, file: SourceFile, made: Node, name: str) -> tuple[SourceFile, Node] | None:
        """What a field is set to in a literal, or in the only literal that a constructor returns."""
        if made.type == "composite_literal":
            value = _under(made, name)
            return (file, value) if value is not None else None
        if made.type not in CALLS:
            return None
        declaration = self._resolver.callee(file, made).declaration
        if declaration is None:
            return None
        returned = list(returned_values(self._resolver, Function(declaration.file, declaration.node, declaration.name)))
        literal = base(returned[0][1]) if len(returned) == 1 and returned[0][0] is declaration.file else None
        value = _under(literal, name) if literal is not None and literal.type == "composite_literal" else None
        if value is None:
            return None
        object_ = self._resolver.object_of(declaration.file, value) if value.type == "identifier" else None
        declared = parameters(self._resolver, declaration.file, declaration.node)
        if object_ is None or object_ not in declared:
            return declaration.file, value
        given, place = arguments(made), declared.index(object_)
        return (file, given[place]) if place < len(given) else None

    def _function(self, file: SourceFile, value: Node) -> tuple[SourceFile, Node] | None:
        """The function that a value is: a literal, or the name of a declared one."""
        if value.type == "func_literal":
            return file, value
        named = self._resolver.object_of_expression(file, value)
        declared = named.declared if named is not None else None
        if declared is None or declared.kind != "func" or child(declared.node, "body") is None:
            return None
        return declared.file, declared.node


def _under(literal: Node, key: str) -> Node | None:
    body = child(literal, "body")
    return next(values_under(body, key), None) if body is not None else None
