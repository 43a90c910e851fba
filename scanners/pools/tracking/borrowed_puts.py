"""Functions that put back an object which they only borrow: whoever takes one from the pool puts it back too.

`ServeHTTP` takes a context, lets handlers work with it, and puts it back. A function for handlers that is given a
context, works with it and puts it back makes that two Puts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, arguments, child, find, text
from scanners.pools.code.objects_in_functions import parameter_of
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import reset_names

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.inventory.uses import Uses


class BorrowedPuts:
    """Finds them; `settled` are the calls that take an object which their function puts back on every path."""

    def __init__(
        self, resolver: Resolver, uses: Uses, pools: Sequence[PoolDeclaration], settled: Collection[int]
    ) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._pools: Final = pools
        self._settled: Final = settled

    def find(self) -> Iterator[tuple[PoolDeclaration, PoolSite, PoolSite]]:
        """Each pool with a Get that is always followed by a Put, and the Put of an object that was only lent."""
        for pool in self._pools:
            gets = [site for site in pool.gets if site.counted]
            if gets and all(site.call.id in self._settled for site in gets) and not self._is_handed_out(pool):
                for site in pool.puts:
                    if self._is_borrowed(site):
                        yield pool, gets[0], site

    def _is_handed_out(self, pool: PoolDeclaration) -> bool:
        """Whether other packages may take an object: a function that they can call returns one."""
        names = (child(site.function, "name") for site in pool.gets if not site.counted and site.function is not None)
        return any(name is not None and is_exported(text(name)) for name in names)

    def _is_borrowed(self, site: PoolSite) -> bool:
        """Whether a parameter is put back in a function that works with it and that nobody calls here."""
        parameter = parameter_of(self._resolver, site.file, site.value) if site.value is not None else None
        function = parameter.function if parameter is not None else None
        if parameter is None or function is None or parameter.kind != "param" or function.type not in FUNCTIONS:
            return False
        name = child(function, "name")
        if name is None or not is_exported(text(name)) or reset_names().may_reset(text(name)):
            return False
        is_called = next(self._uses.calls(site.file, function), None) is not None
        return not is_called and any(self._works(site, call, parameter) for call in find(function, *CALLS))

    def _works(self, site: PoolSite, call: Node, parameter: Object) -> bool:
        """Whether a call hands the object to another function of the source, not to put it back."""
        callee = self._resolver.callee(site.file, call)
        is_here = callee.declaration is not None and not callee.declaration.package.is_knowledge
        return (
            is_here
            and call.id != site.call.id
            and any(self._resolver.object_of_expression(site.file, each) is parameter for each in arguments(call))
        )
