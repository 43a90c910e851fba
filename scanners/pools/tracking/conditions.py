"""Conditions that a function asks more than once: which outcomes cannot come together on one path."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, parts, text, walk
from scanners.golang.types import ERROR
from scanners.pools.code.guards import questions
from scanners.pools.code.parameters import results
from scanners.pools.code.values import is_named_constant
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import Name
from scanners.pools.tracking.shared_memory import SharedMemory

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_ASKING: Final = (
    "if_statement", "for_clause", "return_statement", "assignment_statement", "short_var_declaration"
)  # fmt: skip
_LEAVES: Final = frozenset({"identifier", "selector_expression", "binary_expression"})
_PURE: Final = frozenset({"len", "cap"})
_LITERALS: Final = frozenset({"int_literal", "interpreted_string_literal"})
_EXPRESSION: Final = "binary_expression"  # `16 * 1024`
_LONGEST: Final = 80
_SIDES: Final = ("left", "operator", "right")
_UNSIGNED: Final = ("len(", "cap(")
_OPPOSITES: Final = {"!=": "==", ">=": "<", "<=": ">"}
# Each constant that a function compares a variable with may part its states: without an end to that, the functions of
# prometheus that choose by an operator cost all of it 3 % more calls.
_MOST_CONSTANTS: Final = 8


class Conditions:
    """The conditions of one top-level function, by the variable or field that they are about."""

    def __init__(self, resolver: Resolver, file: SourceFile, function: Node, memory: SharedMemory) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._memory: Final = memory
        self._known: Final[dict[int, tuple[Name, bool] | None]] = {}
        self._comparisons: Final[dict[Path, list[tuple[Path, Node]]]] = {}  # with the constant
        named = results(resolver, file, function)[-1:]
        asked: Counter[Name] = Counter()
        assignments = []
        for node in find(function, *_ASKING):
            if node.type in {"if_statement", "for_clause"}:
                condition = child(node, "condition")
                for leaf in questions(condition) if condition is not None else ():
                    if leaf.type in _LEAVES and (fact := self.fact(leaf, outcome=True)) is not None:
                        asked[fact[0]] += 1
            elif node.type == "return_statement":
                asked.update(self._last_returned(node, named))
            else:
                assignments.append(node)
                asked.update(self._copied_errors(node))
        asked.update(name for node in assignments for name, _ in self.assigned(node))
        self._repeated: Final = {path for path, count in asked.items() if count > 1}

    def fact(self, condition: Node, *, outcome: bool) -> tuple[Name, bool] | None:
        """What an outcome of a condition says; None where nothing is remembered of it."""
        if condition.id not in self._known:
            self._known[condition.id] = self._fact(condition)
        known = self._known[condition.id]
        return (known[0], known[1] == outcome) if known is not None else None

    def is_repeated(self, name: Name) -> bool:
        """Whether the function asks again, or sets elsewhere, what a fact is about."""
        return name in self._repeated

    def assigned(self, statement: Node) -> list[tuple[Path, bool]]:
        """What an assignment of a constant says."""
        left, right = child(statement, "left"), child(statement, "right")
        targets, values = parts(left) if left is not None else [], parts(right) if right is not None else []
        found: list[tuple[Path, bool]] = []
        for target, value in zip(targets, values, strict=False):
            path = self._memory.path(target)
            if path is not None:
                found += self.set_to(path, value)
        return found

    def set_to(self, path: Path, value: Node) -> list[tuple[Path, bool]]:
        """What is known of a variable or field that is set to a value, and of what the function compares it with."""
        known = constant(value)
        found = [(path, known)] if known is not None else []
        for name, other in self._comparisons.get(path, ()) if value.type in _LITERALS else ():
            is_same = text(value) == text(other)
            if is_same or (text(value).isdigit() and text(other).isdigit()):
                found.append((name, is_same))
        return found

    def excluded(self, condition: Node, *, outcome: bool) -> list[tuple[Name, bool]]:
        """What else an outcome says: who equals one constant equals none of the others that the function asks for."""
        fact = self.fact(condition, outcome=outcome)
        left, right = child(condition, "left"), child(condition, "right")
        path = self._compared(left) if left is not None else None
        if fact is None or not fact[1] or path is None or right is None:
            return []
        others = self._comparisons.get(path, ())
        if len(others) > _MOST_CONSTANTS or all(name != fact[0] for name, _ in others):
            return []
        return [(name, False) for name, other in others if name != fact[0] and self._differ(right, other)]

    def _differ(self, one: Node, other: Node) -> bool:
        """Whether two constants surely are not equal; different names are taken to be different values."""
        values = [self._resolver.constants.integer(self._file, each) for each in (one, other)]
        if None not in values:
            return values[0] != values[1]
        if one.type in _LITERALS or other.type in _LITERALS:
            return one.type == other.type != "int_literal" and text(one) != text(other)
        return text(one) != text(other)

    def _compared(self, node: Node) -> Path | None:
        """The variable or field that a comparison is about; `cap(x)` is taken for a field of `x`."""
        if node.type != "call_expression":
            return self._memory.path(node) if node.type not in CALLS else None
        function, asked = child(node, "function"), arguments(node)
        path = self._memory.path(asked[0]) if len(asked) == 1 else None
        if function is None or path is None or text(function) not in _PURE:
            return None
        return Path(path.root, (*path.fields, f"{text(function)}()"))

    def _is_constant(self, node: Node) -> bool:
        """Whether an expression is a literal or names a constant, also one of a package that is not at hand."""
        if node.type in _LITERALS or is_named_constant(self._resolver, self._file, node):
            return True
        if self._resolver.constants.integer(self._file, node) is not None:
            return True
        return node.type == "selector_expression" and self._resolver.unresolved_member(self._file, node) is not None

    def _last_returned(self, statement: Node, named: list[Object | None]) -> list[Path]:
        """The variable that a return gives as the last result, and the `named` result, for which deferred calls ask."""
        listed = only(statement)
        last = self._memory.path(parts(listed)[-1]) if listed is not None and parts(listed) else None
        return [path for path in (last, *(Path(each) for each in named if each is not None)) if path is not None]

    def _copied_errors(self, statement: Node) -> list[Path]:
        """The errors that an assignment hands on: `err = writeErr`."""
        right = child(statement, "right") if statement.type == "assignment_statement" else None
        values = (each for each in (parts(right) if right is not None else ()) if each.type == "identifier")
        found = (self._memory.path(each) for each in values)
        return [each for each in found if each is not None and each.root.type == ERROR]

    def _fact(self, condition: Node) -> tuple[Name, bool] | None:
        if condition.type == "binary_expression":
            left, right, operator = (child(condition, each) for each in ("left", "right", "operator"))
            if left is None or right is None or operator is None:
                return None
            path: Name | None = left.id if left.type in CALLS else self._memory.path(left)
            if right.type == "nil" and operator.type in {"==", "!="} and path is not None:
                return path, operator.type == "=="
            return self._by_text(condition)
        path = condition.id if condition.type in CALLS else self._memory.path(condition)
        return (path, True) if path is not None else None

    def _by_text(self, condition: Node) -> tuple[Path, bool] | None:
        """A comparison of one local variable with constants: known by its text until the variable is assigned."""
        roots = set()
        for node in walk(condition):
            if node.type == "call_expression":
                function = child(node, "function")
                if function is None or text(function) not in _PURE:
                    return None
            elif node.type in {"unary_expression", "index_expression"}:
                return None
            elif node.type == "identifier":
                found = self._resolver.object_of(self._file, node)
                if found is not None and found.kind in {"var", "param", "receiver", "result"}:
                    roots.add(found)
        spelled, is_asked = _spelled(condition)
        if len(roots) != 1 or len(spelled) > _LONGEST:
            return None
        name = Path(roots.pop(), (spelled,))
        left, sign, right = (child(condition, each) for each in ("left", "operator", "right"))
        if left is not None and sign is not None and right is not None and sign.type in {"==", "!="}:
            path = self._compared(left)
            if path is not None and self._is_constant(right):
                self._comparisons.setdefault(path, []).append((name, right))
        return name, is_asked


def constant(value: Node) -> bool | None:
    """What is known of a variable that is set to this value: for true and nil True, for false and `&T{}` False."""
    if value.type in {"true", "nil"}:
        return True
    is_address = value.type == "unary_expression" and child(value, "operand") is not None
    operand = child(value, "operand") if is_address else None
    return False if value.type == "false" or (operand is not None and operand.type == "composite_literal") else None


def _spelled(comparison: Node) -> tuple[str, bool]:
    """A comparison, and whether it or its opposite is asked: `a != b` is not `a == b`, `len(a) > 0` is not `== 0`."""
    left, sign, right = (text(each) if each is not None else "" for each in map(partial(child, comparison), _SIDES))
    if sign == ">" and right == "0" and left.startswith(_UNSIGNED):
        return f"{left} == 0", False
    opposite = _OPPOSITES.get(sign)
    return (f"{left} {sign} {right}", True) if opposite is None else (f"{left} {opposite} {right}", False)
