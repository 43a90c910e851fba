"""Flags of pooled objects that say that a timer of theirs runs: with one set, no object gets to its Put.

    func (t *task) start(d time.Duration) { t.active = true; t.timer.Reset(d) }
    func (t *task) release() { if t.active { panic("still running") }; tasks.Put(t) }

Whoever sets the flag back is taken to know that the timer has been stopped, or has fired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, find, only, parts, text
from scanners.golang.types import BOOL, Field, Type
from scanners.pools.objects.field_uses import FieldUses

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite

_LEAVES: Final = frozenset({"return_statement", "continue_statement"})


class ArmedFlags:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def keep_out(self, element: Type, timer: Field, chain: tuple[PoolSite, ...]) -> bool:
        """Whether a Put is only reached with a flag unset that everybody sets who starts the timer."""
        flags = self._flags(element, timer)
        return any(self._is_asked_before(site, flag) for site in chain for flag in flags)

    def _flags(self, element: Type, timer: Field) -> set[str]:
        """The fields that are set to true in each function that starts the timer."""
        starting = {
            use.function.id for use in self._uses.of(timer) if use.function is not None and _is_start(use.touch.node)
        }
        return {
            field.name
            for field in self._uses.fields(element)
            if field.type == BOOL and starting and starting <= self._setting(field)
        }

    def _setting(self, field: Field) -> set[int]:
        """The functions that set a field to true."""
        return {
            use.function.id
            for use in self._uses.of(field)
            if use.function is not None and use.touch.value is not None and text(use.touch.value) == "true"
        }

    def _is_asked_before(self, site: PoolSite, flag: str) -> bool:
        body = child(site.function, "body") if site.function is not None else None
        listed = only(body) if body is not None else None
        statements = parts(listed) if listed is not None else []
        return any(_leaves_with(each, flag) for each in statements if each.end_byte <= site.call.start_byte)


def _is_start(call: Node) -> bool:
    function = child(call, "function") if call.type in CALLS else None
    name = child(function, "field") if function is not None else None
    return name is not None and text(name) == "Reset"


def _leaves_with(statement: Node, flag: str) -> bool:
    """`if x.flag { panic(…) }`, or a return."""
    condition, then = child(statement, "condition"), child(statement, "consequence")
    if statement.type != "if_statement" or condition is None or then is None:
        return False
    is_flag = condition.type == "selector_expression" and text(condition).endswith(f".{flag}")
    leaving = [*find(then, *_LEAVES), *(each for each in find(then, *CALLS) if text(each).startswith("panic("))]
    return is_flag and bool(leaving)
