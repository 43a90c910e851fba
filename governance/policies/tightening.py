"""What a level below the company may change: only what makes a policy tighter.

Tighter means, field by field: the profile goes from pragmatic to iron; a severity up; a verdict from advice to
violation; a rule from off to shadow to on; the gate stops more; waivers last less long; findings are due sooner; and
fewer paths are excluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.errors import UserError
from governance.policies.policy import (
    LEVELS,
    VERSION,
    Code,
    Days,
    Enforcement,
    Glob,
    Level,
    Override,
    Policy,
    WaiverLimits,
    check_globs,
    check_version,
    checked_gate,
    milder_than,
    worse,
)
from scanners.model import Profile, Severity, Verdict

_ENFORCEMENTS: Final = {enforcement: rank for rank, enforcement in enumerate(Enforcement)}


@dataclass(frozen=True, slots=True)
class TighterWaivers:
    """How long a waiver may last at most, in days; None leaves what holds above."""

    max_days: Days | None = None


@dataclass(frozen=True, slots=True)
class Tightening:
    """What a team or a service asks of itself beyond what holds above it; None and what is not named leave that.

    `excludes` are the patterns that are kept of those above, `gate` is the whole of what is stopped, and an override
    raises severities with `at_least`.
    """

    version: int = VERSION
    profile: Profile | None = None
    overrides: Mapping[Code, Override] = field(default_factory=dict)
    excludes: tuple[Glob, ...] | None = None
    gate: tuple[Severity, ...] | None = None
    waivers: TighterWaivers = TighterWaivers()
    due_days: Mapping[Severity, Days] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_version(self.version)
        check_globs(self.excludes or ())
        if self.gate is not None:
            object.__setattr__(self, "gate", checked_gate(self.gate))
        for code, override in self.overrides.items():
            if override.severity is not None:
                raise ValueError(
                    _("`overrides.%(code)s.severity` can only be set for the company; `at_least` raises it")
                    % {"code": code}
                )

    def to_json(self) -> dict[str, Any]:
        """Return the tightening as JSON values."""
        values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return values

    @classmethod
    def from_json(cls, values: object) -> Tightening:
        """Read what `to_json` wrote; raise ValueError that names the field that is wrong."""
        return msgspec.convert(values, cls)


def tighten(base: Policy, delta: Tightening, level: Level) -> Policy:
    """Return `base` with what `level` asks for beyond it; UserError `policy-loosens` names a field that loosens it."""
    name = next(loosened(base, delta), None)
    if name is not None:
        raise UserError(
            "policy-loosens",
            gettext_lazy("`%(field)s` of the policy of the %(level)s is looser than what holds above it."),
            gettext_lazy("Leave it as it is above, or make it stricter."),
            field=name,
            level=LEVELS[level],
        )
    return tightened(base, delta)


def tightened(base: Policy, delta: Tightening) -> Policy:
    """Return the stricter of both in every field.

    What was tighter when it was saved can be looser than what the level above says by now: then that holds.
    """
    max_days = min(base.waivers.max_days, delta.waivers.max_days or base.waivers.max_days)
    return replace(
        base,
        profile=Profile.IRON if Profile.IRON in (base.profile, delta.profile) else base.profile,
        overrides=_overrides(base.overrides, delta.overrides),
        excludes=tuple(glob for glob in base.excludes if delta.excludes is None or glob in delta.excludes),
        gate=(*base.gate, *(delta.gate or ())),
        waivers=WaiverLimits(max_days, warn_days=min(base.waivers.warn_days, max_days)),
        due_days=_due_days(base.due_days, delta.due_days),
    )


def loosened(base: Policy, delta: Tightening) -> Iterator[str]:
    """Yield the names of the fields in which `delta` is looser than `base`, as they stand in its JSON."""
    if delta.profile is Profile.PRAGMATIC and base.profile is Profile.IRON:
        yield "profile"
    for code, override in delta.overrides.items():
        above = base.overrides.get(code, Override())
        yield from (f"overrides.{code}.{name}" for name in _loosened(above, override))
    if not set(delta.excludes or ()) <= set(base.excludes):
        yield "excludes"
    if delta.gate is not None and not set(base.gate) <= set(delta.gate):
        yield "gate"
    if (delta.waivers.max_days or 0) > base.waivers.max_days:
        yield "waivers.max_days"
    for severity, days in delta.due_days.items():
        if days > base.due_days[severity]:
            yield f"due_days.{severity}"


def _loosened(above: Override, override: Override) -> Iterator[str]:
    floors = [severity for severity in (above.severity, above.at_least) if severity]
    if override.at_least and any(milder_than(override.at_least, floor) for floor in floors):
        yield "at_least"
    # What the analyser says is not known here: advice takes something away wherever it says violation.
    if override.verdict is Verdict.ADVISORY and above.verdict is not Verdict.ADVISORY:
        yield "verdict"
    if override.enforcement and _stricter(above.enforcement or Enforcement.ON, override.enforcement):
        yield "enforcement"


def _stricter(one: Enforcement, other: Enforcement) -> bool:
    return _ENFORCEMENTS[one] > _ENFORCEMENTS[other]


def _overrides(base: Mapping[str, Override], delta: Mapping[str, Override]) -> dict[str, Override]:
    joined = {code: _join(base.get(code, Override()), delta.get(code, Override())) for code in {**base, **delta}}
    return {code: override for code, override in joined.items() if override != Override() or code in base}


def _join(above: Override, below: Override) -> Override:
    floors = [severity for severity in (above.at_least, below.at_least) if severity]
    enforcement = above.enforcement
    if below.enforcement and _stricter(below.enforcement, above.enforcement or Enforcement.ON):
        enforcement = below.enforcement
    return Override(
        severity=above.severity,
        at_least=worse(*floors) if len(floors) > 1 else next(iter(floors), None),
        verdict=Verdict.VIOLATION if Verdict.VIOLATION in (above.verdict, below.verdict) else above.verdict,
        enforcement=enforcement,
    )


def _due_days(base: Mapping[Severity, int], delta: Mapping[Severity, int]) -> dict[Severity, int]:
    """Return the shorter times; what is worse is never due later than what is milder."""
    days = {}
    shortest = max(base.values())
    for severity in reversed(Severity):
        shortest = min(shortest, base[severity], delta.get(severity, shortest))
        days[severity] = shortest
    return {severity: days[severity] for severity in Severity}
