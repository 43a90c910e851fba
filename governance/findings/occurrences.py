"""Writes how a scan saw pools and findings, in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from governance.findings.bulk import insert
from governance.findings.models import Occurrence, Pool
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.bulk import Row
    from governance.findings.excerpts import Excerpt
    from governance.scans import report
    from governance.scans.models import Scan
    from governance.scans.report import Report

RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


def write_occurrences(
    scan: Scan, report: Report, findings: Mapping[str, int], excerpts: Mapping[str, Sequence[Excerpt]]
) -> None:
    """Store the pools of a scan, and how it saw each finding; `findings` are ids by the fingerprints of the report."""
    ids = insert(Pool, [_pool(scan, pool) for pool in report.pools])
    pools = {pool.id: pk for pool, pk in zip(report.pools, ids, strict=True)}
    insert(
        Occurrence,
        [
            {
                **_occurrence(finding),
                "scan_id": scan.pk,
                "finding_id": findings[finding.fingerprint],
                "pool_id": pools[finding.pool] if finding.pool else None,
                "excerpts": excerpts.get(finding.fingerprint, ()),
            }
            for finding in report.findings
        ],
    )


def _pool(scan: Scan, pool: report.Pool) -> Row:
    return {
        "scan_id": scan.pk,
        "identity": pool.id,
        "name": pool.name,
        "path": pool.path,
        "line": pool.line,
        "package": pool.package,
        "scope": pool.scope,
        "element": pool.element,
        "sites": pool.sites,
        "wrappers": pool.wrappers,
        "verdicts": pool.verdicts,
    }


def _occurrence(seen: report.Finding) -> Row:
    return {
        "fingerprint": seen.fingerprint,
        "code": seen.code,
        "name": seen.name,
        "severity": seen.severity,
        "severity_rank": RANKS[seen.severity],
        "verdicts": seen.verdicts,
        "function": seen.function,
        "path": seen.path,
        "line": seen.line,
        "column": seen.column,
        "end_line": seen.end_line,
        "messages": seen.messages,
        "trace": seen.trace,
        "site": seen.site,
        "fix": seen.fix,
        "suppressed": seen.suppressed.reason if seen.suppressed else None,
    }
