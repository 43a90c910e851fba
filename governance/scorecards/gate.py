"""Lets a scan through or not: it looks at what is new and too bad, never at the grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.policies.policy import Policy
    from governance.scans.models import Scan
    from governance.scans.report import Report
    from scanners.model import Severity


@dataclass(frozen=True, slots=True)
class Base:
    """What a scan is compared with: fingerprints that are known, and the scan that knows them, where one is stored."""

    known: frozenset[str]
    scan: Scan | None = None

    @classmethod
    def reported(cls, report: Report) -> Base:
        """Return what a report knows that is not stored; as in `base_of`, without what a comment suppresses."""
        return cls(frozenset(finding.fingerprint for finding in report.findings if finding.suppressed is None))


@dataclass(frozen=True, slots=True)
class Reason:
    """A new violation that the policy does not let through."""

    fingerprint: str
    code: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether the gate is passed, and if not, why."""

    passed: bool
    reasons: tuple[Reason, ...] = ()
    excused: tuple[str, ...] = ()  # fingerprints that would be reasons, were they not waived


def judge(report: Report, policy: Policy, waived: frozenset[str], base: frozenset[str] | None) -> GateResult:
    """Compare with the fingerprints of `base`, the violations that are known; None is a first scan, which passes.

    A service is registered with the debt it has; the gate keeps it from growing.
    """
    if base is None:
        return GateResult(passed=True)
    new = [
        finding
        for finding in report.findings
        if finding.fingerprint not in base and finding.suppressed is None and policy.gates(finding)
    ]
    reasons = tuple(
        Reason(finding.fingerprint, finding.code, policy.severity(finding))
        for finding in new
        if finding.fingerprint not in waived
    )
    excused = tuple(finding.fingerprint for finding in new if finding.fingerprint in waived)
    return GateResult(passed=not reasons, reasons=reasons, excused=excused)
