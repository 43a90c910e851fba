"""What differs between two policies, by the names that people write."""

from __future__ import annotations

from governance.policies.fields import changes, flat
from governance.policies.policy import Level, Override, Policy
from governance.policies.tightening import Tightening
from scanners.model import Profile, Severity


def test_fields_have_their_whole_names() -> None:
    policy = Policy(overrides={"IR201": Override(severity=Severity.LOW)}, versions={Level.COMPANY: 3})
    fields = flat(policy.to_json())
    assert fields["overrides.IR201.severity"] == "low"
    assert fields["due_days.high"] == 30
    assert "overrides.IR201.verdict" not in fields
    assert not any(name.startswith("version") for name in fields)


def test_nothing_asked_for_has_no_fields() -> None:
    assert flat(Tightening().to_json()) == {}


def test_only_what_differs_is_told() -> None:
    before = Policy(overrides={"IR201": Override(severity=Severity.LOW)})
    after = Policy(profile=Profile.PRAGMATIC, excludes=("gen/*",), versions={Level.COMPANY: 2})
    assert changes(before.to_json(), after.to_json()) == (
        {"excludes": [], "overrides.IR201.severity": "low", "profile": "iron"},
        {"excludes": ["gen/*"], "overrides.IR201.severity": None, "profile": "pragmatic"},
    )
