"""What an object goes through where its methods are called, or where it is an argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, arguments, child, text
from scanners.golang.types import Array
from scanners.pools.code.values import Cut, appends, cut_of, is_zero
from scanners.pools.objects.contents import Kind, emptying_functions, merging_functions, reset_names, stateful_types
from scanners.pools.objects.events import GROWN, KEYS, WHOLE, Action, Event
from scanners.pools.resets.nil_checks import may_ask_for_nil
from scanners.pools.resets.reading_events import ReadingEvents
from scanners.pools.resets.recut import is_recut
from scanners.pools.resets.subjects import Subject

if TYPE_CHECKING:
    from scanners.golang.calls import Callee

_EXTREMES: Final = frozenset({"min", "max"})
_NEUTRAL_BUILTINS: Final = frozenset({"copy", "delete", "panic", "print", "println", "recover"})


class CallEvents:
    """Finds those of one object."""

    def __init__(self, subject: Subject, readings: ReadingEvents) -> None:
        self._subject: Final = subject
        self._readings: Final = readings

    def method_call(self, call: Node, part: str | None) -> Iterator[Event]:
        """A call of a method of the object, or of one of its parts."""
        if call.id in self._subject.carrier.puts or call.id in self._subject.carrier.gets:
            return
        callee = self._subject.resolver.callee(self._subject.file, call)
        names = reset_names()
        owner, _, name = (callee.qualified or text(child(call, "function") or call)).rpartition(".")
        known = stateful_types().get(owner.strip("(*)")) or (self._subject.contents.stateful if part is None else None)
        if part is None and callee.path:  # promoted: it is a method of the embedded part
            part = callee.path[0]
        if self._is_concurrent(call):
            yield Event(Action.LOSE, call)
        elif names.is_reset(name) or (name.lower() in names.zero_argument and is_zero(arguments(call))):
            yield Event(Action.CLEAR, call, part or WHOLE)
        elif known is not None:
            if name in known.resets:
                yield Event(Action.CLEAR, call, part or WHOLE)
            elif name not in known.neutral:
                yield Event(Action.USE if name in known.reads else Action.WRITE, call, part or WHOLE)
        elif part is not None:
            yield Event(Action.USE, call, part)
        elif callee.declaration is not None and child(callee.declaration.node, "body") is not None:
            yield Event(Action.CALL, call, callee=callee)
        else:
            yield Event(Action.LOSE, call)

    def _is_concurrent(self, call: Node) -> bool:
        statement = self._subject.resolver.parent(self._subject.file, call)
        return statement is not None and statement.type == "go_statement"

    def argument(self, node: Node, listed: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        call = self._subject.resolver.parent(self._subject.file, listed)
        if call is None or call.type not in CALLS or call.id in self._subject.carrier.puts:
            return
        callee = self._subject.resolver.callee(self._subject.file, call)
        if self._is_concurrent(call):
            yield Event(Action.LOSE, call)
            return
        index = next((place for place, each in enumerate(arguments(call)) if each.id == node.id), None)
        if callee.kind == "builtin" and callee.qualified == "cap":
            return  # how much there is room for says nothing of what was left
        if callee.kind == "builtin" and callee.qualified == "len":
            comparison = self._readings.comparison(call)
            if part is not None and comparison is not None:
                yield Event(self._readings.asked(comparison, call, node), node, part)
            elif part is None and comparison is None and self._subject.kind is Kind.MAP:
                yield Event(Action.USE, node, KEYS)  # a count of what its user saw, and no bound
            elif part is None and not self._readings.bounds_a_loop(call):
                yield Event(Action.MEASURE, call)
        elif callee.qualified in emptying_functions():
            yield Event(Action.CLEAR, call, part or WHOLE)
        elif callee.kind == "builtin":
            yield from self._builtin(callee.qualified, call, node, part, cut)
        elif callee.kind == "conversion":
            yield from self._subject.read(node, part, cut)
        elif part is not None:
            if cut is None and not (self._subject.resizes(call) or is_recut(self._subject.resolver, callee, index)):
                yield Event(Action.USE, node, part)
        elif self._subject.kind in {Kind.SLICE, Kind.MAP} and not self._subject.is_pointer(node):
            if cut is None and self._subject.kind is Kind.SLICE and is_recut(self._subject.resolver, callee, index):
                return
            yield from self._subject.read(node, part, cut, grows=appends(callee.qualified))
        else:
            yield from self._handed(callee, call, index)

    def _handed(self, callee: Callee, call: Node, index: int | None) -> Iterator[Event]:
        """The object itself is an argument."""
        declaration = callee.declaration
        name = (callee.qualified or "").rpartition(".")[2]
        if declaration is not None and child(declaration.node, "body") is not None and index is not None:
            yield Event(Action.CALL, call, callee=callee, parameter=index)
        elif may_ask_for_nil(callee):
            return
        elif callee.qualified in merging_functions():
            yield Event(Action.WRITE, call)
        elif self._subject.kind is Kind.STATEFUL and callee.kind in {"function", "method"}:
            yield Event(Action.LOSE if reset_names().may_reset(name) else Action.WRITE, call)
        elif declaration is not None and declaration.package.is_knowledge and self._subject.kind is Kind.STRUCT:
            yield Event(Action.USE, call)
        else:
            yield Event(Action.LOSE, call)

    def _builtin(self, name: str | None, call: Node, node: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        given = arguments(call)
        is_first = bool(given) and node.id == given[0].id
        if name == "copy" and is_first and part is not None and self._is_whole_array(node):
            yield Event(Action.SET, call, part)
        if name in _NEUTRAL_BUILTINS or self._is_capacity(call, node):
            return
        is_slice = part is None and self._subject.kind is Kind.SLICE
        if name == "clear" and is_slice:
            return  # it zeroes the elements and leaves the length
        if name == "clear":
            yield Event(Action.CLEAR, call, part or WHOLE)
        elif name == "append" and is_first and is_slice:
            yield Event(Action.LOSE, node) if cut is Cut.EMPTY else Event(Action.USE, node, GROWN)
        else:
            yield from self._subject.read(node, part, cut)

    def _is_capacity(self, call: Node, given: Node) -> bool:
        """Whether an argument only says how much room there is to be: `make([]T, 0, min(x.hint, n))`."""
        resolver, file = self._subject.resolver, self._subject.file
        while resolver.callee(file, call).qualified in _EXTREMES:
            listed = resolver.parent(file, call)
            around = resolver.parent(file, listed) if listed is not None else None
            if around is None or around.type not in CALLS:
                return False
            given, call = call, around
        is_made = resolver.callee(file, call).qualified == "make"
        return is_made and [each.id for each in arguments(call)[2:]] == [given.id]

    def _is_whole_array(self, node: Node) -> bool:
        """Whether this is `x.f[:]` of an array."""
        operand = child(node, "operand") if node.type == "slice_expression" and cut_of(node) is None else None
        type_ = self._subject.resolver.type_of(self._subject.file, operand) if operand is not None else None
        return type_ is not None and isinstance(self._subject.resolver.underlying(type_), Array)
