"""Writes the scorecard of a scan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.utils import timezone

from governance.findings.models import Occurrence
from governance.findings.queries import fingerprints_of
from governance.scans.models import State
from governance.scorecards.change import Judgement
from governance.scorecards.explaining import change_since_last
from governance.scorecards.gate import Base, judge
from governance.scorecards.keeping import keep_standing
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import criticals, is_clean, score, tally
from scanners.model import Profile

if TYPE_CHECKING:
    from governance.policies.policy import Policy
    from governance.registry.models import Service
    from governance.scans.models import Scan, ScanQuerySet
    from governance.scans.report import Report


def record_scorecard(
    scan: Scan, report: Report, policy: Policy, waived: frozenset[str], base: Base | None = None
) -> Scorecard:
    """Score `report` and store the result; part of the transaction that saves the scan.

    The gate compares with `base`. Where none is given it is what was let through before, or when a pull request is
    scored again, what it was compared with then.
    """
    result = score(report, policy, waived)
    pragmatic, _coverage = tally(report, policy.under(Profile.PRAGMATIC), waived)
    base = base or base_as_stored(scan, report) or last_let_through(scan)
    gate = judge(report, policy, waived, base.known if base else None)
    card = Scorecard.objects.create(
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
        is_clean=is_clean(result),
        criticals=criticals(report, policy, waived),
        waived=sorted(waived & {finding.fingerprint for finding in report.findings}),
        change=change_since_last(scan, Judgement(report, policy, waived)),
        gate_base=base.scan if base else None,
        gate_passed=gate.passed,
        gate_reasons=msgspec.to_builtins(gate.reasons),
        gate_excused=list(gate.excused),
    )
    if scan.is_of_default_branch:
        keep_standing(scan.service)
    return card


def base_as_stored(scan: Scan, report: Report) -> Base | None:
    """Return what a scan that has ended was compared with, as far as its report goes; None if it was no pull request.

    Its merge base may never have been a scan of its own, so the scan keeps what was new against it.
    """
    if "base" not in scan.stats:
        return None
    new = frozenset(scan.stats["base"]["new"])
    return Base(frozenset(finding.fingerprint for finding in report.findings) - new)


def last_let_through(scan: Scan) -> Base | None:
    """Return the newest scan before `scan` on its branch that passed the gate: its violations are known debt.

    One that was refused is no base: scanning the same commit again, or pushing an empty one, would then let its
    violations through. A branch without such a scan is compared with the default branch.
    """
    holding = Scorecard.objects.holding().filter(service=scan.service_id)
    let_through = Scorecard.objects.filter(pk__in=holding.values("pk"), gate_passed=True).values("scan")
    earlier = scan.service.scans.filter(id__lt=scan.id, state=State.DONE, id__in=let_through).order_by("-id")
    same_branch = earlier.filter(branch=scan.branch, pull_request=None)
    base = _with_details(same_branch).first() or earlier.of_default_branch().first()
    return None if base is None else base_of(base)


def scanned_before(service: Service, commit: str, like: Report) -> Base | None:
    """Return what an earlier scan of `commit` knows; its analyser and profile are those of the report `like`."""
    same = service.scans.filter(commit=commit, state=State.DONE, analyser=like.analyser, profile=like.profile)
    scan = _with_details(same).order_by("-id").first()
    return None if scan is None else base_of(scan)


def _with_details(scans: ScanQuerySet) -> ScanQuerySet:
    """Return the scans of which is still known what they found; of the default branch the last base is always kept."""
    if not settings.KEEP_DETAILS_DAYS:
        return scans
    return scans.exclude(ended_at__lt=timezone.now() - timedelta(days=settings.KEEP_DETAILS_DAYS))


def base_of(scan: Scan) -> Base:
    """Return the findings that `scan` saw and nothing excused when they were new, under every fingerprint they have.

    What was suppressed is not known debt: else a violation could come in with a comment that the next commit removes.
    Nor is what a waiver let in: it is refused when the waiver ends.
    """
    card = scan.scorecards.order_by("-id").first()
    seen = Occurrence.objects.filter(scan=scan, suppressed__isnull=True)
    return Base(fingerprints_of(seen.exclude(fingerprint__in=card.gate_excused if card else ())), scan)
