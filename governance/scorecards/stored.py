"""Reads finished scans back from their rows, as far as scores and gates look at them, so that nothing runs again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db.models import F

from governance.findings import models
from governance.findings.models import Occurrence
from governance.scans.models import Scan
from governance.scans.report import Connection, Finding, Pool, Problem, Report
from scanners.model import VERSION, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

# How many scans are read at a time: 100 scans of 200 findings take 60 MB.
SCANS_AT_ONCE: Final = 100
PIECE: Final = 5_000


@dataclass(frozen=True, slots=True)
class StoredScan:
    """What a scan reported, without messages, traces and edits, and the fingerprints that are waived now."""

    scan_id: int
    service_id: int
    report: Report
    waived: frozenset[str]


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
    findings, waived = _findings(ids, identities)
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
        yield StoredScan(scan_id, service_id, report, frozenset(waived[scan_id]))


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


def _findings(
    scans: Sequence[int], identities: Mapping[int, str]
) -> tuple[Mapping[int, list[Finding]], Mapping[int, list[str]]]:
    """Return the findings of each scan, and the fingerprints of those that are waived."""
    rows = Occurrence.objects.filter(scan__in=scans).order_by()
    columns = (
        "scan_id",
        "fingerprint",
        "code",
        "name",
        "severity",
        "verdicts",
        "path",
        "line",
        "column",
        "end_line",
        "site",
    )
    findings: dict[int, list[Finding]] = defaultdict(list)
    waived: dict[int, list[str]] = defaultdict(list)
    for row in rows.values(
        *columns,
        "pool_id",
        reason=F("suppressed"),
        state=F("finding__state"),
    ).iterator(chunk_size=PIECE):
        if row["state"] == models.Finding.State.WAIVED:
            waived[row["scan_id"]].append(row["fingerprint"])
        row["pool"] = identities.get(row["pool_id"])
        row["suppressed"] = None if row["reason"] is None else {"reason": row["reason"]}
        findings[row["scan_id"]].append(msgspec.convert({**row, "messages": {}, "trace": ()}, Finding))
    return findings, waived
