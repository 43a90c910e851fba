"""Policies, tightenings and findings of every kind, for property-based tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from governance.policies.policy import Enforcement, Override, Policy, WaiverLimits
from governance.policies.tightening import Tightening, TighterWaivers
from scanners.model import Profile, Severity, Verdict
from tests.governance.report_values import BOTH, IRON_ONLY, a_finding

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES = st.sampled_from(["IR101", "IR302", "CP403"])
PATTERNS = st.sampled_from(["internal/*", "gen/*.go", "*_string.go", "a/b.go"])
GATES = st.integers(0, len(Severity)).map(lambda count: tuple(Severity)[:count])
NEITHER = dict.fromkeys(Profile, Verdict.ADVISORY)


def _ascending(days: list[int]) -> Mapping[Severity, int]:
    return dict(zip(Severity, sorted(days), strict=True))


POLICIES = st.builds(
    Policy,
    profile=st.sampled_from(Profile),
    overrides=st.dictionaries(
        CODES,
        st.builds(
            Override,
            severity=st.none() | st.sampled_from(Severity),
            at_least=st.none() | st.sampled_from(Severity),
            verdict=st.none() | st.sampled_from(Verdict),
            enforcement=st.none() | st.sampled_from(Enforcement),
        ),
    ),
    excludes=st.lists(PATTERNS, unique=True, max_size=3).map(tuple),
    gate=GATES,
    waivers=st.builds(WaiverLimits, max_days=st.integers(30, 90), warn_days=st.integers(0, 30)),
    due_days=st.lists(st.integers(1, 200), min_size=4, max_size=4).map(_ascending),
)
TIGHTENINGS = st.builds(
    Tightening,
    profile=st.none() | st.sampled_from(Profile),
    overrides=st.dictionaries(
        CODES,
        st.builds(
            Override,
            at_least=st.none() | st.sampled_from(Severity),
            verdict=st.none() | st.sampled_from(Verdict),
            enforcement=st.none() | st.sampled_from(Enforcement),
        ),
    ),
    excludes=st.none() | st.lists(PATTERNS, unique=True, max_size=3).map(tuple),
    gate=st.none() | GATES,
    waivers=st.builds(TighterWaivers, max_days=st.none() | st.integers(1, 120)),
    due_days=st.dictionaries(st.sampled_from(Severity), st.integers(1, 200)),
)
FINDINGS = st.builds(
    a_finding,
    CODES,
    severity=st.sampled_from(Severity),
    verdicts=st.sampled_from([BOTH, IRON_ONLY, NEITHER]),
    path=st.sampled_from(["a/b.go", "internal/x.go", "gen/kind_string.go", "main.go"]),
)
