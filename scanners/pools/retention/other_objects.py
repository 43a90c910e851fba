"""Methods that set fields of objects which no pool has: `p := new(packet); p.decode(data)`, while others are pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.fresh_values import is_fresh

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.objects.holders import Holders


class OtherObjects:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def sets(self, pool: PoolDeclaration, file: SourceFile, receiver: Object) -> bool:
        """Whether an unexported method is called, as far as can be seen, for none that is taken or put back."""
        method = receiver.function
        name = child(method, "name") if method is not None else None
        if method is None or name is None or text(name)[:1].isupper():
            return False
        calls = list(self._uses.calls(file, method))
        pooled = {root for site in pool.sites for root, _ in self._holders.roots(site)}
        return bool(calls) and all(self._is_of_another(used_in, call, pooled) for used_in, call in calls)

    def _is_of_another(self, file: SourceFile, call: Node, pooled: set[Object]) -> bool:
        """Whether a call is of the method of a local variable for which an object is made on the spot."""
        owner = self._resolver.callee(file, call).receiver
        object_ = self._resolver.object_of(file, owner) if owner is not None and owner.type == "identifier" else None
        if object_ is None or not object_.is_local or object_.kind != "var" or object_ in pooled:
            return False
        values = assigned_values(self._resolver, file, object_)
        return bool(values) and all(is_fresh(self._resolver, file, each) for each in values)
