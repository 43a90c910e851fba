"""Policies as they are stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.policy import Override, Policy
from scanners.model import Profile, Severity, Verdict

POLICIES = st.builds(
    Policy,
    profile=st.sampled_from(Profile),
    overrides=st.dictionaries(
        st.sampled_from(["IR101", "IR302", "CP403"]),
        st.builds(
            Override,
            severity=st.none() | st.sampled_from(Severity),
            verdict=st.none() | st.sampled_from(Verdict),
        ),
    ),
    gate=st.lists(st.sampled_from(Severity), unique=True).map(tuple),
)


@given(POLICIES)
def test_policy_survives_json(policy: Policy) -> None:
    assert Policy.from_json(json.loads(json.dumps(policy.to_json()))) == policy


def test_default_is_the_rules_as_written() -> None:
    stored = json.loads(json.dumps(Policy().to_json()))
    assert stored == {
        "version": 1,
        "profile": "iron",
        "overrides": {},
        "gate": ["critical", "high"],
        "waivers": {"max_days": 90, "warn_days": 14},
        "due_days": {"critical": 7, "high": 30, "medium": 90, "low": 180},
    }


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"profile": "lax"}, "profile"),
        ({"gate": ["terrible"]}, "gate"),
        ({"overrides": {"IR101": {"severity": 3}}}, "overrides"),
        ([], "object"),
    ],
)
def test_bad_policy_is_refused_naming_the_field(values: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Policy.from_json(values)
