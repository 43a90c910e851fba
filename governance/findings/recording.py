"""Writes what a scan found, in bulk: a few statements a scan, however many findings there are."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from governance.findings.bulk import among, insert
from governance.findings.due import due_at, due_of
from governance.findings.evidence import Evidence
from governance.findings.history import write_events
from governance.findings.matching import Changes, Position, identify, match
from governance.findings.models import Alias, Finding, FindingEvent, Occurrence
from governance.findings.occurrences import RANKS, write_occurrences
from governance.registry.models import Service
from governance.scans.models import State
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.findings.bulk import Row
    from governance.findings.excerpts import Excerpt
    from governance.policies.policy import Policy
    from governance.scans import report
    from governance.scans.models import Scan
    from governance.scans.report import Report

Kind = FindingEvent.Kind
STILL_THERE = (Finding.State.OPEN, Finding.State.WAIVED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What saving a scan changed, and the ids of its findings by the fingerprints of the report."""

    changes: Changes
    findings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that the service has, as far as saving a scan looks at it."""

    pk: int
    state: Finding.State
    severity: str


def record_findings(scan: Scan, report: Report, excerpts: Mapping[str, Sequence[Excerpt]], policy: Policy) -> Recorded:
    """Store the pools, findings and occurrences of a finished scan; part of the transaction that saves it.

    The caller holds the scan. Until the transaction ends nobody else changes the findings of its service.
    """
    Service.objects.select_for_update(no_key=True).get(pk=scan.service_id)
    reported = {finding.fingerprint: finding for finding in report.findings}
    aliases = _aliases(scan, reported)
    known = _known(scan, reported.keys() | aliases.values())
    identified, doubtful = _identified(report, reported, known, aliases)
    changes = match(
        {fingerprint: finding.state for fingerprint, finding in known.items()},
        reported,
        position=position_of(scan),
        doubtful=doubtful,
        identified=identified,
    )
    own = {fingerprint: identified.get(fingerprint, fingerprint) for fingerprint in reported}
    severities = {own[fingerprint]: policy.severity(finding) for fingerprint, finding in reported.items()}
    _update(scan, known, changes, severities, policy)
    ids = {fingerprint: finding.pk for fingerprint, finding in known.items()}
    ids |= _create(scan, changes, reported, policy)
    of_report = {fingerprint: ids[own[fingerprint]] for fingerprint in reported}
    write_occurrences(scan, report, of_report, excerpts)
    _remember(scan, known, changes, identified, aliases)
    return Recorded(changes, of_report)


def position_of(scan: Scan) -> Position:
    """Tell what `scan` may say about the state of findings."""
    if not scan.is_of_default_branch:
        return Position.ELSEWHERE
    later = scan.service.scans.of_default_branch().filter(state=State.DONE, id__gt=scan.id)
    return Position.OVERTAKEN if later.exists() else Position.NEWEST


def _aliases(scan: Scan, reported: Collection[str]) -> dict[str, str]:
    """Return which of the reported fingerprints are those of a finding that goes by another one."""
    found = Alias.objects.filter(among("fingerprint", reported), service=scan.service_id)
    return dict(found.values_list("fingerprint", "finding__fingerprint"))


def _known(scan: Scan, fingerprints: Collection[str]) -> dict[str, Known]:
    """Return the findings of the service that are still there, and those with the given fingerprints."""
    findings = Finding.objects.filter(
        Q(among("fingerprint", fingerprints)) | Q(state__in=STILL_THERE), service=scan.service_id
    )
    return {
        fingerprint: Known(pk, Finding.State(state), severity)
        for fingerprint, pk, state, severity in findings.values_list("fingerprint", "pk", "state", "severity")
    }


def _identified(
    report: Report,
    reported: Mapping[str, report.Finding],
    known: Mapping[str, Known],
    aliases: Mapping[str, str],
) -> tuple[dict[str, str], set[str]]:
    """Return the fingerprints that belong to known findings of another fingerprint, and the findings in doubt.

    In doubt are missing findings that this scan could not have seen.
    """
    missing = _evidence([finding for print_, finding in known.items() if print_ not in reported])
    doubtful = _hidden(missing, report.problems)
    names = {pool.id: pool.name for pool in report.pools}
    identified = identify(
        {
            fingerprint: Evidence(seen.code, seen.function, seen.path, seen.pool or "", names.get(seen.pool or "", ""))
            for fingerprint, seen in reported.items()
        },
        known=known.keys(),
        aliases=aliases,
        missing={fingerprint: missing[fingerprint] for fingerprint in missing.keys() - doubtful},
    )
    return identified, doubtful - set(identified.values())


def _hidden(missing: Mapping[str, Evidence], problems: Collection[report.Problem]) -> set[str]:
    """Return those of the missing findings that may be there, although they were not reported.

    A function that could not be followed hides its own findings. A file that could not be read hides those of its
    package: a type of that file may have carried them. A problem without a path hides everything.
    """
    if any(not problem.path for problem in problems):
        return set(missing)
    hiding = {(posixpath.dirname(problem.path), problem.function) for problem in problems}
    return {
        fingerprint
        for fingerprint, evidence in missing.items()
        if {(posixpath.dirname(evidence.path), function) for function in ("", evidence.function)} & hiding
    }


def _evidence(findings: Collection[Known]) -> dict[str, Evidence]:
    """Return what those of the findings are about that are still there, as they were seen last."""
    there = [finding.pk for finding in findings if finding.state in STILL_THERE]
    last = Occurrence.objects.filter(among("finding", there), scan=F("finding__last_scan")).order_by()
    fields = ("finding__fingerprint", "code", "function", "path", "pool__identity", "pool__name")
    return {
        fingerprint: Evidence(code, function, path, pool or "", name or "")
        for fingerprint, code, function, path, pool, name in last.values_list(*fields)
    }


def _update(
    scan: Scan,
    known: Mapping[str, Known],
    changes: Changes,
    severities: Mapping[str, Severity],
    policy: Policy,
) -> None:
    """Bring the rows of known findings up to date."""
    now = timezone.now()

    def rows(fingerprints: Collection[str]) -> list[int]:
        return [known[fingerprint].pk for fingerprint in fingerprints]

    def findings(fingerprints: Collection[str]) -> QuerySet[Finding]:
        return Finding.objects.filter(among("pk", rows(fingerprints)))

    findings(changes.seen).update(last_scan=scan, last_seen_at=now)
    for severity in Severity:
        other = [print_ for print_ in changes.seen if severities[print_] == severity != known[print_].severity]
        if other:
            findings(other).update(severity=severity, severity_rank=RANKS[severity])
    opening = {"state": Finding.State.OPEN, "opened_at": now, "fixed_at": None, "due_at": due_at(now, policy)}
    if changes.opened:
        findings(changes.opened).update(**opening)
    if changes.reopened:
        findings(changes.reopened).update(**opening, returned=F("returned") + 1)
    if changes.fixed:
        findings(changes.fixed).update(state=Finding.State.FIXED, fixed_at=now)
    write_events(Kind.OPENED, rows(changes.opened), at=now, scan=scan)
    write_events(Kind.RETURNED, rows(changes.reopened), at=now, scan=scan)
    write_events(Kind.FIXED, rows(changes.fixed), at=now, scan=scan)


def _remember(
    scan: Scan,
    known: Mapping[str, Known],
    changes: Changes,
    identified: Mapping[str, str],
    aliases: Collection[str],
) -> None:
    """Give findings whose code is another now the fingerprint of this scan, and keep all others they go by."""
    taken = {*changes.new, *changes.changed.values()}.intersection(aliases)
    Alias.objects.filter(among("fingerprint", taken), service=scan.service_id).delete()
    others = {own: known[own].pk for own in changes.changed}
    others |= {
        fingerprint: known[own].pk
        for fingerprint, own in identified.items()
        if own not in changes.changed and fingerprint not in aliases
    }
    insert(
        Alias,
        [{"service_id": scan.service_id, "finding_id": pk, "fingerprint": other} for other, pk in others.items()],
    )
    if not changes.changed:
        return
    changed = [known[own].pk for own in changes.changed]
    seen = Occurrence.objects.filter(finding=OuterRef("pk"), scan=scan).order_by()
    Finding.objects.filter(among("pk", changed)).update(fingerprint=Subquery(seen.values("fingerprint")))
    write_events(Kind.CHANGED, changed, at=timezone.now(), scan=scan)


def _create(scan: Scan, changes: Changes, reported: Mapping[str, report.Finding], policy: Policy) -> dict[str, int]:
    """Store the new findings and return their ids by their fingerprints."""
    now, new = timezone.now(), sorted(changes.new)
    ids = insert(Finding, [_new(scan, reported[print_], changes.new_state, now, policy) for print_ in new])
    kinds = {Finding.State.OPEN: Kind.OPENED, Finding.State.ELSEWHERE: Kind.ELSEWHERE, Finding.State.FIXED: Kind.FIXED}
    write_events(kinds[changes.new_state], ids, at=now, scan=scan)
    return dict(zip(new, ids, strict=True))


def _new(scan: Scan, seen: report.Finding, state: Finding.State, now: datetime, policy: Policy) -> Row:
    severity = policy.severity(seen)
    is_open = state == Finding.State.OPEN
    return {
        "service_id": scan.service_id,
        "fingerprint": seen.fingerprint,
        "code": seen.code,
        "severity": severity,
        "severity_rank": RANKS[severity],
        "state": state,
        "first_scan_id": scan.pk,
        "last_scan_id": scan.pk,
        "first_seen_at": now,
        "last_seen_at": now,
        "opened_at": now if is_open else None,
        "fixed_at": now if state == Finding.State.FIXED else None,
        "due_at": due_of(severity, now, policy) if is_open else None,
    }
