"""A reset misses a field that one user sets and the next one depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scanners.golang.syntax import location
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.edits.reset_completions import completed
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.resets.leftovers import Leftovers, PartialReset
from scanners.rule import Context, Draft, Rule

_SHOWN: Final = 3  # fields in a trace


def check(context: Context) -> Iterator[Draft]:
    """One finding for each reset, where it ends: what is missing belongs there."""
    leftovers = Leftovers(context.resolver, context.holders, context.field_uses)
    for pool in (each for each in context.instances if each.reuses):
        for partial in leftovers.of(pool):
            yield replace(_draft(pool, partial), fix=_fix(context, pool, partial))


def _fix(context: Context, pool: PoolDeclaration, partial: PartialReset) -> Fix | None:
    edit = completed(context.resolver, context.field_uses, pool, partial)
    return Fix(Text.of("IR202.complete", fields=_names(partial)), (edit,)) if edit is not None else None


def _names(partial: PartialReset) -> list[str]:
    return [f"`{'.'.join(each.path)}`" for each in partial.missed]


def _draft(pool: PoolDeclaration, partial: PartialReset) -> Draft:
    key = partial.gap.value
    names = [".".join(each.path) for each in partial.missed]
    steps = [Step(location(partial.reset.file, partial.reset.node), Text.of(f"IR202.{key}-reset"))]
    for name, each in list(zip(names, partial.missed, strict=True))[:_SHOWN]:
        for way, place in (("set", each.set), ("read", each.read)):
            if place is not None:
                steps.append(Step(location(place.file, place.node), Text.of(f"IR202.{key}-{way}", field=name)))
    puts = [site for site in pool.puts if site.counted]
    steps += [Step(site.location, Text.of("IR202.put-back", pool=pool.name)) for site in puts[:1]]
    fields = _names(partial)
    return Draft(
        partial.reset.file,
        partial.reset.node,
        Text.of(f"IR202.{key}", pool=pool.name, element=pool.element or "", fields=fields),
        pool=pool,
        trace=tuple(steps),
        site=puts[0].location if puts else None,
        subject=", ".join(fields),
    )


RULE = Rule(
    code="IR202",
    name="partial-reset",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
