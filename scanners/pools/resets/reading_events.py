"""What an object goes through where it is read: compared, indexed, ranged over, counted up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import CALLS, Node, arguments, child, operator, parts, text
from scanners.golang.types import Basic, Map, Struct
from scanners.pools.code.operands import COUNTING, goes_on
from scanners.pools.code.values import Cut, is_named_constant, is_operand
from scanners.pools.objects.contents import Kind
from scanners.pools.objects.events import BEHIND, KEYS, Action, Event
from scanners.pools.resets.subjects import Subject

_LITERALS: Final = frozenset({"int_literal", "float_literal", "interpreted_string_literal", "rune_literal"})
_ZEROS: Final = frozenset({"0", "0.0", '""', "``"})
_COMPARISONS: Final = frozenset({"==", "!=", "<", ">", "<=", ">="})


class ReadingEvents:
    """Finds those of one object."""

    def __init__(self, subject: Subject) -> None:
        self._subject: Final = subject

    def changed(self, node: Node, _parent: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            yield Event(Action.WRITE, node, part)

    def ranged(self, node: Node, clause: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            yield Event(Action.CLEAR if self._deletes(clause) else Action.USE, node, part)
        elif self._subject.kind is Kind.MAP:
            yield Event(Action.CLEAR if self._deletes(clause) else Action.USE, node, KEYS)

    def _deletes(self, clause: Node) -> bool:
        """Whether the loop deletes what it ranges over: the way to clear a map before Go 1.21."""
        loop = self._subject.resolver.parent(self._subject.file, clause)
        body = child(loop, "body") if loop is not None else None
        waiting = [body] if body is not None else []
        while waiting:
            node = waiting.pop()
            if node.type == "call_expression" and text(child(node, "function") or node) == "delete":
                return True
            waiting.extend(node.children)
        return False

    def compared(self, node: Node, expression: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            is_comparison = operator(expression) in _COMPARISONS
            yield Event(self.asked(expression, node, node) if is_comparison else Action.USE, node, part)

    def comparison(self, node: Node) -> Node | None:
        """The comparison that an expression is a side of."""
        parent = self._subject.resolver.parent(self._subject.file, node)
        return parent if parent is not None and operator(parent) in _COMPARISONS else None

    def bounds_a_loop(self, node: Node) -> bool:
        """Whether an expression stands in the condition of a loop: `for i < len(b)`."""
        around = self._subject.resolver.parent(self._subject.file, node)
        while around is not None and around.type in {"binary_expression", "parenthesized_expression"}:
            around = self._subject.resolver.parent(self._subject.file, around)
        return around is not None and around.type in {"for_clause", "for_statement"}

    def asked(self, comparison: Node, node: Node, part: Node) -> Action:
        """USE for a text that is held against a constant; CHECK for what may be a count, a bound or a flag."""
        sides = (child(comparison, "left"), child(comparison, "right"))
        other = next((side for side in sides if side is not None and side.id != node.id), None)
        if other is None or not self._is_text(part):
            return Action.CHECK
        if other.type in _LITERALS:
            return Action.CHECK if text(other) in _ZEROS else Action.USE
        return Action.USE if is_named_constant(self._subject.resolver, self._subject.file, other) else Action.CHECK

    def _is_text(self, node: Node) -> bool:
        meant = self._subject.resolver.underlying(self._subject.resolver.type_of(self._subject.file, node))
        return isinstance(meant, Basic) and meant.name in {"string", "untyped string"}

    def indexed(self, node: Node, expression: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """`m[k]` read or assigned; elements of slices and arrays are contents, which nobody has to reset."""
        del cut
        if not is_operand(expression, node):
            return
        if part is not None and not isinstance(
            self._subject.resolver.underlying(self._subject.resolver.type_of(self._subject.file, node)), Map
        ):
            return
        if part is None and self._subject.kind is not Kind.MAP:
            return
        listed = self._subject.resolver.parent(self._subject.file, expression)
        statement = self._subject.resolver.parent(self._subject.file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        setting = listed if listed is not None and listed.type in COUNTING else None
        if left is not None and listed is not None and left.id == listed.id:
            setting = statement
        if setting is not None:
            key = self._key(expression)
            if goes_on(setting):
                yield Event(Action.USE, expression, part or key)
            yield Event(Action.SET, expression, key) if part is None else Event(Action.WRITE, expression, part)
        elif left is not None and len(parts(left)) == 2 and listed is not None and len(parts(listed)) == 1:
            # A map of values may be a memory of its own, kept on purpose; one of keys alone tells what its user saw.
            yield Event(Action.USE if self._is_set(node) else Action.CHECK, expression, part or KEYS)
        else:
            yield Event(Action.USE, expression, part or self._key(expression))

    def _key(self, expression: Node) -> str:
        """The key that an index spells, as a part of its own; all keys where it does not."""
        index = child(expression, "index")
        return KEYS + BEHIND + text(index) if index is not None and index.type in _LITERALS else KEYS

    def _is_set(self, node: Node) -> bool:
        """Whether a map has nothing but keys: `map[string]struct{}`."""
        meant = self._subject.resolver.underlying(self._subject.resolver.type_of(self._subject.file, node))
        held = self._subject.resolver.underlying(meant.element) if isinstance(meant, Map) else None
        return isinstance(held, Struct) and not held.fields

    def says_empty(self, condition: Node, *, outcome: bool) -> bool:
        """Whether an outcome of a condition says that it is empty: `b.Len() == 0`, `len(m) > 0`, `len(*s) == 0`."""
        left, right = child(condition, "left"), child(condition, "right")
        if self._subject.kind is Kind.STRUCT or left is None or right is None:
            return False
        if right.type == "nil":
            is_said = operator(condition) in {"==", "!="} and outcome == (operator(condition) == "==")
            return is_said and self._is_error_of_writing_out(left)
        if text(right) != "0":
            return False
        if (operator(condition) == "==") != outcome or operator(condition) not in {"==", "!=", ">"}:
            return False
        function = child(left, "function") if left.type in CALLS else None
        if function is None:
            return False
        if function.type == "selector_expression":
            operand, name = child(function, "operand"), child(function, "field")
            return operand is not None and name is not None and text(name) == "Len" and self._subject.is_own(operand)
        return text(function) == "len" and any(map(self._subject.is_own, arguments(left)))

    def _is_error_of_writing_out(self, node: Node) -> bool:
        """Whether a variable tells of nothing but `b.WriteTo(w)`: without an error, that has left the buffer empty."""
        resolver, file = self._subject.resolver, self._subject.file
        object_ = resolver.object_of(file, node) if node.type == "identifier" else None
        if object_ is None or not object_.is_local or object_.kind != "var":
            return False
        given = []
        for use in resolver.scopes.uses(file, object_):
            listed = resolver.parent(file, use)
            statement = resolver.parent(file, listed) if listed is not None else None
            left = child(statement, "left") if statement is not None else None
            right = child(statement, "right") if statement is not None else None
            if listed is not None and left is not None and left.id == listed.id:
                given += parts(right)[:1] if right is not None and right.type == "expression_list" else [use]
        return bool(given) and all(map(self._writes_out, given))

    def _writes_out(self, value: Node) -> bool:
        callee = self._subject.resolver.callee(self._subject.file, value) if value.type in CALLS else None
        if callee is None or callee.qualified != "(*bytes.Buffer).WriteTo" or callee.receiver is None:
            return False
        return self._subject.is_own(callee.receiver)
