"""Timers that put back the object that they belong to, when they fire: none of them is running in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.field_uses import FieldUses

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration


class OwnTimers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, field_uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._field_uses: Final = field_uses

    def put_all(self, pool: PoolDeclaration, field: Field) -> bool:
        """Whether every Put stands in a function that the timer in a field runs: `time.AfterFunc(d, x.fire)`."""
        puts = [site for site in pool.puts if site.direct]
        run = [each for given in self._field_uses.given(field) for each in self._run_by(*given)]
        return bool(puts and run) and all(
            any(file is site.file and _is_in(site.call, function) for file, function in run) for site in puts
        )

    def _run_by(self, file: SourceFile, value: Node) -> Iterator[tuple[SourceFile, Node]]:
        """The function literals that a timer runs."""
        if value.type not in CALLS or self._resolver.callee(file, value).qualified != "time.AfterFunc":
            return
        for function in arguments(value)[1:]:
            yield from self._literals(file, function)

    def _literals(self, file: SourceFile, function: Node) -> Iterator[tuple[SourceFile, Node]]:
        """A literal, or those that the variable or field of this name is set to."""
        if function.type == "func_literal":
            yield file, function
            return
        object_ = self._resolver.object_of_expression(file, function)
        if object_ is None:
            return
        values = self._given(file, function, object_) if object_.kind == "field" else ()
        if object_.is_local and object_.kind == "var":
            values = tuple((file, each) for each in assigned_values(self._resolver, file, object_))
        yield from ((given_in, each) for given_in, each in values if each.type == "func_literal")

    def _given(self, file: SourceFile, selector: Node, object_: Object) -> tuple[tuple[SourceFile, Node], ...]:
        operand = child(selector, "operand")
        type_ = self._resolver.type_of(file, operand) if operand is not None else None
        selection = self._resolver.field(type_, object_.name) if type_ is not None else None
        return tuple(self._field_uses.given(selection.field)) if selection is not None else ()


def _is_in(node: Node, function: Node) -> bool:
    return function.start_byte <= node.start_byte < function.end_byte
