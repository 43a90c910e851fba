"""A copy of a pool is another pool: what is put into one is never taken from the other."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.copies import Copies
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Each place that copies a pool, or the struct that holds it by value, and each that replaces one in use."""
    copies = Copies(context.resolver, context.uses, context.mentions)
    for pool in context.pools:
        declared = Step(pool.location, Text.of("IR303.declared", pool=pool.name))
        for copy in (*copies.of(pool), *copies.replacements(pool)):
            message = Text.of(
                f"IR303.{copy.how}",
                pool=pool.name,
                value=copy.shown,
                type=copy.type.relative_to(pool.package.import_path),
            )
            yield Draft(copy.file, copy.node, message, pool=pool, trace=(declared,), subject=pool.name)


RULE = Rule(
    code="IR303",
    name="copied-pool",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
