"""Policies: what they say of findings, and how they are stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from governance.findings.models import Occurrence
from governance.policies.policy import Enforcement, Level, Override, Policy, WaiverLimits
from scanners.model import Profile, Severity, Verdict
from tests.governance.policies.values import POLICIES
from tests.governance.report_values import BOTH, IRON_ONLY, a_finding

CRITICAL, HIGH, MEDIUM, LOW = Severity


@given(POLICIES)
def test_policy_survives_json(policy: Policy) -> None:
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


def test_default_is_the_rules_as_written() -> None:
    stored = json.loads(json.dumps(Policy().to_json()))
    assert stored == {
        "version": 1,
        "profile": "iron",
        "overrides": {},
        "excludes": [],
        "gate": ["critical", "high"],
        "waivers": {"max_days": 90, "warn_days": 14},
        "due_days": {"critical": 7, "high": 30, "medium": 90, "low": 180},
        "versions": {},
    }


def test_policy_of_an_older_scorecard_is_still_read() -> None:
    stored = {"version": 1, "profile": "iron", "overrides": {"GONE1": {"verdict": "advisory"}}, "gate": ["critical"]}
    assert Policy.from_json(stored).overrides["GONE1"] == Override(verdict=Verdict.ADVISORY)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"version": 2}, "version"),
        ({"profile": "lax"}, "profile"),
        ({"gate": ["terrible"]}, "gate"),
        ({"gate": ["high"]}, "gate.*critical"),
        ({"overrides": {"IR101": {"severity": 3}}}, "overrides"),
        ({"overrides": {"IR101": {"enforcement": "sometimes"}}}, "overrides.*enforcement"),
        ({"excludes": ["/etc/*"]}, "excludes.*/etc"),
        ({"excludes": ["a/../b"]}, "excludes"),
        ({"excludes": ["a\\b"]}, "excludes"),
        ({"excludes": ["a\nb"]}, "excludes"),
        ({"excludes": [""]}, "excludes"),
        ({"excludes": ["x"] * 101}, "excludes"),
        ({"waivers": {"max_days": 0}}, "waivers.max_days"),
        ({"waivers": {"max_days": 7, "warn_days": 8}}, "warn_days"),
        ({"due_days": {"critical": -1, "high": 1, "medium": 1, "low": 1}}, "due_days"),
        ({"due_days": {"critical": 1}}, "due_days.*high"),
        ({"due_days": {"critical": 9, "high": 8, "medium": 9, "low": 9}}, "due_days.*high"),
        ({"versions": {"company": "x"}}, "versions"),
        ([], "object"),
    ],
)
def test_bad_policy_is_refused_naming_the_field(values: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Policy.from_json(values)


def test_gate_is_kept_most_severe_first() -> None:
    assert Policy(gate=(HIGH, CRITICAL)).gate == (CRITICAL, HIGH)


@pytest.mark.parametrize(
    ("override", "own", "severity"),
    [
        (Override(), HIGH, HIGH),
        (Override(severity=LOW), HIGH, LOW),
        (Override(at_least=MEDIUM), LOW, MEDIUM),
        (Override(at_least=MEDIUM), CRITICAL, CRITICAL),
        (Override(severity=LOW, at_least=MEDIUM), CRITICAL, MEDIUM),
    ],
)
def test_override_sets_or_raises_the_severity(override: Override, own: Severity, severity: Severity) -> None:
    assert Policy(overrides={"IR201": override}).severity(a_finding("IR201", severity=own)) is severity


@pytest.mark.parametrize(
    ("override", "judged", "shadow", "violation"),
    [
        (Override(), True, False, True),
        (Override(enforcement=Enforcement.ON), True, False, True),
        (Override(enforcement=Enforcement.SHADOW), True, True, False),
        (Override(enforcement=Enforcement.OFF), False, False, False),
        (Override(verdict=Verdict.ADVISORY), True, False, False),
        (Override(verdict=Verdict.VIOLATION, enforcement=Enforcement.SHADOW), True, True, False),
    ],
)
def test_rule_counts_as_it_is_enforced(override: Override, *, judged: bool, shadow: bool, violation: bool) -> None:
    policy, finding = Policy(overrides={"IR201": override}), a_finding("IR201", verdicts=BOTH, severity=CRITICAL)
    assert (policy.judges(finding), policy.shadows(finding)) == (judged, shadow)
    assert (policy.is_violation(finding), policy.gates(finding)) == (violation, violation)


def test_finding_in_an_excluded_path_is_not_judged() -> None:
    policy = Policy(excludes=("gen/*", "*_string.go"), overrides={"IR302": Override(enforcement=Enforcement.SHADOW)})
    for path in ("gen/deep/down.go", "a/kind_string.go"):
        assert policy.is_excluded(path)
        assert not policy.judges(a_finding(path=path))
        assert not policy.is_violation(a_finding(path=path))
        assert not policy.shadows(a_finding("IR302", path=path))
    assert policy.judges(a_finding(path="a/gen/b.go"))


def test_gate_stops_violations_that_are_severe_enough() -> None:
    policy = Policy(profile=Profile.PRAGMATIC, gate=(CRITICAL,))
    assert policy.gates(a_finding(severity=CRITICAL, verdicts=BOTH))
    assert not policy.gates(a_finding(severity=HIGH, verdicts=BOTH))
    assert not policy.gates(a_finding(severity=CRITICAL, verdicts=IRON_ONLY))


def test_stored_finding_is_judged_like_a_reported_one() -> None:
    row = Occurrence(
        code="IR302",
        severity="medium",
        path="a/b.go",
        verdicts={"iron": "violation", "pragmatic": "advisory"},
    )
    assert Policy(gate=tuple(Severity)).gates(row)
    assert Policy().severity(row) is MEDIUM
    assert not Policy(profile=Profile.PRAGMATIC).is_violation(row)


def test_versions_are_kept_with_the_policy() -> None:
    policy = Policy(waivers=WaiverLimits(30, 7), versions={Level.COMPANY: 4, Level.TEAM: 2})
    assert policy.to_json()["versions"] == {"company": 4, "team": 2}
