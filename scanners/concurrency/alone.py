"""Methods that one goroutine of their object runs and nobody else: `go s.loop()` in the function that starts s."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, child

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses


def runs_alone(resolver: Resolver, uses: Uses, file: SourceFile, method: Node) -> bool:
    """Whether a method is named once alone, to start the goroutine that it runs in, and no loop starts several."""
    name = child(method, "name") if method.type == "method_declaration" else None
    object_ = resolver.object_of(file, name) if name is not None else None
    named = list(islice(uses.expressions(object_), 2)) if object_ is not None else []
    if len(named) != 1:
        return False
    used_in, selector = named[0]
    call = resolver.parent(used_in, selector)
    started = resolver.parent(used_in, call) if call is not None and call.type in CALLS else None
    if started is None or started.type != "go_statement":
        return False
    around: Node | None = started
    while around is not None and around.type not in FUNCTIONS:
        if around.type == "for_statement":
            return False
        around = resolver.parent(used_in, around)
    return True
