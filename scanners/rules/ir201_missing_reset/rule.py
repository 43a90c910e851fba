"""Some path leads from one use of an object to the next user without a reset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scanners.golang.syntax import location
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.declarations import PoolDeclaration, PoolSite
from scanners.pools.events import CUT, GROWN, KEYS, WHOLE
from scanners.pools.reset_edits import ResetEdits
from scanners.pools.typestate import Life, Spot
from scanners.rule import Context, Draft, Rule

_SHOWN: Final = 3  # Gets in a trace; more tell nothing new
_KEYS: Final = {WHOLE: "whole", GROWN: "grown", CUT: "cut", KEYS: "keys"}


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool and Put site."""
    for pool in context.inventory.pools:
        life = context.life(pool)
        for put, parts in life.undisciplined():
            if put.counted:
                yield replace(_draft(pool, life, put, parts[0]), fix=_fix(context, pool, put, parts))


def _draft(pool: PoolDeclaration, life: Life, put: PoolSite, part: str) -> Draft:
    steps = []
    if part in life.written:
        written = life.written[part]
        steps.append(Step(location(written.file, written.node), Text.of("IR201.written")))
    steps.append(Step(put.location, Text.of("IR201.put-back", pool=pool.name)))
    first: dict[PoolSite, Spot] = {}
    for get, spot in life.victims(part):
        first.setdefault(get, spot)
    for get, spot in list(first.items())[:_SHOWN]:
        steps.append(Step(get.location, Text.of("IR201.taken", pool=pool.name)))
        steps.append(Step(location(spot.file, spot.node), Text.of("IR201.trusted")))
    arguments = {"pool": pool.name, "element": pool.element or ""}
    if part not in _KEYS:
        arguments["field"] = part
    message = Text.of(f"IR201.{_KEYS.get(part, 'field')}", **arguments)
    return Draft(put.file, put.call, message, pool=pool, trace=tuple(steps), site=put.location)


def _fix(context: Context, pool: PoolDeclaration, put: PoolSite, parts: list[str]) -> Fix | None:
    edits = ResetEdits(context.resolver, context.holders.touches, pool, parts)
    gets = list(dict.fromkeys(get for part in parts for get, _ in context.life(pool).victims(part)))
    found = edits.of(put, gets)
    return Fix(Text.of("IR201.reset", element=pool.element or ""), found) if found else None


RULE = Rule(
    code="IR201",
    name="missing-reset",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
