"""Writes the scorecard of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from governance.findings.models import Occurrence
from governance.scans.models import State
from governance.scorecards.gate import judge
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import score, tally
from scanners.model import Profile

if TYPE_CHECKING:
    from governance.policies.policy import Policy
    from governance.scans.models import Scan
    from governance.scans.report import Report


def record_scorecard(scan: Scan, report: Report, policy: Policy, waived: frozenset[str]) -> Scorecard:
    """Score `report` and store the result; part of the transaction that saves the scan."""
    result = score(report, policy, waived)
    pragmatic, _coverage = tally(report, policy.under(Profile.PRAGMATIC), waived)
    base = gate_base(scan)
    gate = judge(report, policy, waived, None if base is None else known_violations(base))
    return Scorecard.objects.create(
        service_id=scan.service_id,
        scan=scan,
        analyser=report.analyser,
        policy=policy.to_json(),
        figures=msgspec.to_builtins(result.figures),
        pragmatic=msgspec.to_builtins(pragmatic),
        score=result.score,
        raw_score=result.raw_score,
        grade=result.grade,
        cap=result.cap or "",
        coverage_passed=result.coverage.passed,
        coverage_total=result.coverage.total,
        conclusive=result.coverage.conclusive,
        gate_base=base,
        gate_passed=gate.passed,
        gate_reasons=msgspec.to_builtins(gate.reasons),
    )


def gate_base(scan: Scan) -> Scan | None:
    """Return the scan whose violations are known debt: the newest one before `scan` on its branch that passed the gate.

    One that was refused is no base: scanning the same commit again, or pushing an empty one, would then let its
    violations through. A branch without such a scan is compared with the default branch.
    """
    holding = Scorecard.objects.holding().filter(service=scan.service_id)
    passed = Scorecard.objects.filter(pk__in=holding.values("pk"), gate_passed=True).values("scan")
    earlier = scan.service.scans.filter(id__lt=scan.id, state=State.DONE, id__in=passed).order_by("-id")
    return earlier.filter(branch=scan.branch).first() or earlier.filter(branch=scan.service.default_branch).first()


def known_violations(base: Scan) -> frozenset[str]:
    """Return the fingerprints that `base` found and no comment in the code suppressed.

    What was suppressed is not known debt: else a violation could come in with a comment that the next commit removes.
    """
    found = Occurrence.objects.filter(scan=base, suppressed__isnull=True)
    return frozenset(found.values_list("finding__fingerprint", flat=True))
