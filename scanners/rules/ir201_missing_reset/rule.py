"""Some path leads from one use of an object to the next user without a reset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scanners.golang.syntax import location
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.edits.reset_edits import ResetEdits
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.objects.arenas import Arenas
from scanners.pools.objects.events import CUT, GROWN, KEYS, WHOLE, is_key
from scanners.pools.objects.sequences import Sequences
from scanners.pools.resets.kept_in_fields import Kept, KeptInFields
from scanners.pools.resets.received import received
from scanners.pools.resets.twins import Twin, Twins
from scanners.pools.resets.typestate import Life, Spot
from scanners.rule import Context, Draft, Rule

_SHOWN: Final = 3  # Gets in a trace; more tell nothing new
_KEYS: Final = {WHOLE: "whole", GROWN: "grown", CUT: "cut", KEYS: "keys"}


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool and Put site; where none is certain, sites that do without the reset of their twins."""
    twins = Twins(context.resolver, context.holders, context.field_uses)
    fields = KeptInFields(context.resolver, context.holders, context.field_uses)
    arenas = Arenas(context.resolver, context.field_uses)
    sequences = Sequences(context.resolver, context.field_uses)

    def is_kept(pool: PoolDeclaration, part: str) -> bool:
        return arenas.is_one_named(pool, part) or sequences.is_one_named(pool, part)

    for pool in context.instances:
        life = context.life(pool)
        life = life.without_checks(
            part for put in life.dirty if twins.is_reset_beside(pool, put) for part in life.dirty[put]
        )
        left = [(put, parts) for put, parts in life.undisciplined() if put.counted]
        found = [(put, lost) for put, parts in left if (lost := [part for part in parts if not is_kept(pool, part)])]
        for put, parts in found:
            yield replace(_draft(pool, life, put, parts[0]), fix=_fix(context, pool, life, put, parts))
        for twin in twins.of(pool) if not found else ():
            yield replace(_unlike(pool, twin), fix=_fix_of_twin(context, pool, twin))
        for kept in (*fields.of(pool), *_received(context, pool, life)) if not found else ():
            yield replace(_kept(pool, kept), fix=_fix_of_kept(context, pool, kept))


def _received(context: Context, pool: PoolDeclaration, life: Life) -> Iterator[Kept]:
    return received(context.resolver, context.holders, context.field_uses, pool, life)


def _draft(pool: PoolDeclaration, life: Life, put: PoolSite, part: str) -> Draft:
    steps = []
    if (written := life.place_written(part, put)) is not None:
        steps.append(Step(location(written.file, written.node), Text.of("IR201.written")))
    steps += _put_back(pool, put)
    first: dict[PoolSite, Spot] = {}
    for get, spot in life.victims(part):
        first.setdefault(get, spot)
    for get, spot in list(first.items())[:_SHOWN]:
        steps.append(Step(get.location, Text.of("IR201.taken", pool=pool.name)))
        steps.append(Step(location(spot.file, spot.node), Text.of("IR201.trusted")))
    arguments = {"pool": pool.name, "element": pool.element or ""}
    said = KEYS if is_key(part) else part
    if said not in _KEYS:
        arguments["field"] = said
    key = "left" if said == CUT and life.appending(CUT) else _KEYS.get(said, "field")
    message = Text.of(f"IR201.{key}", **arguments)
    return Draft(put.file, put.call, message, pool=pool, trace=tuple(steps), site=put.location)


def _put_back(pool: PoolDeclaration, put: PoolSite) -> list[Step]:
    """The way of an object back into the pool, through the wrappers that a Put calls."""
    way = [put]
    while (inner := next((each for each in pool.puts if way[-1].leads_to(each) and each not in way), None)) is not None:
        way.append(inner)
    steps = [Step(each.location, Text.of("IR201.on-the-way")) for each in way[:-1]]
    return [*steps, Step(way[-1].location, Text.of("IR201.put-back", pool=pool.name))]


def _fix_of_twin(context: Context, pool: PoolDeclaration, twin: Twin) -> Fix | None:
    edits = ResetEdits(context.resolver, context.holders.touches, context.field_uses, pool, [twin.field or WHOLE])
    is_put = twin.site.kind == "put"
    found = edits.after_gets([twin.site]) if not is_put else () if context.is_misused(pool) else edits.of(twin.site, ())
    return Fix(Text.of("IR201.reset", element=pool.element or ""), found) if found else None


def _fix(context: Context, pool: PoolDeclaration, life: Life, put: PoolSite, parts: list[str]) -> Fix | None:
    if CUT in parts and (appending := life.appending(CUT)) is not False:
        if appending is None:
            return None  # what is right for one user is wrong for another
        parts = [GROWN if part == CUT else part for part in parts]
    gets = list(dict.fromkeys(get for part in parts for get, _ in life.victims(part)))
    parts = list(dict.fromkeys(KEYS if is_key(part) else part for part in parts))
    edits = ResetEdits(context.resolver, context.holders.touches, context.field_uses, pool, parts)
    found = edits.after_gets(gets) if context.is_misused(pool) else edits.of(put, gets)
    return Fix(Text.of("IR201.reset", element=pool.element or ""), found) if found else None


def _unlike(pool: PoolDeclaration, twin: Twin) -> Draft:
    """A site that does without the reset that its twin does."""
    site, kind = twin.site, twin.site.kind
    steps = [Step(twin.resetting.location, Text.of(f"IR201.{kind}-resets", pool=pool.name))]
    if twin.written is not None:
        steps.append(Step(location(twin.written.file, twin.written.node), Text.of("IR201.written")))
    step = "IR201.taken" if kind == "get" else "IR201.put-back"
    steps.append(Step(site.location, Text.of(step, pool=pool.name)))
    arguments = {"pool": pool.name, "element": pool.element or ""}
    if twin.field:
        arguments["field"] = twin.field
    message = Text.of(f"IR201.{kind}-unlike", **arguments)
    return Draft(site.file, site.call, message, pool=pool, trace=tuple(steps), site=site.location)


def _kept(pool: PoolDeclaration, kept: Kept) -> Draft:
    """A Put of what stayed in a field, or came out of a channel, and was written."""
    put = kept.put
    steps = (
        Step(location(kept.written.file, kept.written.node), Text.of("IR201.written")),
        *_put_back(pool, put),
        Step(kept.get.location, Text.of("IR201.taken", pool=pool.name)),
    )
    arguments = {"pool": pool.name, "element": pool.element or ""}
    if kept.part not in _KEYS:
        arguments["field"] = kept.part
    message = Text.of(f"IR201.{_KEYS.get(kept.part, 'field')}", **arguments)
    return Draft(put.file, put.call, message, pool=pool, trace=steps, site=put.location)


def _fix_of_kept(context: Context, pool: PoolDeclaration, kept: Kept) -> Fix | None:
    edits = ResetEdits(context.resolver, context.holders.touches, context.field_uses, pool, [kept.part])
    found = edits.of(kept.put, [kept.get])
    return Fix(Text.of("IR201.reset", element=pool.element or ""), found) if found else None


RULE = Rule(
    code="IR201",
    name="missing-reset",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
