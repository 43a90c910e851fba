"""An object that has grown once for a large user stays that large in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.declarations import PoolDeclaration, PoolSite
from scanners.pools.growth import Growth, Growths
from scanners.pools.holders import reported
from scanners.rule import Context, Draft, Rule

_SHOWN: Final = 4  # fields in a message


def check(context: Context) -> Iterator[Draft]:
    """One finding for each Put that nothing bounds; the parts that grow stand in the message."""
    growths = Growths(context.resolver, context.holders, context.field_uses)
    for pool in context.inventory.pools:
        grown = growths.of(pool)
        for put in pool.puts if grown else ():
            if not put.direct:
                continue
            chains = list(context.holders.chains(pool, put))
            failing = [
                (chain, [each for each in grown if growths.unbounded(pool, chain, each.path)]) for chain in chains
            ]
            for site, parts, ways in reported(put, failing):
                yield _draft(pool, site, parts, ways)


def _draft(pool: PoolDeclaration, site: PoolSite, grown: list[Growth], ways: list[PoolSite]) -> Draft:
    paths = [".".join(each.path) for each in grown if each.path]
    names = ", ".join(f"`{each}`" for each in paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
    arguments = {"pool": pool.name, "element": pool.element or ""}
    if names:
        arguments["fields"] = names
    steps = [Step(location(each.file, each.node), Text.of("IR208.grows")) for each in grown[:3]]
    steps += [Step(way.location, Text.of("IR208.on-the-way")) for way in ways if way is not site][:3]
    steps.append(Step(site.location, Text.of("IR208.put-back", pool=pool.name)))
    message = Text.of("IR208.fields" if names else "IR208.whole", **arguments)
    counted = next((way for way in ways if way.counted), site)
    return Draft(site.file, site.call, message, pool=pool, trace=tuple(steps), site=counted.location)


RULE = Rule(
    code="IR208",
    name="oversized-put",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
)
