"""Elements that are added only where a slice has room for one more: `if len(x) < cap(x) { x = append(x, v) }`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, is_spread, only, operator, text
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.deeds import Touch

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_PAIR: Final = 2  # the slice, and one element
_REPEATS: Final = FUNCTIONS | {"for_statement"}


def takes_spare_room(resolver: Resolver, touch: Touch) -> bool:
    """Whether one element is appended where the length is found to be below the capacity."""
    right = child(touch.node, "right")
    call = only(right) if right is not None else None
    if call is None or call.type not in CALLS or len(arguments(call)) != _PAIR or is_spread(call):
        return False
    name = text(arguments(call)[0])
    node: Node = touch.node
    around = resolver.parent(touch.file, node)
    while around is not None and around.type not in _REPEATS:
        condition, then = child(around, "condition"), child(around, "consequence")
        if condition is not None and then is not None and then.id == node.id:
            sizes = [_size(resolver, touch.file, child(condition, each)) for each in ("left", "right")]
            sign = operator(condition)
            if (sign, *sizes) in {("<", f"len({name})", f"cap({name})"), (">", f"cap({name})", f"len({name})")}:
                return True
        node, around = around, resolver.parent(touch.file, around)
    return False


def _size(resolver: Resolver, file: SourceFile, side: Node | None) -> str:
    """One side of a comparison, of a variable that is set once what it is set to."""
    object_ = resolver.object_of(file, side) if side is not None and side.type == "identifier" else None
    if object_ is not None and object_.is_local and object_.kind == "var":
        values = list(assigned_values(resolver, file, object_))
        side = values[0] if len(values) == 1 else side
    return text(side) if side is not None else ""
