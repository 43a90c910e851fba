"""Methods that put back a field and set it to nil: called again, they put back a nil of the field's type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.edits import enclose
from scanners.golang.syntax import Node, child, text
from scanners.golang.types import Pointer
from scanners.pools.closers import agrees, is_closer
from scanners.pools.statements import put_statement

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.declarations import PoolSite

# Callers go on to call these after the last one has said that nothing is left.
_REPEATED: Final = frozenset({"Next", "Read", "ReadByte", "ReadRune", "Scan", "Write"})


def set_to_nil(resolver: Resolver, site: PoolSite) -> Node | None:
    """The statement after a Put of a field that sets it to nil, in a method that may well be called again.

    None where the method looks at the field, or at whether it is done, before: it would find the nil, or stop at it.
    """
    method, value = site.function, site.value
    if method is None or method.type != "method_declaration" or value is None or value.type != "selector_expression":
        return None
    operand, name = child(value, "operand"), child(method, "name")
    owner = resolver.object_of(site.file, operand) if operand is not None and operand.type == "identifier" else None
    if owner is None or owner.kind != "receiver" or not isinstance(resolver.type_of(site.file, value), Pointer):
        return None
    is_repeated = name is not None and text(name) in _REPEATED
    if not is_repeated and not is_closer(resolver, site.file, method):
        return None
    statement = resolver.parent(site.file, site.call)
    following = statement.next_named_sibling if statement is not None else None
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    is_nil = following is not None and text(following) == f"{text(value)} = nil"
    before = (method.text or b"")[: site.call.start_byte - method.start_byte]
    return following if is_nil and text(value).encode() not in before and not agrees(before) else None


def put_if_there(resolver: Resolver, site: PoolSite) -> tuple[Edit, ...]:
    """The edits that put a field back only where it is not nil."""
    put = put_statement(resolver, site)
    return enclose(site.file, put.node, f"if {put.value} != nil") if put is not None and not put.deferred else ()
