"""What runs inside a pooled object keeps running when the garbage collector drops the object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import location
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.ownership.activity import Activities, Activity, Kind
from scanners.pools.ownership.finalisers import Finaliser, finaliser_of
from scanners.rule import Context, Draft, Rule

_HERE: Final = {Kind.GOROUTINE: "starts", Kind.CODEC: "makes"}


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool: what is hardest to stop."""
    activities = Activities(context.resolver, context.ownership, context.holders, context.field_uses, context.uses)
    for pool in context.instances:
        activity = activities.of(pool)
        if activity is not None:
            yield _draft(context, pool, activity)


def _draft(context: Context, pool: PoolDeclaration, activity: Activity) -> Draft:
    package = pool.package.import_path
    named: dict[str, object] = {"pool": pool.name, "element": pool.element or "any"}
    key, severity = activity.kind.value, Severity.LOW if activity.idle else None
    finaliser = _finaliser(context, pool) if activity.kind is Kind.CODEC else None
    if finaliser is not None:
        key, severity = "codec-finaliser", Severity.MEDIUM
        named["finaliser"] = finaliser.name
    if activity.idle and activity.kind is not Kind.MAILBOX:
        key += "-idle"
    if activity.type is not None:
        key += "" if activity.path else "-element"
        named |= {"path": ".".join(activity.path), "type": activity.type.relative_to(package)}
    else:
        named["function"] = activity.function
    trace = [Step(pool.location, Text.of("IR103.declared", pool=pool.name))]
    trace += [Step(location(file, call), Text.of("IR103.calls", function=name)) for file, call, name in activity.way]
    place = location(activity.file, activity.node)
    if activity.kind in _HERE or place != pool.location:
        trace.append(Step(place, Text.of(f"IR103.{_HERE.get(activity.kind, 'holds')}")))
    puts = sorted(pool.puts, key=lambda site: site.file is not activity.file)  # of a generic pool each is another's
    trace += [Step(site.location, Text.of("IR103.put")) for site in puts[:1]]
    if finaliser is not None:
        trace.append(Step(location(finaliser.file, finaliser.call), Text.of("IR103.finaliser")))
    subject = ".".join(activity.path) or activity.function or str(activity.type)
    return Draft(
        pool.file,
        pool.node,
        Text.of(f"IR103.{key}", **named),
        pool=pool,
        trace=tuple(trace),
        severity=severity,
        subject=f"{subject} with a finaliser" if finaliser is not None else subject,
    )


def _finaliser(context: Context, pool: PoolDeclaration) -> Finaliser | None:
    found = (finaliser_of(context.resolver, pool.package, element) for element in pool.elements)
    return next((each for each in found if each is not None and not each.idle), None)


RULE = Rule(
    code="IR103",
    name="active-object",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
