"""The pages of waivers: the list with the suppressions, the request with what it would cover, and the decision."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from governance.findings.models import Finding, Pool
from governance.registry.models import Service
from governance.waivers import actions, drafts
from governance.waivers.models import State, Waiver
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.waivers.asking import REASON, asked, let_pass, waived

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User
    from governance.scans.models import Scan

FOUND = [
    a_finding("IR101", "f1", pool="p1"),
    a_finding("IR201", "f2", pool="p1", line=20),
    a_finding("IR101", "f3", path="c/d.go"),
    a_finding("IR102", "f4", path="c/e.go", suppressed="the pool is only used in one test"),
]


@pytest.fixture
def scan(service: Service) -> Scan:
    """A scan with two findings on a pool, one elsewhere, and one that is suppressed."""
    return scanned(service, a_report(FOUND, [a_pool()]))


@pytest.fixture
def finding(scan: Scan) -> Finding:
    return Finding.objects.get(fingerprint="f1")


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(f"{reverse(name, args=args)}{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def form(client: Client, service: Service, **fields: object) -> tuple[int, str]:
    response = client.post(reverse("request-waiver", args=[service.slug]), fields)
    return response.status_code, " ".join(response.content.decode().split())


def test_waiver_is_asked_for_from_the_page_of_its_finding(writer: Client, finding: Finding, service: Service) -> None:
    link = f"{reverse('request-waiver', args=[service.slug])}?finding={finding.pk}"
    assert f'href="{link}"' in page(writer, "finding", finding.pk)
    assert "It covers 1 finding now." in page(writer, "request-waiver", service.slug, query=f"?finding={finding.pk}")
    status, _page = form(writer, service, finding=finding.pk, reason=REASON, days=30)
    waiver = Waiver.objects.get()
    assert (status, waiver.finding, waiver.reason, waiver.state) == (302, finding, REASON, State.REQUESTED)
    shown = page(writer, "finding", finding.pk)
    assert f'href="{reverse("waiver", args=[waiver.pk])}"' in shown
    assert link not in shown


def test_waiver_of_a_pool_shows_what_it_covers_before_it_is_asked_for(writer: Client, scan: Scan) -> None:
    pool = Pool.objects.get()
    link = f"{reverse('request-waiver', args=[scan.service.slug])}?pool={pool.pk}"
    assert f'href="{link}"' in page(writer, "service", scan.service.slug)
    assert "It covers 2 findings now." in page(writer, "request-waiver", scan.service.slug, query=f"?pool={pool.pk}")
    narrowed = page(writer, "request-waiver", scan.service.slug, query=f"?pool={pool.pk}&code=IR201")
    assert "It covers 1 finding now." in narrowed
    assert '<option value="IR201" selected>' in narrowed


def test_rule_in_a_path_is_tried_before_it_is_asked_for(writer: Client, scan: Scan) -> None:
    empty = page(writer, "request-waiver", scan.service.slug)
    assert "It covers" not in empty
    tried = page(writer, "request-waiver", scan.service.slug, query="?code=IR101&pattern=c/*")
    assert "It covers 1 finding now." in tried
    assert "c/d.go:10" in tried
    status, _page = form(writer, scan.service, code="IR101", pattern="c/*", reason=REASON, days=7)
    assert (status, Waiver.objects.get().pattern) == (302, "c/*")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "later"}, "reason"),
        ({"days": 91}, "days"),
        ({"pattern": "/etc"}, "pattern"),
        ({"code": ""}, "code"),
    ],
)
def test_what_is_refused_is_said_at_its_field(
    writer: Client, scan: Scan, changed: dict[str, object], field: str
) -> None:
    fields: dict[str, object] = {"code": "IR101", "pattern": "c/*", "reason": REASON, "days": 7}
    status, shown = form(writer, scan.service, **(fields | changed))
    assert (status, Waiver.objects.count()) == (422, 0)
    assert f'id="id_{field}_error"' in shown


@pytest.mark.parametrize("query", ["?finding=999999", "?pool=999999"])
def test_request_for_what_is_not_there_finds_nothing(writer: Client, scan: Scan, query: str) -> None:
    assert writer.get(f"{reverse('request-waiver', args=[scan.service.slug])}{query}").status_code == 404


def test_finding_of_another_service_cannot_be_named(
    writer: Client, finding: Finding, other_team: Team, middleware: User
) -> None:
    other = Service.objects.create(team=other_team, slug="o", name="O", repository_url="u", default_branch="main")
    writer.force_login(middleware)
    assert writer.get(f"{reverse('request-waiver', args=[other.slug])}?finding={finding.pk}").status_code == 404


def test_admin_of_the_team_decides_and_who_asked_cannot(
    client: Client, finding: Finding, maintainer: User, owner: User
) -> None:
    waiver = asked(drafts.for_finding(finding), owner)
    client.force_login(owner)
    shown = page(client, "waiver", waiver.pk)
    assert "Withdraw the request" in shown
    assert reverse("approve-waiver", args=[waiver.pk]) not in shown
    client.post(reverse("approve-waiver", args=[waiver.pk]))
    assert "Nobody decides about a request of their own." in page(client, "waiver", waiver.pk)
    client.post(reverse("withdraw-waiver", args=[waiver.pk]))
    waiver = asked(drafts.for_finding(finding), maintainer)
    assert reverse("approve-waiver", args=[waiver.pk]) in page(client, "waiver", waiver.pk)
    client.post(reverse("approve-waiver", args=[waiver.pk]), {"note": "until <b>May</b>"})
    shown = page(client, "waiver", waiver.pk)
    assert "ends in 30 days" in shown
    assert "until &lt;b&gt;May&lt;/b&gt;" in shown
    client.post(reverse("revoke-waiver", args=[waiver.pk]), {"note": "repaired"})
    assert [event.kind for event in waiver.events.all()] == ["requested", "approved", "revoked"]


def test_rejection_shows_its_note(client: Client, finding: Finding, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    client.force_login(owner)
    client.post(reverse("reject-waiver", args=[waiver.pk]))
    assert "A note is missing." in page(client, "waiver", waiver.pk)
    client.post(reverse("reject-waiver", args=[waiver.pk]), {"note": "A copy costs nothing here."})
    assert "A copy costs nothing here." in page(client, "waiver", waiver.pk)


def test_maintainer_revokes_only_what_is_their_own(
    writer: Client, finding: Finding, maintainer: User, owner: User, middleware: User
) -> None:
    theirs = waived(finding, by=owner, approver=middleware)
    assert writer.post(reverse("revoke-waiver", args=[theirs.pk]), {"note": "mine"}).status_code == 403
    other = asked(drafts.for_path(finding.service, "IR101", "c/*"), maintainer)
    actions.approve(other, by=owner)
    writer.post(reverse("revoke-waiver", args=[other.pk]), {"note": "repaired"})
    assert [waiver.state for waiver in Waiver.objects.order_by("pk")] == [State.APPROVED, State.REVOKED]


def rows_of(client: Client, query: str = "") -> list[str]:
    shown = page(client, "waivers", query=query)
    return re.findall(r'<td><a href="/(waivers|findings)/', shown)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", ["waivers", "waivers", "findings"]),
        ("?state=requested", ["waivers"]),
        ("?state=approved", ["waivers"]),
        ("?state=rejected", []),
        ("?state=suppressed", ["findings"]),
        ("?state=soon", []),
        ("?state=nonsense", []),
        ("?team=messaging", ["waivers", "waivers", "findings"]),
        ("?team=billing", []),
        ("?service=gateway", ["waivers", "waivers", "findings"]),
        ("?service=other", []),
    ],
)
def test_list_has_waivers_and_suppressions_that_fit(
    reader: Client, finding: Finding, maintainer: User, owner: User, *, query: str, rows: list[str]
) -> None:
    waived(finding, by=maintainer, approver=owner)
    asked(drafts.for_path(finding.service, "IR101", "c/*"), maintainer)
    assert rows_of(reader, query) == rows


def test_list_tells_what_ends_soon(reader: Client, finding: Finding, maintainer: User, owner: User) -> None:
    waived(finding, by=maintainer, approver=owner)
    assert "a/b.go:10" in page(reader, "waivers", query="?state=approved")
    let_pass(25)
    assert rows_of(reader, "?state=soon") == ["waivers"]
    assert "ends in 5 days" in page(reader, "waivers")


def link_to_renew(client: Client, waiver: Waiver) -> str:
    """Return the address behind the button of a waiver's page, or nothing."""
    found = re.search(r'href="([^"]*)">Request a renewal', page(client, "waiver", waiver.pk))
    return html.unescape(found[1]) if found else ""


