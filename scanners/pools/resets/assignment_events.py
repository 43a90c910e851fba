"""What an object goes through where it is assigned, on either side, or returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import CALLS, Node, arguments, child, operator, parts, text
from scanners.golang.types import Interface
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.values import Cut, appends, cut_of, is_blank, is_named_constant, is_spelled
from scanners.pools.objects.carriers import given_back_to, path_of
from scanners.pools.objects.contents import Kind
from scanners.pools.objects.events import CUT, GROWN, WHOLE, Action, Event
from scanners.pools.resets.subjects import Subject


class AssignmentEvents:
    """Finds those of one object."""

    def __init__(self, subject: Subject) -> None:
        self._subject: Final = subject

    def listed(self, node: Node, listed: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """One of several expressions: of a return, or on a side of an assignment."""
        statement = self._subject.resolver.parent(self._subject.file, listed)
        if statement is None:
            return
        if statement.type == "return_statement":
            if part is None:
                if cut in {Cut.EMPTY, Cut.FULL}:  # `return (*p)[:0]`
                    yield Event(Action.CLEAR, node, WHOLE if cut is Cut.EMPTY else CUT)
                elif cut is not None and self._subject.kind is Kind.SLICE:
                    yield Event(Action.SET, node, CUT)  # the caller gets the length that it asks for
                yield Event(Action.RETURN, node)
            elif cut is None:
                yield Event(Action.USE, node, part)
            return
        if statement.type == "range_clause":
            return
        left, right = child(statement, "left"), child(statement, "right")
        index = next((place for place, each in enumerate(parts(listed)) if each.id == node.id), 0)
        if left is not None and left.id == listed.id:
            values = parts(right) if right is not None else []
            value = values[index] if len(values) > index else values[0] if values else None
            yield from self._assigned(node, statement, value, part)
        elif left is not None:
            targets = parts(left)
            yield from self._given(node, targets[index] if index < len(targets) else None, part, cut)
        else:
            yield from self._given(node, None, part, cut)

    def declared(self, node: Node, _spec: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """`var x = …`: the name itself; values stand in an expression list."""
        del part, cut
        yield Event(Action.RENEW, node)

    def _given(self, node: Node, target: Node | None, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """On the right of an assignment to `target`."""
        if part is not None:
            if cut is None and not (target is not None and self._is_put_aside(node, target)):
                yield Event(Action.USE, node, part)
            return
        if cut is Cut.EMPTY:
            yield Event(Action.LOSE, node)
            return
        own = target is not None and self._subject.is_own(target) and not self._is_written_to(target)
        if not own and not (target is not None and text(target) == "_"):
            yield self._subject.shared(node, part)

    def _is_written_to(self, target: Node) -> bool:
        """Whether a field is there to be written to by whoever has its struct: `cmd.Stdout = b`."""
        type_ = self._subject.resolver.type_of(self._subject.file, target)
        is_field = target.type == "selector_expression"
        return is_field and isinstance(self._subject.resolver.underlying(type_), Interface)

    def _is_put_aside(self, node: Node, target: Node) -> bool:
        """Whether the variable that gets the value of a field does nothing but give it back: `x.list = saved`."""
        resolver, file = self._subject.resolver, self._subject.file
        saved = resolver.object_of(file, target) if target.type == "identifier" else None
        if saved is None or not saved.is_local or saved.kind != "var":
            return False
        uses = [use for use in resolver.scopes.uses(file, saved) if use.id != target.id]
        return bool(uses) and all(self._goes_back(use, text(node)) for use in uses)

    def _goes_back(self, value: Node, field: str) -> bool:
        listed = self._subject.resolver.parent(self._subject.file, value)
        statement = self._subject.resolver.parent(self._subject.file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        if listed is None or statement is None or left is None or statement.type != "assignment_statement":
            return False
        return left.id != listed.id and text(listed) == text(value) and text(left) == field

    def _assigned(self, node: Node, statement: Node, value: Node | None, part: str | None) -> Iterator[Event]:
        """On the left of an assignment."""
        sign = child(statement, "operator")
        if statement.type == "assignment_statement" and sign is not None and sign.type != "=":
            yield Event(Action.WRITE, statement, part or WHOLE)
        elif part is not None:
            is_whole = value is not None and self._restores_length(value) and text(value).startswith(f"{text(node)}[")
            blank = is_whole or (value is not None and is_blank(self._subject.resolver, self._subject.file, value))
            fixed = value is not None and (
                is_named_constant(self._subject.resolver, self._subject.file, value)
                or (value.type in CALLS and self._subject.resizes(value))
            )
            yield Event(Action.FIX if fixed else Action.CLEAR if blank else Action.SET, statement, part)
        elif value is not None and (base(value).id in self._subject.carrier.gets or self._comes_back(node, value)):
            return
        elif value is not None and self._subject.kind is Kind.SLICE:
            yield from self._slice_assigned(node, statement, value)
        elif node.type == "unary_expression":  # *x = …
            yield Event(Action.CLEAR, statement)
        elif value is None or not self._subject.is_own(value):
            yield Event(Action.RENEW, statement)

    def _comes_back(self, node: Node, value: Node) -> bool:
        """Whether a call gives back the object that it is given, `x, err = fill(x)`: what it does is told with it."""
        into = path_of(self._subject.resolver, self._subject.file, node) if value.type in CALLS else None
        if into is None or self._subject.kind in {Kind.SLICE, Kind.MAP}:
            return False
        return given_back_to(self._subject.resolver, self._subject.file, into, value) in self._subject.carrier.paths

    def _slice_assigned(self, node: Node, statement: Node, value: Node) -> Iterator[Event]:
        """`b = …` or `*p = …` of a slice."""
        stored = node.type == "unary_expression" or self._is_put(node)
        if value.type == "slice_expression" and self._subject.is_own(value):
            blank = cut_of(value) is Cut.EMPTY or self._restores_length(value) or self._is_cut_back(value)
            yield Event(Action.CLEAR if blank else Action.SET if stored else Action.LOSE, statement, CUT)
        elif value.type in CALLS and any(self._subject.is_own(each) for each in arguments(value)[:2]):
            callee = self._subject.resolver.callee(self._subject.file, value)
            first = next(each for each in arguments(value)[:2] if self._subject.is_own(each))
            if not appends(callee.qualified):
                yield Event(Action.LOSE, statement)
            elif stored:
                yield Event(Action.SET, statement, GROWN)
            elif first.type == "slice_expression":
                yield Event(Action.LOSE, statement)
        elif self._subject.is_own(value):
            if node.type == "unary_expression":  # *p = b
                yield Event(Action.SET if self._is_appended() else Action.LOSE, statement, GROWN)
        else:
            yield Event(Action.RENEW if stored else Action.LOSE, statement)

    def _restores_length(self, value: Node) -> bool:
        """Whether a slice gets all that its array holds: `x[:cap(x)]`, or `x[:n]` where `n := cap(x)`."""
        operand, end = child(value, "operand"), child(value, "end")
        if value.type != "slice_expression" or operand is None or end is None:
            return False
        if cut_of(value) is Cut.FULL:
            return True
        resolver, file = self._subject.resolver, self._subject.file
        room = resolver.object_of(file, end) if end.type == "identifier" else None
        if room is None or not room.is_local or room.kind != "var" or child(value, "start") is not None:
            return False
        values = assigned_values(resolver, file, room)
        return bool(values) and all(text(each) == f"cap({text(operand)})" for each in values)

    def _is_put(self, variable: Node) -> bool:
        """Whether it is this variable that goes back, as `Put(b)` or `Put(&b)`, and not what it was copied from."""
        own = path_of(self._subject.resolver, self._subject.file, variable)
        values = [site.value for site in self._subject.carrier.puts.values() if site.value is not None]
        if not values:
            return not self._subject.contents.pointer
        return own in {path_of(self._subject.resolver, self._subject.file, value) for value in values}

    def _is_cut_back(self, value: Node) -> bool:
        """Whether a slice that is appended to gets a constant length again: `*p = (*p)[:4]` behind a header."""
        start, end = child(value, "start"), child(value, "end")
        if start is not None or end is None or not is_spelled(self._subject.resolver, self._subject.file, end):
            return False
        return self._is_appended()

    def _is_appended(self) -> bool:
        """Whether some name of the slice is assigned what append returns."""
        roots = [path.root for path in self._subject.carrier.paths if not path.fields and path.root.file is not None]
        for use in (use for root in roots for use in self._subject.resolver.scopes.uses(self._subject.file, root)):
            listed = self._subject.resolver.parent(self._subject.file, use)
            if listed is not None and operator(listed) == "*":
                listed = self._subject.resolver.parent(self._subject.file, listed)
            call = self._subject.resolver.parent(self._subject.file, listed) if listed is not None else None
            if listed is None or call is None or listed.type != "argument_list" or call.type not in CALLS:
                continue
            if appends(self._subject.resolver.callee(self._subject.file, call).qualified):
                return True
        return False
