"""Inventories of modules, as tests ask for them."""

from __future__ import annotations

from pathlib import Path

from scanners import DirectorySource, Selection
from scanners.golang.program import Program
from scanners.golang.resolver import Resolver
from scanners.pools.inventory.inventory import Inventory, find_pools
from scanners.reading import read

TESTDATA = Path(__file__).parent / "testdata"


def inventory_of(directory: Path) -> Inventory:
    with DirectorySource(directory) as source:
        reading = read(source, Selection())
        program = Program(source)
        return find_pools(program, Resolver(program), reading)


def inventory_of_code(directory: Path, code: str) -> Inventory:
    (directory / "go.mod").write_text("module example.com/m\n")
    (directory / "a.go").write_text(f'package a\n\nimport "sync"\n\n{code}')
    return inventory_of(directory)


def described(inventory: Inventory) -> list[str]:
    """A line for each row and site, as the comments in testdata have them."""
    lines = []
    for pool in inventory.pools:
        lines.append(f"{pool.file.path}:{pool.location.line} pool: {pool.name} {pool.scope} {pool.element or '-'}")
        for site in pool.sites:
            line = f"{site.file.path}:{site.location.line} {site.kind}: {pool.name}"
            line += f" via {site.via}" if site.via else ""
            lines.append(line + ("" if site.counted else " uncounted"))
    return sorted(lines)
