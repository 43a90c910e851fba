"""Levels below the company only ever tighten."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from governance.policies.policy import Enforcement, Level, Override, Policy, WaiverLimits, milder_than
from governance.policies.tightening import Tightening, TighterWaivers, loosened, tighten, tightened
from governance.scans.report import Finding
from scanners.model import Profile, Severity, Verdict
from tests.governance.policies.values import FINDINGS, POLICIES, TIGHTENINGS
from tests.refused import refused

CRITICAL, HIGH, MEDIUM, LOW = Severity


@settings(max_examples=300)
@given(POLICIES, TIGHTENINGS, FINDINGS)
def test_tightened_policy_is_nowhere_looser(base: Policy, delta: Tightening, finding: Finding) -> None:
    result = tightened(base, delta)
    assert not milder_than(result.severity(finding), base.severity(finding))
    assert result.judges(finding) >= base.judges(finding)
    assert result.is_violation(finding) >= base.is_violation(finding)
    assert result.gates(finding) >= base.gates(finding)
    assert result.waivers.max_days <= base.waivers.max_days
    assert all(result.due_days[severity] <= base.due_days[severity] for severity in Severity)
    days = result.due_days[result.severity(finding)]
    assert days <= base.due_days[base.severity(finding)]


@given(POLICIES, TIGHTENINGS)
def test_tightening_twice_changes_nothing_more(base: Policy, delta: Tightening) -> None:
    once = tightened(base, delta)
    assert tightened(once, delta) == once


@given(POLICIES, TIGHTENINGS, TIGHTENINGS)
def test_order_of_levels_does_not_matter(base: Policy, one: Tightening, other: Tightening) -> None:
    assert tightened(tightened(base, one), other) == tightened(tightened(base, other), one)


@given(POLICIES, TIGHTENINGS)
def test_what_is_tightened_is_a_policy_that_can_be_stored(base: Policy, delta: Tightening) -> None:
    result = tightened(base, delta)
    assert Policy.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert Tightening.from_json(json.loads(json.dumps(delta.to_json()))) == delta


@given(POLICIES)
def test_asking_for_nothing_changes_nothing(base: Policy) -> None:
    assert tightened(base, Tightening()) == base
    assert not list(loosened(base, Tightening()))


@settings(max_examples=300)
@given(POLICIES, TIGHTENINGS)
def test_what_is_not_refused_is_what_was_asked_for(base: Policy, delta: Tightening) -> None:
    if any(loosened(base, delta)):
        with refused("policy-loosens"):
            tighten(base, delta, Level.TEAM)
        return
    result = tighten(base, delta, Level.TEAM)
    assert delta.profile in (None, result.profile)
    assert delta.gate in (None, result.gate)
    assert delta.excludes is None or set(delta.excludes) == set(result.excludes)
    assert delta.waivers.max_days in (None, result.waivers.max_days)
    for code, override in delta.overrides.items():
        asked = override.enforcement
        assert asked in (None, result.overrides.get(code, Override()).enforcement or Enforcement.ON)


BASE = Policy(
    profile=Profile.IRON,
    overrides={
        "IR101": Override(severity=HIGH),
        "IR102": Override(at_least=HIGH),
        "IR201": Override(enforcement=Enforcement.SHADOW),
        "IR302": Override(verdict=Verdict.ADVISORY),
    },
    excludes=("gen/*",),
    gate=(CRITICAL,),
    waivers=WaiverLimits(max_days=30, warn_days=14),
)


@pytest.mark.parametrize(
    ("delta", "field"),
    [
        (Tightening(profile=Profile.PRAGMATIC), "profile"),
        (Tightening(overrides={"IR101": Override(at_least=MEDIUM)}), "overrides.IR101.at_least"),
        (Tightening(overrides={"IR102": Override(at_least=MEDIUM)}), "overrides.IR102.at_least"),
        (Tightening(overrides={"IR102": Override(verdict=Verdict.ADVISORY)}), "overrides.IR102.verdict"),
        (Tightening(overrides={"IR102": Override(enforcement=Enforcement.SHADOW)}), "overrides.IR102.enforcement"),
        (Tightening(overrides={"IR201": Override(enforcement=Enforcement.OFF)}), "overrides.IR201.enforcement"),
        (Tightening(excludes=("gen/*", "old/*")), "excludes"),
        (Tightening(gate=()), "gate"),
        (Tightening(waivers=TighterWaivers(31)), "waivers.max_days"),
        (Tightening(due_days={LOW: 181}), "due_days.low"),
    ],
)
def test_loosening_is_refused_naming_field_and_level(delta: Tightening, field: str) -> None:
    with refused("policy-loosens") as caught:
        tighten(BASE, delta, Level.SERVICE)
    assert field in str(caught.value)
    assert "service" in str(caught.value)


def test_everything_can_be_tightened() -> None:
    delta = Tightening(
        overrides={
            "IR101": Override(at_least=CRITICAL),
            "IR201": Override(enforcement=Enforcement.ON),
            "IR302": Override(verdict=Verdict.VIOLATION),
        },
        excludes=(),
        gate=(CRITICAL, HIGH),
        waivers=TighterWaivers(10),
        due_days={MEDIUM: 5},
    )
    assert tighten(BASE, delta, Level.TEAM) == Policy(
        profile=Profile.IRON,
        overrides={
            "IR101": Override(severity=HIGH, at_least=CRITICAL),
            "IR102": Override(at_least=HIGH),
            "IR201": Override(enforcement=Enforcement.ON),
            "IR302": Override(verdict=Verdict.VIOLATION),
        },
        excludes=(),
        gate=(CRITICAL, HIGH),
        waivers=WaiverLimits(max_days=10, warn_days=10),
        due_days={CRITICAL: 5, HIGH: 5, MEDIUM: 5, LOW: 180},
    )


def test_tightening_that_the_company_has_overtaken_no_longer_matters() -> None:
    delta = Tightening(waivers=TighterWaivers(60), gate=(CRITICAL,), due_days={HIGH: 100})
    assert tightened(Policy(waivers=WaiverLimits(30, 7)), delta) == Policy(waivers=WaiverLimits(30, 7))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"version": 2}, "version"),
        ({"overrides": {"IR101": {"severity": "low"}}}, "overrides.IR101.severity"),
        ({"gate": ["low"]}, "gate"),
        ({"excludes": ["/"]}, "excludes"),
        ({"waivers": {"max_days": 0}}, "waivers.max_days"),
    ],
)
def test_bad_tightening_is_refused_naming_the_field(values: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Tightening.from_json(values)
