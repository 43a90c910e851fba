"""Details of old scans go; what a page, a comparison or an auditor needs stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.findings.models import Finding, Occurrence, Pool
from governance.findings.retention import drop_details
from governance.scans.models import Scan
from governance.scorecards.models import Scorecard
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from governance.registry.models import Service

NOW = timezone.now()
FUTURE = NOW + timedelta(days=1)


def scanned(service: Service, *fingerprints: str, branch: str = "") -> Scan:
    scan = begun(service, branch)
    saved(
        scan,
        a_report(pools=(a_pool(),), findings=tuple(a_finding(fingerprint=fingerprint) for fingerprint in fingerprints)),
    )
    Scan.objects.filter(pk=scan.pk).update(ended_at=NOW)
    return scan


def test_details_of_earlier_scans_go_and_scans_and_scorecards_stay(service: Service) -> None:
    old, base, new = (scanned(service, "a") for _ in range(3))
    assert drop_details(FUTURE) == 2  # an occurrence and a pool
    assert (old.pools.count(), old.occurrences.count()) == (0, 0)
    for kept in (base, new):
        assert (kept.pools.count(), kept.occurrences.count()) == (1, 1)
    assert (Scan.objects.count(), Scorecard.objects.count()) == (3, 3)


def test_scan_that_ended_lately_keeps_its_details(service: Service) -> None:
    scanned(service, "a")
    scanned(service, "a")
    assert drop_details(NOW) == 0


def test_finding_keeps_how_it_was_seen_last(service: Service) -> None:
    old = scanned(service, "gone")
    scanned(service)
    scanned(service)
    drop_details(FUTURE)
    assert Finding.objects.get().state == Finding.State.FIXED
    assert old.occurrences.count() == 1
    assert old.pools.count() == old.occurrences.exclude(pool=None).count()


def test_scan_that_the_next_one_is_compared_with_keeps_its_details(service: Service) -> None:
    passed = scanned(service, "a")
    for fingerprints in (("a", "worse"), ("a", "worse"), ("a", "worse")):
        scanned(service, *fingerprints)
    assert list(Scorecard.objects.order_by("pk").values_list("gate_passed", flat=True)) == [True, False, False, False]
    drop_details(FUTURE)
    assert passed.occurrences.count() == 1


def test_scan_that_the_newest_was_compared_with_keeps_its_details(service: Service) -> None:
    scans = [scanned(service, "a") for _ in range(4)]
    drop_details(FUTURE)
    assert [scan.occurrences.count() for scan in scans] == [0, 0, 1, 1]


def test_other_branches_keep_nothing_but_findings_of_their_own(service: Service) -> None:
    scanned(service, "a")
    topic = scanned(service, "a", "only here", branch="topic")
    drop_details(FUTURE)
    assert [occurrence.finding.fingerprint for occurrence in topic.occurrences.all()] == ["only here"]


def test_call_stops_at_its_limit_and_the_next_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.findings.retention.BATCH", 2)
    for _ in range(5):
        scanned(service, "a")
    assert drop_details(FUTURE, limit=2) == 2
    assert drop_details(FUTURE) == 4
    assert drop_details(FUTURE) == 0
    assert (Pool.objects.count(), Occurrence.objects.count()) == (2, 2)
