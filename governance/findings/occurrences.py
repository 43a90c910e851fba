"""Writes how a scan saw pools and findings, in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from governance.findings.bulk import create
from governance.findings.models import Occurrence, Pool
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.excerpts import Excerpt
    from governance.findings.models import Finding
    from governance.scans import report
    from governance.scans.models import Scan
    from governance.scans.report import Report

RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


def write_occurrences(
    scan: Scan, report: Report, findings: Mapping[str, Finding], excerpts: Mapping[str, Sequence[Excerpt]]
) -> None:
    """Store the pools of a scan, and how it saw each finding; `findings` are by the fingerprints of the report."""
    pools = _pools(scan, report)
    create(
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
    )


def _pools(scan: Scan, report: Report) -> dict[str, Pool]:
    pools = create(
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
    )
    return {pool.identity: pool for pool in pools}


def _occurrence(
    scan: Scan, seen: report.Finding, finding: Finding, pool: Pool | None, excerpts: Sequence[Excerpt]
) -> Occurrence:
    return Occurrence(
        finding=finding,
        scan=scan,
        fingerprint=seen.fingerprint,
        pool=pool,
        code=seen.code,
        name=seen.name,
        severity=seen.severity,
        severity_rank=RANKS[seen.severity],
        verdicts=dict(seen.verdicts),
        function=seen.function,
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
