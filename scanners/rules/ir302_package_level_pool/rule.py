"""A package-level pool outlives every owner, and everything in the package shares it."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.model import Scope, Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding for a pool that is a variable itself, one for each variable of a type that wraps a pool."""
    for pool in context.pools:
        if pool.scope is Scope.PACKAGE:
            yield Draft(pool.file, pool.node, _message(pool), pool=pool, trace=tuple(_trace(pool)))
        for variable in pool.variables:
            if not variable.exported:
                message = Text.of(
                    "IR302.wrapper",
                    variable=variable.name,
                    type=variable.type_name,
                    pool=pool.name,
                    package=variable.package,
                )
                declared = Step(pool.location, Text.of("IR302.declared", pool=pool.name))
                yield Draft(variable.file, variable.node, message, pool=pool, trace=(declared,), subject=variable.name)


def _message(pool: PoolDeclaration) -> Text:
    """Names the owner where one type alone uses the pool: the field belongs there."""
    if owner := _only_owner(pool):
        return Text.of("IR302.owner", pool=pool.name, owner=owner)
    return Text.of("IR302.package-level", pool=pool.name, package=pool.package.shown)


def _only_owner(pool: PoolDeclaration) -> str | None:
    """The type whose methods hold every site that counts, unless it is the pooled type itself."""
    owners = {site.function_name.rpartition(".")[0] for site in pool.sites if site.counted}
    owner = owners.pop() if len(owners) == 1 else ""
    return owner if owner and (pool.element or "").lstrip("*") != owner else None


def _trace(pool: PoolDeclaration) -> Iterator[Step]:
    yield Step(pool.location, Text.of("IR302.declared", pool=pool.name))
    for site in [*pool.gets][:1]:
        yield Step(site.location, Text.of("IR302.taken"))
    for site in [*pool.puts][:1]:
        yield Step(site.location, Text.of("IR302.put-back"))


RULE = Rule(
    code="IR302",
    name="package-level-pool",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
