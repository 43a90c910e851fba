"""The page of a service: its scorecard opened, its findings filtered, its pools and scans."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from governance.findings.models import Finding
from governance.policies.policy import Enforcement, Override, Policy
from governance.scans.models import Scan, State
from governance.scans.report import Place
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import IRON_ONLY, PASS, a_finding, a_pool, a_report, a_site

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.registry.models import Service

FAILING = PASS | {"IR3": RuleVerdict.FAIL}


def page_of(client: Client, service: Service, **query: str) -> str:
    response = client.get(reverse("service", args=[service.slug]), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rows_of(page: str) -> list[str]:
    return re.findall(r'<a class="figures" href="/findings/\d+/">(\w+)<', page)


def test_service_without_a_scan_says_what_will_come(reader: Client, service: Service) -> None:
    assert "Findings will be listed here when the first scan has ended." in page_of(reader, service)


def test_cap_of_the_grade_is_explained(reader: Client, service: Service) -> None:
    pool = a_pool(sites=[a_site(line) for line in range(10)])
    scanned(service, a_report([a_finding("IR201", pool="p1", site=Place("a/b.go", 9, 2))], [pool]))
    page = page_of(reader, service)
    assert "Mean of the rules that apply: 96.7 %." in page
    assert "An open high violation caps the grade at C." in page


def test_reason_of_a_failed_gate_is_linked(reader: Client, service: Service) -> None:
    scanned(service, a_report([], [a_pool()]), days_ago=1)
    scanned(service, a_report([a_finding("IR301", "new", pool="p1")], [a_pool(verdicts=FAILING)]))
    finding = Finding.objects.get(fingerprint="new")
    page = page_of(reader, service)
    assert "gate failed" in page
    assert f'<a href="/findings/{finding.pk}/">IR301 a/b.go:10</a>' in page


def test_pragmatic_figure_stands_beside(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding("IR302", verdicts=IRON_ONLY, pool="p1")], [a_pool(verdicts=FAILING)]))
    page = page_of(reader, service)
    assert "IR3 Bound scope: 0 of 1 pass, 0 %" in page
    assert "pragmatic 1/1, 100 %" in page


def test_rail_opens_into_its_pools_and_findings(reader: Client, scan: Scan) -> None:
    page = page_of(reader, scan.service)
    opened = page[page.index('id="IR2"') : page.index('id="IR3"')]
    assert "<code>bufPool</code>" in opened
    assert "not reset" in opened


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["IR101", "IR201"]),
        ({"code": "IR201"}, ["IR201"]),
        ({"severity": "critical"}, ["IR101"]),
        ({"state": "fixed"}, ["IR301"]),
        ({"state": "waived"}, []),
    ],
)
def test_findings_are_filtered_and_most_severe_first(
    reader: Client, service: Service, query: dict[str, str], codes: list[str]
) -> None:
    reset, resource = a_finding("IR201", "a"), a_finding("IR101", "b", severity=Severity.CRITICAL)
    scanned(service, a_report([reset, a_finding("IR301", "gone")]), days_ago=1)
    scanned(service, a_report([reset, resource]))
    assert rows_of(page_of(reader, service, **query)) == codes


def test_findings_are_paged_with_their_filter(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding("IR201", f"f{n}", line=n + 1) for n in range(30)]))
    page = page_of(reader, service, code="IR201")
    assert "1–25 of 30" in page
    assert "?code=IR201&amp;page=2#findings" in page
    assert len(rows_of(page_of(reader, service, code="IR201", page="2"))) == 5


def test_inventory_says_sign_and_word(reader: Client, scan: Scan) -> None:
    page = page_of(reader, scan.service)
    inventory = page[page.index('id="pools"') :]
    assert "<code>*bytes.Buffer</code>" in inventory
    assert inventory.count("<span>pass</span>") == 2
    assert inventory.count("<span>fail</span>") == 1


def test_trend_has_a_table_of_its_figures(reader: Client, service: Service) -> None:
    for days in (2, 1):
        scanned(service, a_report([], [a_pool()]), days_ago=days)
    page = page_of(reader, service)
    assert "Share that passes for each rule over 2 scans" in page
    assert page.count('<td class="number">1/1</td>') == 4


def test_viewer_sees_no_buttons_that_refuse(reader: Client, service: Service) -> None:
    page = page_of(reader, service)
    assert "Scan now" not in page
    assert reverse("edit", args=[service.slug]) not in page


def test_maintainer_asks_for_a_scan(writer: Client, service: Service) -> None:
    response = writer.post(reverse("scan-now", args=[service.slug]))
    scan = Scan.objects.get()
    assert response["Location"] == reverse("scan", args=[scan.pk])
    assert (scan.state, scan.branch, scan.requested_by) == (State.QUEUED, "main", response.wsgi_request.user)


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_findings(
    reader: Client, service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pools = [a_pool(f"p{n}") for n in range(count)]
    for days in (2, 1):
        found = [a_finding("IR201", f"f{n}", line=n + 1, pool=f"p{n}") for n in range(count)]
        scanned(service, a_report(found, pools), days_ago=days)
    with django_assert_num_queries(18):
        page_of(reader, service)


def test_findings_that_the_policy_leaves_out_are_counted_and_shown(reader: Client, service: Service) -> None:
    findings = [a_finding("IR201", "a"), a_finding("IR207", "b"), a_finding("IR207", "c", path="gen/x.go")]
    scan = scanned(service, a_report(findings, [a_pool()]))
    assert "in no score and no gate" not in page_of(reader, service)
    shadow = {"IR207": Override(enforcement=Enforcement.SHADOW), "IR201": Override(enforcement=Enforcement.OFF)}
    scan.scorecards.update(policy=Policy(overrides=shadow, excludes=("gen/*",)).to_json())
    page = re.sub("<[^>]*>", "", page_of(reader, service))
    assert "Under the policy in no score and no gate: IR201 1 not judged, IR207 1 in the shadow 1 not judged" in page
