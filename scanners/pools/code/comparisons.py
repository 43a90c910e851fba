"""Puts that go by whether something else is in the same memory: `if !shares(out, buf) { pool.Put(buf) }`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, walk
from scanners.pools.code.guards import conditions_around, questions

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def is_compared(resolver: Resolver, file: SourceFile, put: Node, released: Node, used: Node) -> bool:
    """Whether one question around a Put names both what goes back and another variable that is used afterwards."""
    given, after = _locals(resolver, file, released), _locals(resolver, file, used)
    others = after - given
    return bool(others) and any(
        given & asked and others & asked
        for condition in conditions_around(resolver, file, put)
        for asked in (_locals(resolver, file, each) for each in questions(condition))
    )


def _locals(resolver: Resolver, file: SourceFile, node: Node) -> set[Object]:
    """The local variables that a piece of code names."""
    named = (resolver.object_of(file, each) for each in walk(node) if each.type == "identifier")
    return {each for each in named if each is not None and each.is_local and each.kind in {"var", "param", "result"}}
