"""Questions whether an object, or a field of one, is nil."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, arguments, child, operator, text
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.field_uses import FieldUse

_NAMES: Final = frozenset({"identifier", "selector_expression"})
_ASKING: Final = "IsNil"


def nil_check(resolver: Resolver, write: FieldUse, uses: list[FieldUse]) -> FieldUse | None:
    """The condition `x.f == nil` under which a field is set."""
    for use in uses:
        condition = use.touch.node
        if use.touch.deed is not Deed.CHECK or use.touch.file is not write.touch.file:
            continue
        around = resolver.parent(use.touch.file, condition)
        if operator(condition) != "==" or around is None or around.type != "if_statement":
            continue
        then = child(around, "consequence")
        if then is not None and then.start_byte <= write.touch.node.start_byte < then.end_byte:
            return use
    return None


def said_to_be_nil(condition: Node, *, outcome: bool) -> Iterator[Node]:
    """What an outcome of a condition says to be nil."""
    sides = [child(condition, "left"), child(condition, "right")]
    if operator(condition) in {"==", "!="}:
        is_said = outcome == (operator(condition) == "==") and any(each and each.type == "nil" for each in sides)
        yield from (each for each in sides if is_said and each is not None and each.type in _NAMES)
    elif condition.type in CALLS and outcome:
        called = child(condition, "function")
        name, operand = (child(called, field) if called is not None else None for field in ("field", "operand"))
        if name is not None and text(name) == _ASKING:
            yield from arguments(condition) or (arguments(operand) if operand is not None else [])


def may_ask_for_nil(callee: Callee) -> bool:
    """Whether a call only looks whether what it is given is nil: `reflect2.IsNil(x)`, `reflect.ValueOf(x).IsNil()`."""
    name = callee.qualified or ""
    return name == "reflect.ValueOf" or name.rpartition(".")[2] == _ASKING
