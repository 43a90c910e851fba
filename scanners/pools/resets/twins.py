"""A Get or a Put that does without the reset that its twins do.

Whoever resets at two of three Gets knows that objects come back as they were left; whoever resets a field before one
Put of it knows that it is left written. Where all do without, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, child, text
from scanners.golang.types import Field
from scanners.pools.code.objects_in_functions import is_returned
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import Kind, contents, reset_names
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.fresh_values import is_zero
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.resets.typestate import Spot

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_FEWEST: Final = 3  # fields that a Get sets one by one, so that it is meant to set all
_SETTING: Final = frozenset({Deed.SET, Deed.GROW, Deed.CHANGE})
_IDLE: Final = frozenset({Deed.READ, Deed.CHECK, Deed.BOUND})


@dataclass(frozen=True, slots=True)
class Twin:
    """A site without a reset, a twin of it with one, and, of a Get, the field that it leaves as it is."""

    site: PoolSite
    resetting: PoolSite
    field: str = ""
    written: Spot | None = None


class Twins:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def of(self, pool: PoolDeclaration) -> Iterator[Twin]:
        """The Gets that set fields where others reset, and the Puts of a field that others reset before."""
        held = contents(self._resolver, pool.element_type)
        if held is None or not held.pointer or held.kind not in {Kind.STRUCT, Kind.STATEFUL}:
            return
        gets = [site for site in pool.gets if site.direct]
        puts = [site for site in pool.puts if site.direct]
        clean_gets = [get for get in gets if self._is_reset_at_once(get)]
        clean_puts = [put for put in puts if self._is_put_clean(put)]
        if clean_gets and not clean_puts and held.kind is Kind.STRUCT:
            for get in gets:
                if get not in clean_gets:
                    yield from self._setting(pool, get, puts, clean_gets[0])
        if clean_puts and not clean_gets:
            yield from self._bare(pool, puts, clean_puts)

    def is_reset_beside(self, pool: PoolDeclaration, put: PoolSite) -> bool:
        """Whether the whole object is reset before another Put of the same function, and not before this one."""
        beside = [
            each for each in pool.puts if each is not put and put.function is not None and each.function == put.function
        ]
        return any(map(self._is_put_clean, beside)) and not self._is_put_clean(put)

    def _is_put_clean(self, put: PoolSite) -> bool:
        return any(map(_is_reset, self._holders.steps_before(put)))

    def _is_reset_at_once(self, get: PoolSite) -> bool:
        first = next(
            (step for step in self._holders.steps(get) if _is_reset(step) or step.touch.deed not in _IDLE), None
        )
        return first is not None and _is_reset(first)

    def _setting(self, pool: PoolDeclaration, get: PoolSite, puts: list[PoolSite], twin: PoolSite) -> Iterator[Twin]:
        """The first field that a Get leaves, which sets others one by one and hands the object on."""
        steps = self._holders.steps(get)
        touched = {step.path[0] for step in steps if step.path and step.touch.deed is not Deed.READ}
        if get.function is None or get.value is None or pool.element_type is None or len(touched) < _FEWEST:
            return
        if any(not step.path and step.touch.deed not in _IDLE and not _is_plain_method(step.touch) for step in steps):
            return  # handed on, or set as a whole
        if not is_returned(self._resolver, get.file, get.function, get.value):
            return
        for put in puts:
            touched |= {step.path[0] for step in self._holders.steps_before(put) if step.path}
        for field in self._uses.fields(pool.element_type):
            spot = self._written(pool, field, get.function) if field.name not in touched else None
            if spot is not None:
                yield Twin(get, twin, field.name, spot)
                return

    def _written(self, pool: PoolDeclaration, field: Field, function: Node) -> Spot | None:
        """Where a field that is read as well gets a value, other than in New and in the function of the Get."""
        uses = [use for use in self._uses.of(field) if use.function is not None and use.function.id != function.id]
        if not is_exported(field.name) and not any(use.touch.deed in {*_IDLE, Deed.CALL} for use in uses):
            return None
        for use in uses:
            is_value = use.touch.deed in _SETTING and not (use.touch.value is not None and is_zero(use.touch.value))
            if is_value and not any(use.function is not None and use.function.id == new.node.id for new in pool.new):
                return Spot(use.touch.file, use.touch.node)
        return None

    def _bare(self, pool: PoolDeclaration, puts: list[PoolSite], clean: list[PoolSite]) -> Iterator[Twin]:
        """The Puts of a field that is reset before other Puts, where its owner was handed to somebody before."""
        taking = {get.function.id for get in pool.gets if get.function is not None}
        for put in puts:
            field = self._holders.field(put)
            twin = (
                next((each for each in clean if self._holders.field(each) == field), None)
                if field is not None
                else None
            )
            if field is None or twin is None or put in clean or not self._is_owner_handed_on(put):
                continue
            functions = {use.function.id for use in self._uses.of(field) if use.function and _is_reset_of(use.touch)}
            if not functions & taking:
                yield Twin(put, twin)

    def _is_owner_handed_on(self, put: PoolSite) -> bool:
        """Whether the variable whose field is put back goes to a function before that may be anything."""
        for root, prefix in self._holders.roots(put):
            for step in self._holders.touches.of(put.file, root):
                is_before = step.at.end_byte <= put.call.start_byte
                if prefix and is_before and not step.path and step.touch.deed is Deed.CALL:
                    return True
        return False


def _is_reset(step: Step) -> bool:
    return not step.path and (step.touch.deed is Deed.CLEAR or _is_reset_of(step.touch))


def _is_plain_method(touch: Touch) -> bool:
    """Whether a method of the object is called whose name has nothing of a reset."""
    callee = touch.callee
    if touch.deed is not Deed.CALL or touch.argument is not None or callee is None:
        return False
    function = child(touch.node, "function")
    return function is not None and not reset_names().may_reset(text(function).rpartition(".")[2])


def _is_reset_of(touch: Touch) -> bool:
    """Whether a method that is called like a reset is called on the part itself."""
    name = (touch.callee.qualified or "").rpartition(".")[2] if touch.callee is not None else ""
    return not touch.path and touch.argument is None and reset_names().is_reset(name)
