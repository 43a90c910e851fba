"""What a company holds its services to: a profile, exceptions for single rules, what the gate refuses, and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec

from governance.scans.report import Finding
from scanners.model import Profile, Severity, Verdict

VERSION = 1
# How many days after it was first seen a finding has to be repaired.
DUE_DAYS: Final = {Severity.CRITICAL: 7, Severity.HIGH: 30, Severity.MEDIUM: 90, Severity.LOW: 180}


@dataclass(frozen=True, slots=True)
class Override:
    """What a policy changes for one rule; None leaves the analyser's word."""

    severity: Severity | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class WaiverLimits:
    """How long a waiver may last at most, and how long before its end people are warned; in days."""

    max_days: int = 90
    warn_days: int = 14


@dataclass(frozen=True, slots=True)
class Policy:
    """How findings are judged. It is stored with every scorecard, so that one can be explained years later."""

    version: int = VERSION
    profile: Profile = Profile.IRON
    overrides: Mapping[str, Override] = field(default_factory=dict)
    gate: tuple[Severity, ...] = (Severity.CRITICAL, Severity.HIGH)
    waivers: WaiverLimits = WaiverLimits()
    due_days: Mapping[Severity, int] = field(default_factory=lambda: dict(DUE_DAYS))

    def severity(self, finding: Finding) -> Severity:
        """Return how bad `finding` is under this policy."""
        override = self.overrides.get(finding.code)
        return override.severity if override and override.severity else finding.severity

    def is_violation(self, finding: Finding) -> bool:
        """Tell whether `finding` breaks a rule under this policy; otherwise it is advice."""
        override = self.overrides.get(finding.code)
        verdict = override.verdict if override and override.verdict else finding.verdicts.get(self.profile)
        return verdict is Verdict.VIOLATION

    def under(self, profile: Profile) -> Policy:
        """Return this policy with another reading of the rules."""
        return replace(self, profile=profile)

    def to_json(self) -> dict[str, Any]:
        """Return the policy as JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values

    @classmethod
    def from_json(cls, values: object) -> Policy:
        """Read what `to_json` wrote; raise ValueError that names the field that is wrong."""
        return msgspec.convert(values, cls)
