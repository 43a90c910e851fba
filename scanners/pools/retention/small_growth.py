"""Growth that does not count: a few elements or numbers in a slice that is cut each time, or a key that is spelled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, arguments, child, is_spread, only, parts, text
from scanners.pools.code.values import is_spelled
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.retention.spare_room import takes_spare_room

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_ADDING: Final = frozenset({"append", *(f"strconv.Append{kind}" for kind in ("Int", "Uint", "Float", "Bool"))})
_NUMBER: Final = re.compile(rb"strconv\.Append(?:Int|Uint|Float|Bool)\(.*\[:0\]")
_LITERALS: Final = frozenset({"int_literal", "rune_literal"})


class SmallGrowth:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def is_small(self, touch: Touch) -> bool:
        """Whether this adds a few numbers or elements to a slice that is cut each time, or a key that is spelled.

        Neither does it count that room is made for as much as the source says: `b.Grow(64)`.
        """
        if touch.deed is not Deed.GROW:
            return False
        if touch.node.type in CALLS and text(child(touch.node, "function") or touch.node).endswith(".Grow"):
            return all(is_spelled(self._resolver, touch.file, each) for each in arguments(touch.node))
        if _NUMBER.search(touch.node.text or b"") is not None or self._has_fixed_key(touch):
            return True
        if takes_spare_room(self._resolver, touch):
            return True
        call, around = self.few_added(touch), self._resolver.enclosing_function(touch.file, touch.node)
        if call is None or around is None:
            return False
        is_literal = all(each.type in _LITERALS for each in arguments(call)[1:])
        name = re.escape(text(arguments(call)[0]).removesuffix("[:0]").strip("*()").encode())
        cut = rb"\[:0\]" if is_literal else rb"\b" + name + rb"\)?\[:0\]"
        return re.search(cut, around.text or b"") is not None

    def few_added(self, touch: Touch) -> Node | None:
        """The call that adds as many elements as the source says, once for each call of the function."""
        right = child(touch.node, "right")
        call = parts(right)[0] if right is not None and parts(right) else None
        if call is None or call.type not in CALLS or is_spread(call) or self._in_loop(touch):
            return None
        return call if self._resolver.callee(touch.file, call).qualified in _ADDING else None

    def _has_fixed_key(self, touch: Touch) -> bool:
        """`m["name"] = v`, `m["name"]++`: a map has as many of these keys as the source spells."""
        left = child(touch.node, "left") if touch.node.type == "assignment_statement" else touch.node
        target = only(left) if left is not None else None
        key = child(target, "index") if target is not None and target.type == "index_expression" else None
        return key is not None and is_spelled(self._resolver, touch.file, key)

    def _in_loop(self, touch: Touch) -> bool:
        node: Node | None = touch.node
        while node is not None and node.type not in FUNCTIONS:
            if node.type == "for_statement":
                return True
            node = self._resolver.parent(touch.file, node)
        return False
