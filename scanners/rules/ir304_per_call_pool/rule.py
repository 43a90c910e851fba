"""A pool that dies with the call that makes it gives nothing to the next one."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.connections.lifetimes import Lifetimes
from scanners.connections.loops import loops_around
from scanners.connections.repetitions import Repetitions
from scanners.model import Scope, Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Local pools that are neither returned nor kept: of a request, of an iteration, or used once in a call."""
    lifetimes, repetitions = Lifetimes(context.resolver), Repetitions(context.resolver, context.uses)
    for pool in context.pools:
        if pool.scope is not Scope.LOCAL or pool.object is None or not pool.sites:
            continue
        life = lifetimes.of_variable(pool.file, pool.object)
        if life.is_kept or life.returned:
            continue
        if (why := _why(context, repetitions, pool)) is not None:
            trace = [Step(pool.location, Text.of("IR304.made", pool=pool.name))]
            trace += [Step(site.location, Text.of("IR304.taken")) for site in [*pool.gets][:1]]
            yield Draft(pool.file, pool.node, Text.of(f"IR304.{why}", pool=pool.name), pool=pool, trace=tuple(trace))


def _why(context: Context, repetitions: Repetitions, pool: PoolDeclaration) -> str | None:
    function = context.resolver.enclosing_function(pool.file, pool.node)
    if function is None:
        return None
    if repetitions.serves_request(pool.file, function):
        return "request"
    if any(True for _ in loops_around(context.resolver, pool.file, pool.node)):
        return "loop"
    gets = list(pool.gets)
    return "once" if gets and all(_is_once(context, pool, site) for site in gets) else None


def _is_once(context: Context, pool: PoolDeclaration, site: PoolSite) -> bool:
    """Whether a Get stands in the function itself, outside of loops, so that a call takes one object from it."""
    around = context.resolver.enclosing_function(pool.file, pool.node)
    is_own = site.function is not None and around is not None and site.function.id == around.id
    return site.direct and is_own and not any(True for _ in loops_around(context.resolver, site.file, site.call))


RULE = Rule(
    code="IR304",
    name="per-call-pool",
    severity=Severity.LOW,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
