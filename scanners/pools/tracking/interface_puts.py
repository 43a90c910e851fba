"""Calls through an interface that put back what a variable has from the pool: `b := NewBatch()`, `b.Release()`.

What an interface of others holds nobody knows. A variable that is set once, to what a Get gives, holds an object of the
pool, and the type whose method puts its receiver back there is that of the object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, child, text
from scanners.golang.types import Interface, Named
from scanners.pools.code.implementations import Implementations
from scanners.pools.code.objects_in_functions import names_of, parameter_of
from scanners.pools.code.parameters import receiver
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.naming import function_name, function_of
from scanners.pools.inventory.statements import is_set_once

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


class InterfacePuts:
    """Finds them for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._implementations = Implementations(resolver)

    def of(self, pool: PoolDeclaration) -> Iterator[PoolSite]:
        """The calls by which variables that hold an object of a pool give it back."""
        own = {parameter_of(self._resolver, each.file, each.value) for each in pool.puts if each.value is not None}
        for site in pool.gets:
            for variable in names_of(self._resolver, site.file, site.value) if site.value is not None else ():
                interface = self._interface(variable)
                if interface is not None and is_set_once(self._resolver, site.file, variable):
                    yield from self._calls(site, variable, interface, own)

    def _interface(self, variable: Object) -> Declaration | None:
        type_ = variable.type if variable.kind == "var" and variable.is_local else None
        is_named = isinstance(type_, Named) and isinstance(self._resolver.underlying(type_), Interface)
        return type_.declaration if is_named and isinstance(type_, Named) else None

    def _calls(
        self, taken: PoolSite, variable: Object, interface: Declaration, own: set[Object | None]
    ) -> Iterator[PoolSite]:
        for use in self._resolver.scopes.uses(taken.file, variable):
            selector = self._resolver.parent(taken.file, use)
            name = child(selector, "field") if selector is not None else None
            call = self._resolver.parent(taken.file, selector) if selector is not None else None
            if name is None or call is None or call.type not in CALLS or call.start_byte != use.start_byte:
                continue
            for method in self._implementations.all(interface, text(name)):
                released = receiver(self._resolver, method.file, method.node)
                if released is not None and released in own:
                    wrapper = function_of(self._resolver, method.file, method.node)
                    function = self._resolver.enclosing_function(taken.file, call)
                    around = function_name(self._resolver, taken.file, call)
                    yield PoolSite("put", taken.file, call, use, function, around, direct=False, wrapper=wrapper)
