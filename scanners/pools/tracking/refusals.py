"""Wrappers that drop what is too large, called where it is: nothing goes back then.

    if b.Cap() > limit { release(b); return data }

The wrapper asks the same again, and answers with no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, child, walk
from scanners.pools.code.objects_in_functions import base

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolSite

_SIZE: Final = re.compile(rb"(?i)\b(cap|len|size)\b|Cap\(\)|Len\(\)")
_LARGE: Final = re.compile(rb"(?i)(\b(cap|len)\([^()]*\)|\.(cap|len)\(\)) *>")


def is_refused(resolver: Resolver, site: PoolSite) -> bool:
    """Whether a wrapper that asks for the size of an object is called where that is found to be large."""
    body = child(site.wrapper.node, "body") if site.wrapper is not None else None
    value = base(site.value) if site.value is not None else None
    if body is None or value is None or not any(map(_SIZE.search, _questions(body))):
        return False
    named = re.compile(rb"\b%b\b" % re.escape(value.text or b""))
    at = site.call
    while (around := resolver.parent(site.file, at)) is not None and around.type not in FUNCTIONS:
        condition, then = child(around, "condition"), child(around, "consequence")
        is_behind = around.type == "if_statement" and then is not None and then.id == at.id
        asked = (condition.text or b"") if is_behind and condition is not None else b""
        if _LARGE.search(asked) and named.search(asked):
            return True
        at = around
    return False


def _questions(body: Node) -> Iterator[bytes]:
    """The conditions of a function."""
    for node in walk(body):
        condition = child(node, "condition") if node.type == "if_statement" else None
        if condition is not None:
            yield condition.text or b""
