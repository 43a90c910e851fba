"""What wrappers of a pool call and only their callers know: function values that it was made with, methods of E.

var queries = &pool[*query]{reset: func(q *query) { q.parts = q.parts[:0] }}

func (p *pool[E]) put(v E)  { p.reset(v); p.inner.Put(v) }
func (p *pool[E]) free(v E) { v.Reset(); p.inner.Put(v) }
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.golang.types import TypeParameter
from scanners.pools.code.assigned_fields import AssignedFields
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.values import values_under
from scanners.pools.inventory.declarations import Function
from scanners.pools.inventory.elements import returned_values
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step

if TYPE_CHECKING:
    from scanners.golang.declarations import Declaration
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
        parameter = self._parameter(step, caller) if caller is not None else None
        if parameter is None or parameter.file is None:
            return [step]
        return [
            replace(each, touch=replace(each.touch, path=(*step.path, *each.path)), at=step.at, depth=each.depth + 1)
            for each in self._holders.touches.of(parameter.file, parameter)
        ]

    def _parameter(self, step: Step, caller: PoolSite) -> Object | None:
        """What an object is called in the function that a step calls, where the caller tells which function that is."""
        if (method := self._method(step, caller)) is not None:
            return receiver(self._resolver, method.file, method.node)
        function = self._hook(step, caller)
        if function is None or step.touch.argument is None:
            return None
        declared = parameters(self._resolver, *function)
        return declared[step.touch.argument] if step.touch.argument < len(declared) else None

    def _method(self, step: Step, caller: PoolSite) -> Declaration | None:
        """The method behind `v.Reset()`, where v is of a type parameter, and the caller's value of some type."""
        touch, called = step.touch, child(step.touch.node, "function")
        operand, name = (child(called, "operand"), child(called, "field")) if called is not None else (None, None)
        if step.depth or touch.argument is not None or operand is None or name is None or caller.value is None:
            return None
        if not isinstance(self._resolver.type_of(touch.file, operand), TypeParameter):
            return None
        method = self._resolver.method(self._resolver.type_of(caller.file, caller.value), text(name))
        declared = method.declaration if method is not None else None
        return declared if declared is not None and child(declared.node, "body") is not None else None

    def _hook(self, step: Step, caller: PoolSite) -> tuple[SourceFile, Node] | None:
        """The function behind `p.reset(v)`, where the caller's `queries.put(q)` tells which pool p is."""
        touch, callee = step.touch, step.touch.callee
        called = child(touch.node, "function")
        if touch.deed is not Deed.CALL or step.depth or callee is None or callee.kind != "value" or called is None:
            return None
        operand = child(called, "operand")
        pool = self._resolver.object_of(touch.file, operand) if operand is not None else None
        name = child(called, "field")
        wrapper = self._resolver.callee(caller.file, caller.call).receiver if pool is not None else None
        if pool is None or pool.kind != "receiver" or name is None or wrapper is None:
            return None
        if callee.object is None or self._fields.is_replaced(callee.object):
            return None
        made = self._made(self._resolver.object_of_expression(caller.file, wrapper))
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
