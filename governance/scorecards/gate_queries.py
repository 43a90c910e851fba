"""Asks the gate about a commit, a branch or a pull request; five queries at most, however many findings there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db.models import Case, F, IntegerField, Q, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.errors import UserError
from governance.findings.models import Finding, Occurrence
from governance.policies.policy import Policy
from governance.repositories.names import check_branch, check_commit
from governance.scans.models import ENDED, Scan, State
from governance.scorecards.gate_answer import GateAnswer, GateReason, Judged, Kind, Outcome, Override
from governance.scorecards.models import GateOverride
from governance.scorecards.scoring import CONCLUSIVE_PERCENT, Coverage
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from governance.registry.models import Service
    from governance.scorecards.models import Scorecard

# Of the scans that may answer for a commit the finished ones come first, then those that will be.
_BY_USE: Final = Case(
    When(state=State.DONE, then=0), When(state=State.FAILED, then=2), default=1, output_field=IntegerField()
)


def ask_gate(
    service: Service, *, commit: str = "", branch: str = "", pull_request: int | None = None, launch: bool = False
) -> GateAnswer:
    """Say whether a commit, the newest scan of a branch or that of a pull request may go; default: the default branch.

    The launch gate asks more of a service that is about to go live: no open critical violation at all, and enough
    coverage. Raises UserError `gate-question`, `commit-name` or `branch-name`.
    """
    if bool(commit) + bool(branch) + (pull_request is not None) > 1:
        raise UserError(
            "gate-question",
            _("The gate is asked about a commit, a branch or a pull request, one at a time."),
            _("Name only one of them."),
        )
    if commit:
        scan = _of_commit(service, check_commit(commit))
    elif pull_request is not None:
        scan = _newest(service.scans.filter(pull_request=pull_request))
    else:
        branch = check_branch(branch or service.default_branch)
        scan = _newest(service.scans.filter(branch=branch, pull_request=None))
    card = (
        scan.scorecards.select_related("gate_base").order_by("-id").first()
        if scan and scan.state == State.DONE
        else None
    )
    if scan and card:
        reasons = (*_new(card, scan), *(_at_launch(card, scan) if launch else ()))
        outcome = Outcome.FAILED if reasons else Outcome.PASSED
    else:
        reasons = ()
        outcome = Outcome.PENDING if scan and not scan.has_ended else Outcome.UNKNOWN
    override = None
    if outcome is not Outcome.PASSED and (override := _override(service, scan, commit, branch)):
        outcome = Outcome.OVERRIDDEN
    return GateAnswer(
        service=service.slug,
        outcome=outcome,
        launch=launch,
        reasons=reasons,
        what_to_do=_what_to_do(outcome, service, scan),
        judged=_judged(scan, card) if scan else None,
        override=override,
    )


def _of_commit(service: Service, commit: str) -> Scan | None:
    """Return the scan that answers for `commit`, or that may yet turn out to be of it.

    What the branch says counts more than what a pull request said of the same commit: it is compared with more.
    """
    waiting = Q(commit="") & ~Q(state__in=ENDED)
    return (
        service.scans.filter(Q(commit=commit) | waiting)
        .exclude(state=State.SUPERSEDED)
        .order_by(_BY_USE, F("pull_request").asc(nulls_first=True), "-id")
        .first()
    )


def _newest(scans: QuerySet[Scan]) -> Scan | None:
    return scans.exclude(state=State.SUPERSEDED).order_by("-id").first()


def _override(service: Service, scan: Scan | None, commit: str, branch: str) -> Override | None:
    """Return the override in force that covers the question; that of a branch covers its scans, no pull request."""
    commit = commit or (scan.commit if scan else "")
    branch = branch or (scan.branch if scan and scan.pull_request is None else "")
    covering = Q(commit=commit) & ~Q(commit="") | Q(branch=branch) & ~Q(branch="")
    found = GateOverride.objects.in_force().filter(covering, service=service).select_related("by").first()
    return Override(found.reason, found.by.get_username() if found.by else "", found.expires_at) if found else None


def _new(card: Scorecard, scan: Scan) -> Iterable[GateReason]:
    """Return the reasons that the scorecard keeps, except what was waived since."""
    by_fingerprint = {reason["fingerprint"]: reason for reason in card.gate_reasons}
    if not by_fingerprint:
        return
    places = {occurrence.fingerprint: occurrence for occurrence in _places(scan).filter(fingerprint__in=by_fingerprint)}
    for fingerprint, reason in by_fingerprint.items():
        place = places.get(fingerprint)
        if place is None:  # details of old scans are dropped one day
            yield GateReason(Kind.NEW, _("The details are no longer kept."), reason["code"], reason["severity"])
        elif place.finding.state != Finding.State.WAIVED:
            yield _reason(Kind.NEW, place, reason["severity"])


def _at_launch(card: Scorecard, scan: Scan) -> Iterable[GateReason]:
    """Return what a service may have in its daily life and not when it goes live."""
    policy = Policy.from_json(card.policy)
    said = {reason["fingerprint"] for reason in card.gate_reasons}
    candidates = _places(scan).filter(
        Q(severity=Severity.CRITICAL) | Q(code__in=list(policy.overrides)), suppressed__isnull=True
    )
    for place in candidates.exclude(finding__state=Finding.State.WAIVED):
        is_critical = policy.is_violation(place) and policy.severity(place) is Severity.CRITICAL
        if is_critical and place.fingerprint not in said:
            yield _reason(Kind.CRITICAL, place, Severity.CRITICAL)
    coverage = Coverage(card.coverage_passed, card.coverage_total)
    if not coverage.conclusive:
        words = _("Only %(passed)d of %(total)d could be analysed; a launch needs %(percent)d %%.")
        facts = {"passed": coverage.passed, "total": coverage.total, "percent": CONCLUSIVE_PERCENT}
        yield GateReason(Kind.COVERAGE, words % facts)


def _places(scan: Scan) -> QuerySet[Occurrence]:
    return (
        Occurrence.objects.filter(scan=scan)
        .select_related("finding")
        .only("code", "severity", "verdicts", "path", "line", "messages", "fingerprint", "finding__state")
    )


def _reason(kind: Kind, place: Occurrence, severity: str) -> GateReason:
    messages: dict[str, str] = place.messages
    return GateReason(
        kind=kind,
        message=messages.get(get_language() or "en") or messages.get("en", ""),
        code=place.code,
        severity=severity,
        path=place.path,
        line=place.line,
        finding=place.finding_id,
        url=reverse("finding", args=[place.finding_id]),
    )


def _what_to_do(outcome: Outcome, service: Service, scan: Scan | None) -> str:
    match outcome:
        case Outcome.FAILED:
            return _("Repair what is named, or ask for a waiver; then scan again.")
        case Outcome.PENDING:
            return _("The scan has not ended yet: ask again in a moment.")
        case Outcome.UNKNOWN if scan and scan.state == State.FAILED:
            return _("Its scan failed: %(error)s") % {"error": scan.error_message}
        case Outcome.UNKNOWN:
            return _("It was never scanned: ask for a scan of %(service)s, then ask again.") % {"service": service.slug}
        case _:
            return ""


def _judged(scan: Scan, card: Scorecard | None) -> Judged:
    judged = Judged(
        scan=scan.pk,
        url=reverse("scan", args=[scan.pk]),
        commit=scan.commit,
        branch=scan.branch,
        pull_request=scan.pull_request,
        base_commit=scan.base_commit,
        at=scan.ended_at,
    )
    if card is None:
        return judged
    return replace(
        judged,
        base_commit=scan.base_commit or (card.gate_base.commit if card.gate_base else ""),
        at=card.created_at,
        analyser=card.analyser,
        profile=card.policy["profile"],
        policy_versions=card.policy.get("versions", {}),
        coverage_passed=card.coverage_passed,
        coverage_total=card.coverage_total,
    )
