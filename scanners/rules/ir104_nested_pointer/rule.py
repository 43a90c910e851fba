"""A pointer inside a pooled struct leads the next user to memory that somebody else may still hold."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.ownership.nesting import Nested, Nestings
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool, with all fields of the first kind that is found."""
    nestings = Nestings(context.resolver, context.ownership, context.replacements, context.holders, context.field_uses)
    for pool in context.instances:
        found = nestings.of(pool)
        if found:
            yield _draft(pool, [each for each in found if each.way is found[0].way])


def _draft(pool: PoolDeclaration, found: list[Nested]) -> Draft:
    package = pool.package.import_path
    way, first = found[0].way, found[0]
    named = {
        "pool": pool.name,
        "element": pool.element or "",
        "path": ".".join(first.path),
        "type": first.type.relative_to(package),
    }
    trace = [Step(pool.location, Text.of("IR104.declared", pool=pool.name))]
    for each in found:
        place, path = location(each.file, each.node), ".".join(each.path)
        trace.append(Step(place, Text.of(f"IR104.{way.value}-here", path=path, type=each.type.relative_to(package))))
    trace += [Step(site.location, Text.of("IR104.put")) for site in [*pool.puts][:1]]
    return Draft(
        pool.file,
        pool.node,
        Text.of(f"IR104.{way.value}", **named),
        pool=pool,
        trace=tuple(trace),
        subject=", ".join(".".join(each.path) for each in found),
    )


RULE = Rule(
    code="IR104",
    name="nested-pointer",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
