"""One pool for several modules: each can spoil it for the others."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.types import UNKNOWN, Array, Map, Named, Pointer, Slice
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.sizes import Size, sizes
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Pools that two or more packages touch, and pools in which objects of different size meet."""
    for pool in context.pools:
        declared = Step(pool.location, Text.of("IR305.declared", pool=pool.name))
        users = _packages(context, pool)
        if len(users) > 1:
            named = [f"`{each}`" for each in sorted(users)]
            message = Text.of("IR305.packages", pool=pool.name, packages=named)
            yield Draft(pool.file, pool.node, message, pool=pool, trace=(declared, *_touched(users)))
        elif not _is_keyed(context, pool) and len(found := list(sizes(context.resolver, pool))) > 1:
            message = Text.of("IR305.sizes", pool=pool.name, sizes=[each.number for each in found])
            yield Draft(pool.file, pool.node, message, pool=pool, trace=(declared, *_made(found)))


def _is_keyed(context: Context, pool: PoolDeclaration) -> bool:
    """Whether it is a list or map of pools, or made in several places: each is for a size of its own."""
    if len(pool.literals) > 1:
        return True
    type_ = pool.object.type if pool.object is not None else UNKNOWN
    held = type_.element if isinstance(type_, Pointer) else type_
    is_map = isinstance(held, Named) and held.qualified == "sync.Map"
    return is_map or isinstance(context.resolver.underlying(type_), Array | Slice | Map)


def _packages(context: Context, pool: PoolDeclaration) -> dict[str, PoolSite]:
    """The packages that take or put by touching the pool itself, with the first place in each."""
    users: dict[str, PoolSite] = {}
    for site in pool.sites:
        package = context.program.package_of(site.file.path)
        if package is not None and site.direct and not _is_lent(context, site):
            users.setdefault(package.import_path, site)
    return users


def _is_lent(context: Context, site: PoolSite) -> bool:
    """Whether the pool is a parameter there: for the time of a call its owner lends it."""
    receiver = context.resolver.callee(site.file, site.call).receiver
    root = context.resolver.object_of_expression(site.file, receiver) if receiver is not None else None
    return root is not None and root.kind == "param"


def _touched(users: dict[str, PoolSite]) -> Iterator[Step]:
    for package, site in sorted(users.items()):
        yield Step(site.location, Text.of("IR305.touched", package=package))


def _made(found: list[Size]) -> Iterator[Step]:
    for size in found:
        yield Step(size.location, Text.of("IR305.made", size=size.number))


RULE = Rule(
    code="IR305",
    name="shared-pool",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