def test_waiver_that_ends_soon_is_renewed_from_its_page(
    writer: Client, finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner, days=30)
    assert not link_to_renew(writer, waiver)
    let_pass(20)
    assert REASON in writer.get(link_to_renew(writer, waiver)).content.decode()
    status, _page = form(writer, service, finding=finding.pk, reason=REASON, days=30)
    assert (status, link_to_renew(writer, waiver)) == (302, "")


def test_reader_is_offered_no_renewal(reader: Client, finding: Finding, maintainer: User, owner: User) -> None:
    waiver = waived(finding, by=maintainer, approver=owner, days=30)
    let_pass(20)
    assert not link_to_renew(reader, waiver)


@pytest.mark.parametrize("kind", ["pool", "path"])
def test_renewal_asks_for_the_same(writer: Client, scan: Scan, maintainer: User, owner: User, kind: str) -> None:
    pool = Pool.objects.get()
    draft = drafts.for_pool(pool, "IR101") if kind == "pool" else drafts.for_path(scan.service, "IR101", "a/*.go")
    waiver = asked(draft, maintainer)
    actions.approve(waiver, by=owner)
    let_pass(20)
    what = {"pool": [str(pool.pk)]} if kind == "pool" else {"pattern": ["a/*.go"]}
    query = parse_qs(urlsplit(link_to_renew(writer, waiver)).query)
    assert query == {**what, "code": ["IR101"], "reason": [REASON]}


