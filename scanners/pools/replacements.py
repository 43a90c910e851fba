"""Parts of an object that everybody who takes it replaces at once: what the pool kept in them is not used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.pools.deeds import Deed, Path
from scanners.pools.givers import Origins, Owner
from scanners.pools.holders import Holders
from scanners.pools.unconditional import always_runs

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration, PoolSite
    from scanners.pools.touches import Step

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

    def _replaces(self, pool: PoolDeclaration, site: PoolSite, path: Path) -> bool:
        inner = [each for each in pool.gets if each is not site and _lies_in(each, site)]
        steps = [step for each in (site, *inner) for step in self._holders.steps(each)]
        return any(self._is_replacement(step) for step in steps if step.path == path[: len(step.path)])

    def _is_replacement(self, step: Step) -> bool:
        """Whether a step puts something else in the place, whatever was there."""
        touch = step.touch
        if touch.deed is Deed.SET and step.path and touch.value is not None:
            is_users = self._origins.of(touch.value_file, touch.value, None) in _USERS
        else:
            is_users = touch.deed is Deed.CLEAR
        return is_users and always_runs(self._resolver, touch.file, touch.node)


def _lies_in(site: PoolSite, caller: PoolSite) -> bool:
    """Whether a site stands in the wrapper that another one calls."""
    wrapper = caller.wrapper
    if wrapper is None or wrapper.file is not site.file:
        return False
    return wrapper.node.start_byte <= site.call.start_byte < wrapper.node.end_byte
