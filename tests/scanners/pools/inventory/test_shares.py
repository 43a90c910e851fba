"""How the pools of a program are parted among processes."""

from __future__ import annotations

from pathlib import Path

from scanners.pools.inventory.inventory import PoolDeclaration
from scanners.pools.inventory.shares import Share, shares
from tests.scanners.go_source import write
from tests.scanners.pools.inventory.inventories import inventory_of


def pools_of(directory: Path, **uses: int) -> tuple[PoolDeclaration, ...]:
    """Two pools in each package, the first with so many uses."""
    files = {"go.mod": "module example.com/m\n"}
    for package, count in uses.items():
        used = "".join(f"func f{each}() {{ one.Put(one.Get()) }}\n" for each in range(count))
        code = f'package {package}\n\nimport "sync"\n\nvar one, two sync.Pool\n\n{used}'
        files[f"{package}/{package}.go"] = code
    write(directory, files)
    return inventory_of(directory).pools


def names(share: Share) -> list[str]:
    return [f"{pool.package.name}.{pool.name}" for pool in share.pools]


def test_every_pool_is_in_one_share_beside_those_of_its_package(tmp_path: Path) -> None:
    parts = shares(pools_of(tmp_path, a=1, b=1, c=1), 2)
    assert sorted(names(parts[0]) + names(parts[1])) == ["a.one", "a.two", "b.one", "b.two", "c.one", "c.two"]
    assert all({name[0] + ".one", name[0] + ".two"} <= set(names(part)) for part in parts for name in names(part))


def test_the_heaviest_package_has_a_share_of_its_own_that_comes_first(tmp_path: Path) -> None:
    parts = shares(pools_of(tmp_path, a=1, b=9, c=1), 2)
    assert [names(part) for part in parts] == [["b.one", "b.two"], ["a.one", "a.two", "c.one", "c.two"]]


def test_no_share_is_empty_and_one_has_the_rest(tmp_path: Path) -> None:
    parts = shares(pools_of(tmp_path, a=1, b=1), 8)
    assert [len(part.pools) for part in parts] == [2, 2]
    assert [None in part for part in parts] == [True, False]


def test_a_program_without_pools_has_one_share_with_the_rest() -> None:
    (part,) = shares((), 4)
    assert part.pools == ()
    assert None in part


def test_a_share_knows_its_pools(tmp_path: Path) -> None:
    pools = pools_of(tmp_path, a=1, b=1)
    first, second = shares(pools, 2)
    assert [pool in first for pool in pools] == [pool not in second for pool in pools] == [True, True, False, False]
