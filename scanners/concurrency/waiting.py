"""Goroutines that wait for the one that is loading: a table of loads under way, each with a channel to close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, find, operator, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANCELLED: Final = ".Done()"  # `<-ctx.Done()` waits for nobody who loads


def waits_for_another(function: Node, lookup: Node, load: Node) -> bool:
    """Whether a branch between look-up and load waits and returns: `if c, ok := t.loading[key]; ok { <-c.done; … }`."""
    for branch in find(function, "if_statement"):
        body = child(branch, "consequence")
        if body is None or branch.start_byte < lookup.end_byte or branch.end_byte > load.start_byte:
            continue
        if any(True for _ in find(body, "return_statement")) and any(True for _ in _waits(body)):
            return True
    return False


def _waits(body: Node) -> Iterator[Node]:
    for node in find(body, "unary_expression", *CALLS):
        function = child(node, "function") if node.type in CALLS else None
        is_wait = function is not None and text(function).endswith(".Wait")
        is_received = operator(node) == "<-" and not text(node).endswith(_CANCELLED)
        if is_wait or is_received:
            yield node
