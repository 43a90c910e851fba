"""Memory that one branch makes anew and the other only empties, where it goes back as large as it has become.

Of `if failed { x.buf = new(bytes.Buffer) } else { x.buf.Reset() }` the second is no bound.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child
from scanners.pools.objects.touches import Step

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_SIZE: Final = re.compile(rb"(?i)len|cap|size|max|limit|bytes|large|big|huge")
_AROUND: Final = frozenset({"if_statement", "function_declaration", "method_declaration", "func_literal"})


def is_kept_otherwise(resolver: Resolver, drop: Step, steps: list[Step]) -> bool:
    """Whether the other branch empties what a step makes anew, and no size decides which of them it is."""
    node: Node | None = drop.touch.node
    while node is not None and node.type not in _AROUND:
        node = resolver.parent(drop.touch.file, node)
    condition = child(node, "condition") if node is not None else None
    if node is None or condition is None or _SIZE.search(condition.text or b"") is not None:
        return False
    branches = [child(node, each) for each in ("consequence", "alternative")]
    others = [each for each in branches if each is not None and not _lies_in(drop, each)]
    return any(
        _lies_in(step, each) and step.path == drop.path and step.touch.node.type in CALLS
        for step in steps
        for each in others
    )


def _lies_in(step: Step, block: Node) -> bool:
    return block.start_byte <= step.touch.node.start_byte < block.end_byte
