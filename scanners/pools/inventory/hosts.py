"""The functions that take and put back the objects of one pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite


class Hosts:
    """Tells them apart by whose paths run a site."""

    def __init__(self, resolver: Resolver, pool: PoolDeclaration) -> None:
        self._resolver: Final = resolver
        found: dict[int, tuple[Node, list[PoolSite]]] = {}
        for site in pool.sites:
            function = self._host(site)
            if function is not None:
                found.setdefault(function.id, (function, []))[1].append(site)
        self._functions: Final = found

    def functions(self) -> list[tuple[Node, list[PoolSite]]]:
        """The functions that take or put back objects, with their sites, in the order of the sites."""
        return list(self._functions.values())

    def sites_in(self, function: Node) -> list[PoolSite]:
        """The sites of one function; none where it has none."""
        return self._functions[function.id][1] if function.id in self._functions else []

    def _host(self, site: PoolSite) -> Node | None:
        """The function whose paths run a site: a literal that is called on the spot belongs to the one around it."""
        function = site.function
        while function is not None and function.type == "func_literal":
            call = self._resolver.parent(site.file, function)
            called = child(call, "function") if call is not None and call.type in CALLS else None
            statement = self._resolver.parent(site.file, call) if called is not None and call is not None else None
            if called is None or called.id != function.id or statement is None or statement.type == "go_statement":
                break
            function = self._resolver.enclosing_function(site.file, function)
        return function
