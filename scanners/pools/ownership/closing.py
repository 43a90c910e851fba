"""Parts of objects that are closed before every Put: what goes back is memory only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, text
from scanners.pools.code.unconditional import always_runs
from scanners.pools.objects.deeds import Path
from scanners.pools.objects.holders import Holders

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.touches import Step

_CLOSE: Final = "Close"


def is_closed_first(resolver: Resolver, holders: Holders, pool: PoolDeclaration, path: Path) -> bool:
    """Whether every way to a Put passes a call that closes the part at a path, () for the object itself."""
    chains = [chain for put in pool.puts if put.direct for chain in holders.chains(pool, put)]
    return bool(chains) and all(
        any(_closes(resolver, site, step, path) for site in chain for step in holders.steps_before(site))
        for chain in chains
    )


def _closes(resolver: Resolver, site: PoolSite, step: Step, path: Path) -> bool:
    """Whether a step closes the part, and neither its function nor the one that it calls does so on a condition."""
    touch = step.touch
    if touch.argument is not None or called(touch.node) != _CLOSE:
        return False
    promoted = touch.callee.path if touch.callee is not None else ()
    if step.path not in {path, (*path, *promoted)}:  # `c.Close()` of an embedded connection closes c as well
        return False
    return always_runs(resolver, touch.file, touch.node) and always_runs(resolver, site.file, step.at)


def called(node: Node) -> str:
    """The name of the function or method that a call calls; "" for other nodes."""
    function = child(node, "function") if node.type in CALLS else None
    return text(function).rpartition(".")[2] if function is not None else ""
