"""Scorecards as they are stored, and what the gate compares with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from governance.findings.models import Occurrence
from governance.policies.policy import Policy
from governance.scans.models import Scan
from governance.scorecards.actions import record_scorecard
from governance.scorecards.models import Scorecard
from scanners.model import Severity
from tests.governance.report_values import IRON_ONLY, a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.registry.models import Service
    from governance.scans.report import Report

CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR201", "f1", severity=Severity.HIGH)], [a_pool()])
SUPPRESSED = a_report([a_finding("IR201", "f1", severity=Severity.HIGH, suppressed="later")], [a_pool()])
WORSE = a_report([a_finding("IR201", "f1"), a_finding("IR101", "f2", severity=Severity.CRITICAL)], [a_pool()])


def scanned(service: Service, report: Report, branch: str = "") -> Scan:
    scan = begun(service, branch)
    saved(scan, report)
    return scan


def gates(service: Service) -> list[bool]:
    return list(Scorecard.objects.filter(service=service).order_by("scan_id").values_list("gate_passed", flat=True))


def test_scorecard_keeps_everything_that_explains_it(service: Service) -> None:
    scan = scanned(service, a_report([a_finding("IR302", pool="p1", verdicts=IRON_ONLY)], [a_pool()]))
    card = Scorecard.objects.get(scan=scan)
    assert card.figures["IR3"] == {"passed": 0, "waived": 0, "units": 1}
    assert card.pragmatic["IR3"] == {"passed": 1, "waived": 0, "units": 1}
    assert (card.score, card.raw_score, card.grade, card.cap) == (50.0, 50.0, "D", "")
    assert (card.analyser, card.policy["profile"]) == ("ironrules 0.1.0", "iron")
    assert (card.coverage_passed, card.coverage_total, card.conclusive) == (2, 2, True)


def test_first_scan_passes_the_gate_and_has_no_base(service: Service) -> None:
    card = Scorecard.objects.get(scan=scanned(service, BAD))
    assert (card.gate_passed, card.gate_base) == (True, None)


def test_later_scan_is_compared_with_the_one_before(service: Service) -> None:
    first = scanned(service, BAD)
    card = Scorecard.objects.get(scan=scanned(service, WORSE))
    assert (card.gate_passed, card.gate_base) == (False, first)
    assert card.gate_reasons == [{"fingerprint": "f2", "code": "IR101", "severity": "critical"}]


def test_debt_whose_code_changed_is_known_debt_on_every_branch(service: Service) -> None:
    def report(fingerprint: str) -> Report:
        return a_report([a_finding("IR201", fingerprint, function="f", pool="p1")], [a_pool()])

    for fingerprint, branch in [("f1", ""), ("f2", "topic"), ("f2", ""), ("f1", "behind")]:
        scanned(service, report(fingerprint), branch)
    assert gates(service) == [True, True, True, True]


@pytest.mark.parametrize(
    ("reports", "passed"),
    [
        pytest.param([CLEAN, BAD, BAD], [True, False, False], id="scanning again does not help"),
        pytest.param([CLEAN, BAD, CLEAN], [True, False, True], id="repair helps"),
        pytest.param([CLEAN, BAD, CLEAN, BAD], [True, False, True, False], id="what returns is new"),
        pytest.param([BAD, CLEAN, BAD], [True, True, False], id="debt that was paid is new when it returns"),
        pytest.param([CLEAN, SUPPRESSED, BAD], [True, True, False], id="a comment lets nothing in"),
    ],
)
def test_gate_over_several_scans(service: Service, reports: list[Report], passed: list[bool]) -> None:
    for report in reports:
        scanned(service, report)
    assert gates(service) == passed


def test_branch_is_first_compared_with_the_default_branch(service: Service) -> None:
    scanned(service, BAD)
    assert Scorecard.objects.get(scan=scanned(service, BAD, "topic")).gate_passed
    assert not Scorecard.objects.get(scan=scanned(service, WORSE, "other")).gate_passed


def test_branch_whose_base_has_lost_its_details_is_compared_with_the_default_branch(
    service: Service, settings: Settings
) -> None:
    default = scanned(service, BAD)
    topic = scanned(service, BAD, "topic")
    Scan.objects.filter(pk=topic.pk).update(ended_at=timezone.now() - timedelta(days=settings.KEEP_DETAILS_DAYS + 1))
    Occurrence.objects.filter(scan=topic).delete()
    card = Scorecard.objects.get(scan=scanned(service, BAD, "topic"))
    assert (card.gate_passed, card.gate_base) == (True, default)


def test_default_branch_is_not_compared_with_another(service: Service) -> None:
    scanned(service, CLEAN, "topic")
    assert Scorecard.objects.get(scan=scanned(service, BAD)).gate_base is None


def test_scan_that_was_scored_again_is_a_base_by_its_newest_scorecard(service: Service) -> None:
    scanned(service, CLEAN)
    second = scanned(service, BAD)
    card = Scorecard.objects.get(scan=second)
    card.pk, card.gate_passed = None, True
    card.save()
    assert Scorecard.objects.filter(scan=scanned(service, BAD)).values_list("gate_base", flat=True).get() == second.pk


# --- the change since the scorecard before -------------------------------------------------------------------------


def change_of(scan: Scan) -> dict[str, Any] | None:
    change: dict[str, Any] | None = Scorecard.objects.holding().get(scan=scan).change
    return change


def test_scorecard_explains_what_changed_since_the_one_before(service: Service) -> None:
    first = scanned(service, a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()]))
    assert change_of(first) is None
    change = change_of(scanned(service, CLEAN))
    assert change is not None
    assert (change["scan"], change["analyser"]) == (first.pk, "ironrules 0.1.0")
    assert change["rules"]["IR1"] == {"points": 100.0, "parts": {"code": 100.0}, "repaired": 1, "new": 0}
    assert change["rules"]["overall"]["points"] == 50.0


def test_scorecard_of_a_scan_that_is_scored_again_says_what_the_waivers_did(service: Service) -> None:
    report = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])
    scan = scanned(service, report)
    record_scorecard(scan, report, Policy(), frozenset({"f1"}))
    change = change_of(scan)
    assert change is not None
    assert change["rules"]["IR1"]["parts"] == {"waivers": 100.0}


def test_change_is_not_explained_when_the_details_are_gone(service: Service) -> None:
    scanned(service, a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()]))
    Occurrence.objects.all().delete()
    assert change_of(scanned(service, CLEAN)) is None


def test_branch_is_not_explained_by_another(service: Service) -> None:
    scanned(service, BAD)
    assert change_of(scanned(service, CLEAN, "topic")) is None
