"""Edits that put an object back only while it is small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.edits import enclose, indentation_of, replace
from scanners.golang.syntax import text
from scanners.golang.types import Basic, Named, Pointer, Slice, Type
from scanners.pools.inventory.statements import is_set_once, put_statement
from scanners.pools.retention.growth import Growth

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolSite

_MOST: Final = 3  # fields in one condition
_BYTES: Final = "64<<10"  # what the standard library's fmt and most loggers keep
_ELEMENTS: Final = "1<<10"
_SMALL: Final = frozenset({"byte", "uint8"})


def bounded(resolver: Resolver, site: PoolSite, element: Type | None, grown: list[Growth]) -> tuple[Edit, ...]:
    """The edits that ask for the capacity of all that grows before a Put; () where that is not certain."""
    put = put_statement(resolver, site) if site.direct else None
    if put is None or site.value is None or len(grown) > _MOST:
        return ()
    if resolver.type_of(site.file, site.value) != element:  # an `any` has neither fields nor a capacity
        return ()
    conditions = [_condition(resolver, site, put.value, growth) for growth in grown]
    if not all(conditions) or (put.deferred and not is_set_once(resolver, site.file, put.object)):
        return ()
    condition = f"if {' && '.join(filter(None, conditions))}"
    if not put.deferred:
        return enclose(site.file, put.node, condition)
    # The variable keeps its value, so that it may be looked at when the function returns.
    lines = ["defer func() {", f"\t{condition} {{", f"\t\t{text(site.call)}", "\t}", "}()"]
    return (replace(site.file, put.node, f"\n{indentation_of(site.file, put.node)}".join(lines)),)


def _condition(resolver: Resolver, site: PoolSite, value: str, growth: Growth) -> str | None:
    """The comparison for one part; None for maps, whose size cannot be asked for once they are empty."""
    if growth.path and not _is_in_reach(site, growth):
        return None
    part = ".".join((value, *growth.path))
    held = growth.type.element if isinstance(growth.type, Pointer) else growth.type
    if isinstance(held, Named) and held.qualified == "bytes.Buffer":
        is_certain = not growth.path or not isinstance(growth.type, Pointer)
        return f"{part}.Cap() <= {_BYTES}" if is_certain else None
    meant = resolver.underlying(held)
    if not isinstance(meant, Slice) or (growth.path and isinstance(growth.type, Pointer)):
        return None
    limit = _BYTES if _is_byte(resolver, meant.element) else _ELEMENTS
    return f"cap({'*' if isinstance(growth.type, Pointer) else ''}{part}) <= {limit}"


def _is_byte(resolver: Resolver, type_: Type) -> bool:
    meant = resolver.underlying(type_)
    return isinstance(meant, Basic) and meant.name in _SMALL


def _is_in_reach(site: PoolSite, growth: Growth) -> bool:
    """Whether the package of the Put may name the fields: they are exported, or its own."""
    is_own = growth.file.directory == site.file.directory
    return all(name[:1].isupper() or is_own for name in growth.path)
