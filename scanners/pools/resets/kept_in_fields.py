"""Objects that stay in a field from one method to the next, and that nobody resets.

One method sets `w.buf = pool.Get().(*bytes.Buffer)`, others write to `w.buf`, one calls `pool.Put(w.buf)`: no path of a
single function leads from the use to the Put. Where none of them, and nothing around the Get and the Put, resets what
the field holds, the next user finds what the last one wrote. Where it could be reset unseen, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, arguments, operator, text
from scanners.pools.code.objects_in_functions import assigned_values, base, names_of
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import Kind, contents, reset_names
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.events import GROWN, KEYS, WHOLE
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.fresh_values import is_fresh, is_zero
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.resets.typestate import Spot

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

PARTS: Final = {Kind.STATEFUL: WHOLE, Kind.SLICE: GROWN, Kind.MAP: KEYS}
_RESETS: Final = frozenset({Deed.CLEAR, Deed.CUT, Deed.SET, Deed.EXTEND})
_TAKING: Final = ("Read", "WriteTo", "Next")  # methods that take out of a buffer what is in it
_COPYING: Final = frozenset({"io.Copy", "io.CopyBuffer", "io.CopyN", "io.ReadAll", "io.ReadFull"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A Put of what a field holds, a Get that fills the field, where it is written in between, and what is left."""

    put: PoolSite
    get: PoolSite
    written: Spot
    part: str


class KeptInFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def of(self, pool: PoolDeclaration) -> Iterator[Kept]:
        """The Puts of fields whose objects are written and never reset; none of structs, whose fields users set."""
        held = contents(self._resolver, pool.element_type)
        if held is None or held.kind not in PARTS or not (held.pointer or held.kind is Kind.MAP):
            return
        fields = [(put, self._holders.field(put)) for put in pool.puts]
        if not any(field for _, field in fields) or is_reset_around(self._holders, pool):
            return
        calls = {site.call.id for site in pool.sites}
        for put, field in fields:
            if field is None or is_exported(field.name):
                continue
            get, written = self._taken(pool, field), self._written(calls, field)
            if get is not None and written is not None:
                yield Kept(put, get, written, PARTS[held.kind])

    def _taken(self, pool: PoolDeclaration, field: Field) -> PoolSite | None:
        """A Get that fills a field; None where anything else does that is not made on the spot."""
        gets = {get.call.id: get for get in pool.gets}
        found = None
        for file, value in self._uses.given(field):
            object_ = self._resolver.object_of(file, value) if value.type == "identifier" else None
            is_variable = object_ is not None and object_.is_local and object_.kind == "var"
            for each in assigned_values(self._resolver, file, object_) if object_ and is_variable else (value,):
                get = gets.get(base(each).id)
                if get is None and not is_zero(each) and not is_fresh(self._resolver, file, each):
                    return None
                found = found or get
        return found

    def _written(self, calls: set[int], field: Field) -> Spot | None:
        """Where what a field holds is first written; None where it may be reset or emptied, or leaves the package."""
        found = None
        for use in self._uses.of(field):
            touch = use.touch
            if touch.node.id in calls or self._is_of_field(touch):
                continue
            if self._hands_out(touch):
                return None
            for step in self._holders.touches.followed(touch.file, touch):
                if step.touch.node.id in calls:
                    continue
                if _is_reset(step):
                    return None
                if found is None and not step.path and step.touch.deed in {Deed.GROW, Deed.CALL}:
                    found = Spot(touch.file, step.at)
        return found

    def _is_of_field(self, touch: Touch) -> bool:
        """Whether the field itself is compared, or set to another object."""
        is_compared = touch.deed in {Deed.CHECK, Deed.BOUND}
        is_set = touch.node.type == "assignment_statement" and touch.deed in {Deed.CLEAR, Deed.SET}
        return not touch.path and (is_compared or (is_set and not text(touch.node).startswith("*")))

    def _hands_out(self, touch: Touch) -> bool:
        """Whether what the field holds goes where it cannot be followed: returned, stored, sent."""
        if touch.path or touch.deed is not Deed.READ or touch.node.type in CALLS:
            return False
        node = touch.node
        while (around := self._resolver.parent(touch.file, node)) is not None and operator(around) in {"*", "&"}:
            node = around
        return not any(True for _ in names_of(self._resolver, touch.file, node))


def is_reset_around(holders: Holders, pool: PoolDeclaration) -> bool:
    """Whether a function with a Get or a Put resets or empties what it takes or puts back, or may."""
    calls = {site.call.id for site in pool.sites}
    steps = (step for site in pool.sites for step in holders.steps(site) if step.touch.node.id not in calls)
    return any(map(_is_reset, steps))


def _is_reset(step: Step) -> bool:
    """Whether a step resets or empties the whole object, or may."""
    touch = step.touch
    if step.path:
        return False
    if touch.deed is not Deed.CALL:
        called = text(touch.node).partition("(")[0].rpartition(".")[2] if touch.node.type in CALLS else ""
        return touch.deed in _RESETS or called.startswith(_TAKING)
    if touch.argument is not None and text(arguments(touch.node)[touch.argument]).startswith("*"):
        return False  # a copy
    name = (touch.callee.qualified or "") if touch.callee is not None else ""
    return not name or name in _COPYING or reset_names().may_reset(name.rpartition(".")[2])
