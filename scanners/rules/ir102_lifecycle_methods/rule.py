"""An object that has to be closed has a life of its own, which the pool does not end."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import location
from scanners.golang.types import Type
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.ownership.endings import Ending, Endings
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool, with all lifecycle methods that its objects have."""
    endings = Endings(context.resolver, context.ownership, context.holders)
    for pool in context.instances:
        found = endings.of(pool)
        if found is not None:
            yield _draft(pool, *found)


def _draft(pool: PoolDeclaration, element: Type, found: list[Ending]) -> Draft:
    names = [each.method.name for each in found]
    path = ".".join(found[0].path)
    message = Text.of(
        "IR102.part" if path else "IR102.whole",
        pool=pool.name,
        element=element.relative_to(pool.package.import_path),
        methods=[f"`{name}`" for name in names],
        path=path,
    )
    trace = [Step(pool.location, Text.of("IR102.declared", pool=pool.name))]
    for each in found:
        declaration = each.method.declaration
        if declaration is not None and not declaration.package.is_knowledge:
            place = location(declaration.file, declaration.identifier)
            trace.append(Step(place, Text.of("IR102.method", method=each.method.name)))
    trace += [Step(site.location, Text.of("IR102.put")) for site in [*pool.puts][:1]]
    return Draft(
        pool.file,
        pool.node,
        message,
        pool=pool,
        trace=tuple(trace),
        subject=", ".join(names),
    )


RULE = Rule(
    code="IR102",
    name="lifecycle-methods",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
