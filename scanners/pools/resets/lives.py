"""What happens to the objects of a pool between Get and Put, with those who hold them in the program and outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scanners.golang.flow_builder import TooDeep
from scanners.golang.paths import TooManySteps
from scanners.golang.syntax import Node, SourceFile, location
from scanners.model import Problem, Text
from scanners.pools.objects.contents import contents
from scanners.pools.objects.events import CUT
from scanners.pools.resets.lifecycle import Follower
from scanners.pools.resets.outside_users import outside_users
from scanners.pools.resets.shortened import coming_back
from scanners.pools.resets.typestate import Life

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.holders import Holders


def life_of(resolver: Resolver, holders: Holders, pool: PoolDeclaration, problems: list[Problem]) -> Life:
    """Follow the objects of a pool; an empty Life where its element type carries nothing, or is not known."""
    held = contents(resolver, pool.element_type)
    if held is None:
        return Life()
    follower = Follower(resolver, pool, held)
    life = follower.life
    for function, sites in follower.hosts.functions():
        with _bounded(problems, sites[0].file, function, sites[0].function_name):
            follower.follow_sites(function, sites)
    users = outside_users(resolver, holders, pool) if not life.dirty else None
    if users is not None:
        lending = users.lending[0]
        with _bounded(problems, lending.file, lending.node, lending.name):
            life.add(Follower(resolver, pool, held).follow_outside(users))
    if CUT in life.at_stake() and not held.pointer and (spot := follower.leaving_short()) is not None:
        life.written.setdefault(CUT, {spot.node.id: spot})
        for put in coming_back(resolver, pool, spot):
            life.dirty.setdefault(put, set()).add(CUT)
    return life


@contextmanager
def _bounded(problems: list[Problem], file: SourceFile, function: Node, name: str) -> Iterator[None]:
    """Tell what is given up because it nests too deep, or has too many paths."""
    where = location(file, function)
    try:
        yield
    except TooDeep:
        problems.append(Problem(where.path, where.line, Text.of("analyser.too-deep", where=name), name))
    except TooManySteps as error:
        text = Text.of("analyser.too-many-steps", function=name, limit=error.limit)
        problems.append(Problem(where.path, where.line, text, name))
