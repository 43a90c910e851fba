"""Scans read back from their rows score as their reports did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from governance.findings.models import Finding
from governance.policies.policy import Enforcement, Override, Policy
from governance.scans.models import Scan
from governance.scans.report import Connection, Place
from governance.scorecards.gate import judge
from governance.scorecards.scoring import score
from governance.scorecards.stored import stored_scan, stored_scans
from scanners.model import Profile, RuleVerdict, Severity
from tests.governance.report_values import IRON_ONLY, PASS, a_finding, a_pool, a_problem, a_report, a_site
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.registry.models import Service

REPORT = replace(
    a_report(
        [
            a_finding("IR101", "f1", severity=Severity.CRITICAL, pool="p1"),
            a_finding("IR201", "f2", pool="p1", site=Place("a/b.go", 9, 2)),
            a_finding("IR302", "f3", severity=Severity.MEDIUM, verdicts=IRON_ONLY, pool="p2"),
            a_finding("IR201", "f4", line=30, suppressed="reset by the caller"),
            a_finding("CP403", "f5", path="c/http.go", line=7),
        ],
        [
            a_pool("p1", sites=[a_site(9), a_site(11), a_site(13, counted=False)]),
            a_pool("p2", verdicts=PASS | {"IR2": RuleVerdict.UNKNOWN}),
        ],
        [a_problem()],
    ),
    connections=(Connection("c/http.go", 7, 2, "http", "http.Client"), Connection("c/db.go", 3, 1, "sql", "sql.Open")),
)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(profile=Profile.PRAGMATIC),
        Policy(overrides={"IR101": Override(enforcement=Enforcement.OFF)}, gate=tuple(Severity)),
        Policy(excludes=("c/*", "a/broken.go")),
    ],
    ids=["iron", "pragmatic", "off", "excludes"],
)
def test_stored_scan_scores_as_its_report(service: Service, policy: Policy) -> None:
    scan = begun(service)
    saved(scan, REPORT)
    stored = stored_scan(scan)
    waived = frozenset[str]()
    assert score(stored.report, policy, waived) == score(REPORT, policy, waived)
    known = frozenset({"f2"})
    first, second = (judge(report, policy, waived, known) for report in (stored.report, REPORT))
    assert (first.passed, set(first.reasons)) == (second.passed, set(second.reasons))
    assert (stored.report.analyser, stored.report.profile) == (REPORT.analyser, REPORT.profile)


def test_waived_findings_are_told(service: Service) -> None:
    scan = begun(service)
    saved(scan, REPORT)
    Finding.objects.filter(fingerprint="f2").update(state=Finding.State.WAIVED)
    assert stored_scan(scan).waived == {"f2"}


def test_scan_without_findings_is_read_back(service: Service) -> None:
    scan = begun(service)
    saved(scan, a_report())
    assert stored_scan(scan).report.findings == ()


def test_many_scans_take_a_few_queries(service: Service, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        saved(begun(service), REPORT)
    with django_assert_num_queries(3):
        stored = list(stored_scans(Scan.objects.all()))
    assert [len(each.report.findings) for each in stored] == [5] * 5
    assert len({each.scan_id for each in stored}) == 5
