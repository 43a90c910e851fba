"""Writes what a scan found, in bulk: a few statements a scan, however many findings there are."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
from django.db.models import F, Q
from django.utils import timezone

from governance.findings.matching import Changes, Standing, match
from governance.findings.models import Finding, Occurrence, Pool
from governance.scans.models import State
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.excerpts import Excerpt
    from governance.scans import report
    from governance.scans.models import Scan
    from governance.scans.report import Report

BATCH: Final = 1000
RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What saving a scan changed, and the fingerprints that an approved waiver covers."""

    changes: Changes
    waived: frozenset[str]


def record_findings(scan: Scan, report: Report, excerpts: Mapping[str, Sequence[Excerpt]]) -> Recorded:
    """Store the pools, findings and occurrences of a finished scan; part of the transaction that saves it.

    The caller holds the scan, and one scan of a service runs at a time: nobody else writes its findings meanwhile.
    """
    fingerprints = [finding.fingerprint for finding in report.findings]
    known = {
        finding.fingerprint: finding
        for finding in Finding.objects.filter(service=scan.service_id).filter(
            Q(fingerprint__in=fingerprints) | Q(state__in=[Finding.State.OPEN, Finding.State.WAIVED])
        )
    }
    changes = match(
        {fingerprint: Finding.State(finding.state) for fingerprint, finding in known.items()},
        fingerprints,
        standing=standing(scan),
        doubtful=_doubtful(scan, report, set(fingerprints)),
    )
    _change(scan, known, changes)
    created = _create(scan, report, changes)
    _occurrences(scan, report, known | created, excerpts)
    waived = frozenset(print_ for print_, finding in known.items() if finding.state == Finding.State.WAIVED)
    return Recorded(changes, waived)


def standing(scan: Scan) -> Standing:
    """Tell what `scan` may say about the state of findings."""
    if not scan.is_of_default_branch:
        return Standing.ELSEWHERE
    later = scan.service.scans.of_default_branch().filter(state=State.DONE, id__gt=scan.id)
    return Standing.OVERTAKEN if later.exists() else Standing.NEWEST


def _doubtful(scan: Scan, report: Report, reported: set[str]) -> list[str]:
    """Return missing findings last seen in a package of which a file could not be read now.

    A type of that file may have carried the finding, so the whole directory is in doubt; a problem without a path puts
    everything in doubt.
    """
    if not report.problems:
        return []
    directories = {posixpath.dirname(problem.path) for problem in report.problems}
    everything = any(not problem.path for problem in report.problems)
    last = Occurrence.objects.filter(
        finding__service=scan.service_id, finding__state__in=[Finding.State.OPEN, Finding.State.WAIVED]
    ).filter(scan=F("finding__last_scan"))
    return [
        fingerprint
        for fingerprint, path in last.values_list("finding__fingerprint", "path")
        if fingerprint not in reported and (everything or posixpath.dirname(path) in directories)
    ]


def _change(scan: Scan, known: Mapping[str, Finding], changes: Changes) -> None:
    now = timezone.now()

    def rows(fingerprints: frozenset[str]) -> list[int]:
        return [known[fingerprint].id for fingerprint in fingerprints]

    Finding.objects.filter(id__in=rows(changes.seen)).update(last_scan=scan, last_seen_at=now)
    Finding.objects.filter(id__in=rows(changes.opened | changes.reopened)).update(
        state=Finding.State.OPEN, fixed_at=None
    )
    Finding.objects.filter(id__in=rows(changes.fixed)).update(state=Finding.State.FIXED, fixed_at=now)


def _create(scan: Scan, report: Report, changes: Changes) -> dict[str, Finding]:
    now = timezone.now()
    findings = Finding.objects.bulk_create(
        (
            Finding(
                service_id=scan.service_id,
                fingerprint=finding.fingerprint,
                code=finding.code,
                state=changes.new_state,
                first_scan=scan,
                last_scan=scan,
                first_seen_at=now,
                last_seen_at=now,
                fixed_at=now if changes.new_state == Finding.State.FIXED else None,
            )
            for finding in report.findings
            if finding.fingerprint in changes.new
        ),
        batch_size=BATCH,
    )
    return {finding.fingerprint: finding for finding in findings}


def _pools(scan: Scan, report: Report) -> dict[str, Pool]:
    pools = Pool.objects.bulk_create(
        (
            Pool(
                scan=scan,
                identity=pool.id,
                name=pool.name,
                path=pool.path,
                line=pool.line,
                package=pool.package,
                scope=pool.scope,
                element=pool.element,
                sites=msgspec.to_builtins(pool.sites),
                wrappers=list(pool.wrappers),
                verdicts=dict(pool.verdicts),
            )
            for pool in report.pools
        ),
        batch_size=BATCH,
    )
    return {pool.identity: pool for pool in pools}


def _occurrences(
    scan: Scan, report: Report, findings: Mapping[str, Finding], excerpts: Mapping[str, Sequence[Excerpt]]
) -> None:
    pools = _pools(scan, report)
    Occurrence.objects.bulk_create(
        (
            _occurrence(
                scan,
                finding,
                findings[finding.fingerprint],
                pools[finding.pool] if finding.pool else None,
                excerpts.get(finding.fingerprint, ()),
            )
            for finding in report.findings
        ),
        batch_size=BATCH,
    )


def _occurrence(
    scan: Scan, seen: report.Finding, finding: Finding, pool: Pool | None, excerpts: Sequence[Excerpt]
) -> Occurrence:
    return Occurrence(
        finding=finding,
        scan=scan,
        pool=pool,
        code=seen.code,
        name=seen.name,
        severity=seen.severity,
        severity_rank=RANKS[seen.severity],
        verdicts=dict(seen.verdicts),
        path=seen.path,
        line=seen.line,
        column=seen.column,
        end_line=seen.end_line,
        messages=seen.messages,
        trace=msgspec.to_builtins(seen.trace),
        excerpts=msgspec.to_builtins(list(excerpts)),
        site=msgspec.to_builtins(seen.site),
        fix=seen.fix,
        suppressed=seen.suppressed.reason if seen.suppressed else None,
    )
