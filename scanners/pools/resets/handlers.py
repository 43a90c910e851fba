"""Functions of users that pooled objects are handed to: `for _, handle := range a.handlers { handle(c) }`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, child
from scanners.golang.types import Named, Pointer, Type
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.holders import Holders
    from scanners.pools.objects.touches import Step


class Handlers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders

    def are_given_objects(self, pool: PoolDeclaration) -> bool:
        """Whether whoever takes an object of an exported type hands it to a function of an exported type."""
        element = pool.element_type.element if isinstance(pool.element_type, Pointer) else pool.element_type
        if not _is_public(element):
            return False
        return any(self._is_handler(step) for site in pool.gets for step in self._holders.steps(site))

    def _is_handler(self, step: Step) -> bool:
        touch = step.touch
        is_given = touch.deed is Deed.CALL and not step.path and touch.argument is not None
        if not is_given or touch.callee is None or touch.callee.kind != "value" or touch.node.type not in CALLS:
            return False
        called = child(touch.node, "function")
        return called is not None and _is_public(self._resolver.type_of(touch.file, called))


def _is_public(type_: Type | None) -> bool:
    return isinstance(type_, Named) and type_.declaration is not None and is_exported(type_.name)
