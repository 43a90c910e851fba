"""Stacks that are emptied element by element: `for x := s.pop(); x != nil; x = s.pop() { … }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, parts, text, walk
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.parameters import receiver
from scanners.pools.resets.subjects import Subject

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


def says_drained(subject: Subject, condition: Node, *, outcome: bool) -> bool:
    """Whether an outcome of a condition says that the object had no element left to give."""
    left, right = child(condition, "left"), child(condition, "right")
    if left is None or right is None or left.type != "identifier" or right.type != "nil":
        return False
    if operator(condition) not in {"==", "!="} or (operator(condition) == "==") != outcome:
        return False
    object_ = subject.resolver.object_of(subject.file, left)
    if object_ is None or not object_.is_local:
        return False
    given = list(assigned_values(subject.resolver, subject.file, object_))
    return bool(given) and all(_takes_out(subject, each) for each in given)


def _takes_out(subject: Subject, value: Node) -> bool:
    """Whether a method of the object gives one of its elements, or nil where it has none."""
    callee = subject.resolver.callee(subject.file, value) if value.type in CALLS else None
    if callee is None or callee.receiver is None or callee.declaration is None:
        return False
    return subject.is_own(callee.receiver) and _gives_nil_when_empty(subject.resolver, callee.declaration)


def _gives_nil_when_empty(resolver: Resolver, method: Declaration) -> bool:
    """Whether a method begins with `if len(*s) == 0 { return nil }`."""
    own, first = receiver(resolver, method.file, method.node), _first_statement(method)
    condition = child(first, "condition") if first is not None else None
    then = child(first, "consequence") if first is not None else None
    if own is None or condition is None or then is None or text(then).split() != ["{", "return", "nil", "}"]:
        return False
    if condition.type not in CALLS:
        return _is_empty(resolver, method.file, condition, own)
    asked = resolver.callee(method.file, condition).declaration  # `if s.isEmpty()`
    answer = _first_statement(asked) if asked is not None else None
    asked_of = receiver(resolver, asked.file, asked.node) if asked is not None and asked.kind == "method" else None
    return (
        asked is not None
        and asked_of is not None
        and answer is not None
        and answer.type == "return_statement"
        and any(_is_empty(resolver, asked.file, each, asked_of) for each in walk(answer))
    )


def _first_statement(function: Declaration) -> Node | None:
    body = child(function.node, "body")
    listed = parts(body) if body is not None else []
    statements = parts(listed[0]) if listed and listed[0].type == "statement_list" else listed
    return statements[0] if statements else None


def _is_empty(resolver: Resolver, file: SourceFile, condition: Node, own: Object) -> bool:
    """Whether a condition is `len(x) == 0` of a variable."""
    left, right = child(condition, "left"), child(condition, "right")
    if operator(condition) != "==" or left is None or left.type not in CALLS or right is None or text(right) != "0":
        return False
    if resolver.callee(file, left).qualified != "len":
        return False
    named = (each for given in arguments(left) for each in walk(given) if each.type == "identifier")
    return any(resolver.object_of(file, each) is own for each in named)
