"""Parts of an object that everybody who takes it replaces at once: what the pool kept in them is not used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS
from scanners.pools.code.unconditional import always_runs
from scanners.pools.objects.deeds import Deed, Path
from scanners.pools.objects.givers import Origins, Owner
from scanners.pools.objects.holders import Holders

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.touches import Step

_USERS: Final = frozenset({Owner.USER, Owner.RECEIVER})


class Replacements:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._origins: Final = Origins(resolver)

    def is_replaced(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether every Get is followed by statements that clear the part, or set it to what the user brings."""
        gets = [site for site in pool.gets if site.counted]
        return bool(path and gets) and all(self._replaces(pool, site, path) for site in gets)

    def is_set_anew(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether every Get is followed by statements that give the part other memory, of the user or made there."""
        gets = [site for site in pool.gets if site.counted]
        return bool(path and gets) and all(
            any(step.path == path and self._gives_memory(taken, step) for taken, step in self._steps(pool, site))
            for site in gets
        )

    def _replaces(self, pool: PoolDeclaration, site: PoolSite, path: Path) -> bool:
        steps = [each for each in self._steps(pool, site) if each[1].path == path[: len(each[1].path)]]
        return any(self._is_replacement(taken, step) for taken, step in steps)

    def _steps(self, pool: PoolDeclaration, site: PoolSite) -> list[tuple[PoolSite, Step]]:
        """What happens to an object where it is taken, and in the wrapper that takes it."""
        inner = [each for each in pool.gets if each is not site and site.leads_to(each)]
        return [(each, step) for each in (site, *inner) for step in self._holders.steps(each)]

    def _gives_memory(self, site: PoolSite, step: Step) -> bool:
        """Whether a step has the place refer to memory that the object did not have before."""
        touch = step.touch
        if touch.deed is Deed.SET and touch.value is not None:
            is_other = self._origins.of(touch.value_file, touch.value, None) in {*_USERS, Owner.FRESH}
        else:
            is_other = touch.deed is Deed.CLEAR and touch.node.type not in CALLS  # `x.f = nil`, not `clear(x.f)`
        return is_other and always_runs(self._resolver, touch.file, touch.node, site.call)

    def _is_replacement(self, site: PoolSite, step: Step) -> bool:
        """Whether a step puts something else in the place, whatever was there."""
        touch = step.touch
        if touch.deed is Deed.SET and step.path and touch.value is not None:
            is_users = self._origins.of(touch.value_file, touch.value, None) in _USERS
        else:
            is_users = touch.deed is Deed.CLEAR
        return is_users and always_runs(self._resolver, touch.file, touch.node, site.call)
