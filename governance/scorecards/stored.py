"""Reads finished scans back from their rows, as far as scores and gates look at them, so that nothing runs again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db.models import F, TextField
from django.db.models.functions import Cast

from governance.findings import models
from governance.findings.models import Occurrence
from governance.findings.queries import verdicts_in
from governance.scans.models import Scan
from governance.scans.report import Connection, Finding, Place, Pool, Problem, Report, Suppressed
from scanners.model import VERSION, Profile, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

# How many scans are read at a time: 100 scans of 200 findings take 60 MB.
SCANS_AT_ONCE: Final = 100
PIECE: Final = 5_000
_SEVERITIES: Final = {severity.value: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class StoredScan:
    """What a scan reported, without names, messages, traces and edits.

    `waived` are the fingerprints of findings that are waived now, `rows` the findings' ids by their fingerprint.
    """

    scan_id: int
    service_id: int
    report: Report
    waived: frozenset[str]
    rows: Mapping[str, int]


def stored_scan(scan: Scan) -> StoredScan:
    """Read one finished scan back."""
    return next(stored_scans(Scan.objects.filter(pk=scan.pk)))


def stored_scans(scans: QuerySet[Scan]) -> Iterator[StoredScan]:
    """Read finished scans back, in any order: three queries for each `SCANS_AT_ONCE`."""
    rows = scans.order_by("pk").values_list(
        "pk", "service_id", "commit", "analyser", "profile", "problems", "connections"
    )
    found = rows.iterator(chunk_size=SCANS_AT_ONCE)
    while batch := list(islice(found, SCANS_AT_ONCE)):
        yield from _read(batch)


def _read(scans: Sequence[tuple[Any, ...]]) -> Iterator[StoredScan]:
    ids = [scan[0] for scan in scans]
    identities, pools = _pools(ids)
    findings: dict[int, list[Finding]] = defaultdict(list)
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    waived: dict[int, list[str]] = defaultdict(list)
    for scan_id, row, is_waived, finding in _findings(ids, identities):
        findings[scan_id].append(finding)
        rows[scan_id][finding.fingerprint] = row
        if is_waived:
            waived[scan_id].append(finding.fingerprint)
    for scan_id, service_id, commit, analyser, profile, problems, connections in scans:
        report = Report(
            version=VERSION,
            analyser=analyser,
            profile=Profile(profile),
            commit=commit,
            stats={},
            pools=tuple(pools[scan_id]),
            findings=tuple(findings[scan_id]),
            problems=msgspec.convert(problems, tuple[Problem, ...]),
            connections=msgspec.convert(connections, tuple[Connection, ...]),
        )
        yield StoredScan(scan_id, service_id, report, frozenset(waived[scan_id]), rows[scan_id])


def _pools(scans: Sequence[int]) -> tuple[Mapping[int, str], Mapping[int, list[Pool]]]:
    """Return the identity of each pool by its row, and the pools of each scan."""
    rows = models.Pool.objects.filter(scan__in=scans).order_by()
    columns = ("pk", "scan_id", "name", "path", "line", "package", "scope", "element", "sites", "wrappers", "verdicts")
    identities: dict[int, str] = {}
    pools: dict[int, list[Pool]] = defaultdict(list)
    for row in rows.values(*columns, id_=F("identity")).iterator(chunk_size=PIECE):
        identities[row["pk"]] = row["id"] = row["id_"]
        pools[row["scan_id"]].append(msgspec.convert(row, Pool))
    return identities, pools


def _findings(scans: Sequence[int], identities: Mapping[int, str]) -> Iterator[tuple[int, int, bool, Finding]]:
    """Yield the scan of each finding, its row, whether it is waived, and the finding."""
    columns = ("scan_id", "finding_id", "fingerprint", "code", "severity", "path", "line", "column", "pool_id")
    rows = Occurrence.objects.filter(scan__in=scans).order_by()
    # As text: a few verdicts and places come again and again, and need to be read only once.
    texts = (Cast("verdicts", TextField()), Cast("site", TextField()))
    for (
        scan,
        row,
        fingerprint,
        code,
        severity,
        path,
        line,
        column,
        pool,
        suppressed,
        state,
        verdicts,
        site,
    ) in rows.values_list(*columns, "suppressed", "finding__state", *texts).iterator(chunk_size=PIECE):
        yield (
            scan,
            row,
            state == models.Finding.State.WAIVED,
            Finding(
                code=code,
                name="",
                severity=_SEVERITIES[severity],
                verdicts=verdicts_in(verdicts),
                path=path,
                line=line,
                column=column,
                end_line=line,
                messages={},
                pool=identities.get(pool),
                trace=(),
                fingerprint=fingerprint,
                site=_site(site),
                suppressed=None if suppressed is None else Suppressed(suppressed),
            ),
        )


@lru_cache(maxsize=1024)
def _site(text: str | None) -> Place | None:
    return msgspec.json.decode(text or "null", type=Place | None)