def test_suppression_is_listed_with_its_reason_until_the_comment_goes(reader: Client, scan: Scan) -> None:
    shown = page(reader, "waivers")
    assert "the pool is only used in one test" in shown
    assert "suppressed in the code" in shown
    scanned(scan.service, a_report(FOUND[:3], [a_pool()]))
    assert rows_of(reader) == []


def test_list_hides_what_is_anothers(client: Client, finding: Finding, maintainer: User, outsider: User) -> None:
    asked(drafts.for_finding(finding), maintainer)
    client.force_login(outsider)
    assert rows_of(client) == []


@pytest.mark.parametrize("waivers", [1, 6])
def test_list_takes_the_same_queries_however_long_it_is(
    reader: Client, finding: Finding, maintainer: User, waivers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked(drafts.for_finding(finding), maintainer)
    for number in range(waivers):
        asked(drafts.for_path(finding.service, "IR101", f"{number}/*"), maintainer)
    with django_assert_num_queries(10):
        page(reader, "waivers")


@pytest.mark.parametrize("found", [1, 6])
def test_waiver_takes_the_same_queries_however_much_it_covers(
    reader: Client, service: Service, maintainer: User, found: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scanned(service, a_report([a_finding("IR101", f"f{number}") for number in range(found)]))
    waiver = asked(drafts.for_path(service, "IR101", "*"), maintainer)
    with django_assert_num_queries(8):
        page(reader, "waiver", waiver.pk)


def test_overview_tells_who_may_decide_of_what_waits(
    client: Client, finding: Finding, maintainer: User, owner: User
) -> None:
    asked(drafts.for_finding(finding), maintainer)
    for user, told in ((owner, True), (maintainer, False)):
        client.force_login(user)
        assert ("1 waiver to decide about" in page(client, "dashboard")) == told
    waiting = f"{reverse('waivers')}?state=requested&service={finding.service.slug}"
    client.force_login(owner)
    assert f'href="{waiting.replace("&", "&amp;")}"' in page(client, "dashboard")
    assert rows_of(client, f"?{waiting.partition('?')[2]}") == ["waivers"]


def test_pages_read_in_chinese(reader: Client, finding: Finding, maintainer: User, owner: User) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    reader.cookies["django_language"] = "zh-hans"
    assert "30 天后到期" in page(reader, "waiver", waiver.pk)
    assert "已在代码中抑制" in page(reader, "waivers")
