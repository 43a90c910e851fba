"""An object that has grown once for a large user stays that large in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scanners.golang.syntax import location
from scanners.golang.types import Type
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.edits.bound_edits import bounded
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.objects.holders import reported
from scanners.pools.retention.bounds import Bounds
from scanners.pools.retention.growth import Growth, Growths
from scanners.rule import Context, Draft, Rule

_SHOWN: Final = 4  # fields in a message


def check(context: Context) -> Iterator[Draft]:
    """One finding for each Put that nothing bounds; the parts that grow stand in the message."""
    growths = Growths(context.resolver, context.holders, context.field_uses)
    bounds = Bounds(context.resolver, context.holders, context.field_uses)

    def failing(pool: PoolDeclaration, chain: tuple[PoolSite, ...]) -> list[Growth]:
        element = growths.element(pool, chain)
        if element is None:
            return []
        grown = growths.of(pool, element)
        return [each for each in grown if not bounds.holds(pool, chain, each.path, growths.field(element, each.path))]

    for pool in context.pools:
        for put in pool.puts:
            if put.direct:
                ways = [(chain, failing(pool, chain)) for chain in context.holders.chains(pool, put)]
                for site, parts, on_the_way in reported(context.resolver, put, ways):
                    element = growths.element(pool, tuple(on_the_way))
                    draft = _draft(pool, element, site, parts, on_the_way, put=put)
                    yield replace(draft, fix=_fix(context, pool, site, element, parts))


def _draft(
    pool: PoolDeclaration,
    element: Type | None,
    site: PoolSite,
    grown: list[Growth],
    ways: list[PoolSite],
    *,
    put: PoolSite,
) -> Draft:
    """The finding at a Put, or at a caller on the way to it."""
    paths = [".".join(each.path) for each in grown if each.path]
    names = [f"`{each}`" for each in paths[:_SHOWN]]
    if len(paths) > _SHOWN:
        names.append("…")
    held = element.relative_to(pool.package.import_path) if element is not None else ""
    arguments: dict[str, object] = {"pool": pool.name, "element": held}
    if names:
        arguments["fields"] = names
    places = [each.near(ways[0] if ways else site) for each in grown[:3]]
    steps = [Step(location(each.file, each.node), Text.of("IR208.grows")) for each in places]
    steps += [Step(way.location, Text.of("IR208.on-the-way")) for way in ways if way is not put][:3]
    steps.append(Step(put.location, Text.of("IR208.put-back", pool=pool.name)))
    message = Text.of("IR208.fields" if names else "IR208.whole", **arguments)
    counted = next((way for way in ways if way.counted), site)
    return Draft(site.file, site.call, message, pool=pool, trace=tuple(steps), site=counted.location)


def _fix(
    context: Context, pool: PoolDeclaration, site: PoolSite, element: Type | None, grown: list[Growth]
) -> Fix | None:
    edits = bounded(context.resolver, site, element, grown)
    return Fix(Text.of("IR208.bound", pool=pool.name), edits) if edits else None


RULE = Rule(
    code="IR208",
    name="oversized-put",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
