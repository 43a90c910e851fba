"""Fields that are nil where the object is put back, because the Put stands behind a question: `if x.f == nil`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, child, only, operator, text
from scanners.pools.code.objects_in_functions import base

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.objects.deeds import Path


class EmptyFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def at(self, site: PoolSite, path: Path) -> bool:
        """Whether the field at a path is nil at a Put."""
        if site.value is None or not path:
            return False
        asked = f"{'.'.join((text(base(site.value)), *path))} == nil"
        return any(text(each) == asked for condition in self._conditions(site) for each in _conjuncts(condition))

    def _conditions(self, site: PoolSite) -> Iterator[Node]:
        """The conditions that hold where a Put stands."""
        at = site.call
        while (around := self._resolver.parent(site.file, at)) is not None and around.type not in FUNCTIONS:
            condition, then = child(around, "condition"), child(around, "consequence")
            if around.type == "if_statement" and condition is not None and then is not None and then.id == at.id:
                yield condition
            at = around


def _conjuncts(condition: Node) -> Iterator[Node]:
    """The parts of a condition that all hold where it does."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if node.type == "parenthesized_expression":
            waiting += [each for each in (only(node),) if each is not None]
        elif operator(node) == "&&":
            waiting += [each for each in (child(node, "left"), child(node, "right")) if each is not None]
        else:
            yield node
