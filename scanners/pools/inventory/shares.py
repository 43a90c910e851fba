"""The pools of a program, parted among the processes that look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from scanners.pools.inventory.declarations import PoolDeclaration


@dataclass(frozen=True, slots=True)
class Share:
    """Some of the pools, in the order of the inventory; one share `has_rest`: what belongs to pools of dependencies."""

    pools: tuple[PoolDeclaration, ...]
    has_rest: bool = True
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(pool.identity for pool in self.pools))

    def __contains__(self, pool: PoolDeclaration | None) -> bool:
        return self.has_rest if pool is None else pool.identity in self._known


def shares(pools: Sequence[PoolDeclaration], count: int) -> list[Share]:
    """The pools in at most so many shares of like size, counted in sites, the largest first.

    Those of a package stay together: what is found out about one helps with the others.
    """
    packages: dict[str, list[PoolDeclaration]] = {}
    for pool in pools:
        packages.setdefault(pool.package.import_path, []).append(pool)
    parts: Final[list[list[PoolDeclaration]]] = [[] for _ in range(max(1, min(count, len(packages))))]
    for path in sorted(packages, key=lambda path: (-_size(packages[path]), path)):
        min(parts, key=_size).extend(packages[path])
    parts.sort(key=_size, reverse=True)
    return [
        Share(tuple(pool for pool in pools if pool in part), has_rest=number == 0) for number, part in enumerate(parts)
    ]


def _size(pools: Sequence[PoolDeclaration]) -> int:
    return sum(len(pool.sites) + 1 for pool in pools)
