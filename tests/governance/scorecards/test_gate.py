"""The gate: what is new and too bad closes it, nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.policy import Override, Policy
from governance.scans.report import Finding
from governance.scorecards.gate import GateResult, Reason, judge
from scanners.model import Severity, Verdict
from tests.governance.report_values import IRON_ONLY, a_finding, a_report

POLICY = Policy()
NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("finding", "base", "waived", "passed"),
    [
        pytest.param(a_finding(severity=Severity.CRITICAL), NONE, NONE, False, id="new critical"),
        pytest.param(a_finding(severity=Severity.HIGH), NONE, NONE, False, id="new high"),
        pytest.param(a_finding(severity=Severity.MEDIUM), NONE, NONE, True, id="new medium"),
        pytest.param(a_finding(), frozenset({"f1"}), NONE, True, id="known"),
        pytest.param(a_finding(), None, NONE, True, id="first scan"),
        pytest.param(a_finding(), NONE, frozenset({"f1"}), True, id="waived"),
        pytest.param(a_finding(suppressed="reason"), NONE, NONE, True, id="suppressed"),
        pytest.param(a_finding(verdicts=dict.fromkeys(IRON_ONLY, Verdict.ADVISORY)), NONE, NONE, True, id="advice"),
    ],
)
def test_gate(finding: Finding, base: frozenset[str] | None, waived: frozenset[str], passed: bool) -> None:
    assert judge(a_report([finding]), POLICY, waived, base).passed is passed


def test_closed_gate_says_why() -> None:
    result = judge(a_report([a_finding("IR204", severity=Severity.CRITICAL)]), POLICY, NONE, NONE)
    assert result == GateResult(passed=False, reasons=(Reason("f1", "IR204", Severity.CRITICAL),))


def test_policy_decides_which_severities_close_the_gate() -> None:
    policy = Policy(gate=(Severity.CRITICAL,))
    assert judge(a_report([a_finding(severity=Severity.HIGH)]), policy, NONE, NONE).passed


def test_override_of_severity_closes_the_gate() -> None:
    policy = Policy(overrides={"IR302": Override(severity=Severity.CRITICAL)})
    assert not judge(a_report([a_finding("IR302", severity=Severity.LOW)]), policy, NONE, NONE).passed


FINDINGS = st.lists(
    st.builds(a_finding, fingerprint=st.sampled_from("abcdef"), severity=st.sampled_from(Severity)),
    unique_by=lambda finding: finding.fingerprint,
)
FINGERPRINTS = st.frozensets(st.sampled_from("abcdef"))


@given(FINDINGS, FINGERPRINTS, FINGERPRINTS)
def test_gate_is_closed_exactly_when_there_is_a_reason(
    findings: list[Finding], waived: frozenset[str], base: frozenset[str]
) -> None:
    result = judge(a_report(findings), POLICY, waived, base)
    assert result.passed == (not result.reasons)
    assert {reason.fingerprint for reason in result.reasons}.isdisjoint(waived | base)


@given(FINDINGS, FINGERPRINTS)
def test_scan_compared_with_itself_passes(findings: list[Finding], waived: frozenset[str]) -> None:
    base = frozenset(finding.fingerprint for finding in findings)
    assert judge(a_report(findings), POLICY, waived, base).passed
