"""The inventory: every `sync.Pool` of a program, told apart by where it is made and followed to where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.pools.declarations import Function, Inventory, PoolDeclaration, PoolSite, Variable

if TYPE_CHECKING:
    from scanners.golang.packages import Program
    from scanners.golang.resolver import Resolver
    from scanners.reading import Reading

__all__ = ["Function", "Inventory", "PoolDeclaration", "PoolSite", "Variable", "find_pools"]


def find_pools(program: Program, resolver: Resolver, reading: Reading) -> Inventory:
    """All pools that the selected files declare or make."""
    raise NotImplementedError
