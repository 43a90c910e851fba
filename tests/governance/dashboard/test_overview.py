"""The first page: rails, change in words, who needs somebody, and a number of queries that does not grow."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.daily import write_day
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, UNKNOWN, a_finding, a_pool, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User

FAILING = PASS | {"IR3": RuleVerdict.FAIL}


def text_of(client: Client, address: str = "/") -> str:
    return " ".join(client.get(address).content.decode().split())


def more_services(team: Team, count: int) -> None:
    for number in range(count):
        service = Service.objects.create(
            team=team, slug=f"s{number}", name=f"s{number}", repository_url=f"https://x/{number}", default_branch="main"
        )
        for days in (3, 2):
            scanned(service, a_report([a_finding(fingerprint=f"f{number}")], [a_pool()]), days_ago=days)


def test_rails_add_up_the_services(reader: Client, team: Team) -> None:
    more_services(team, 2)
    assert "IR1 Pure memory: 2 of 2 pass, 100 %" in text_of(reader)


def test_change_is_told_in_words(reader: Client, service: Service) -> None:
    finding = a_finding("IR301", "scope", pool="p1")
    scanned(service, a_report([finding], [a_pool(verdicts=FAILING)]), days_ago=2)
    scanned(service, a_report([], [a_pool()]), days_ago=1)
    assert "+100 points in 30 days: 1 finding repaired, 0 new" in text_of(reader)


def test_what_other_teams_repaired_and_found_is_not_counted(
    client: Client, service: Service, other_team: Team, colleague: User, outsider: User
) -> None:
    other = Service.objects.create(team=other_team, slug="o", name="o", repository_url="o", default_branch="main")
    scanned(service, a_report([], [a_pool()]), days_ago=3)
    for days, code in ((3, "IR101"), (1, "IR102")):
        scanned(other, a_report([a_finding(code, code, pool="p1")], [a_pool()]), days_ago=days)
    pages = []
    for user in (colleague, outsider):
        client.force_login(user)
        told = re.findall(r"(\d+) findings? repaired, (\d+) new", text_of(client))
        pages.append([each for each in told if each != ("0", "0")])
    assert pages == [[], [("1", "1")]]


def test_debt_of_a_first_scan_is_not_new(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding("IR301", "scope", pool="p1")], [a_pool(verdicts=FAILING)]))
    page = text_of(reader)
    assert "unchanged in 30 days" in page
    assert "1 new" not in page


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        ("critical", "1 open critical finding"),
        ("gate", "the gate fails: 1 new violation"),
        ("failed", "the last scan failed"),
        ("inconclusive", "only 0 of 2 could be analysed"),
        ("unscanned", "never scanned"),
    ],
)
def test_service_that_needs_somebody_says_why(reader: Client, service: Service, prepare: str, why: str) -> None:
    match prepare:
        case "critical":
            scanned(service, a_report([a_finding("IR101", severity=Severity.CRITICAL, pool="p1")], [a_pool()]))
        case "gate":
            scanned(service, a_report([], [a_pool()]), days_ago=1)
            scanned(service, a_report([a_finding("IR301", pool="p1")], [a_pool()]))
        case "failed":
            Scan.objects.create(service=service, branch="main", trigger=Trigger.PERSON, state=State.FAILED)
        case "inconclusive":
            scanned(service, a_report([], [a_pool(sites=[], verdicts=UNKNOWN), a_pool("p2", verdicts=UNKNOWN)][:1]))
    assert why in text_of(reader)


def test_most_pressing_need_comes_first_and_equal_ones_by_name(reader: Client, team: Team) -> None:
    def a_service(name: str) -> Service:
        return Service.objects.create(team=team, slug=name, name=name, repository_url=name, default_branch="main")

    a_service("a-unscanned")
    scanned(a_service("b-inconclusive"), a_report([], [a_pool(verdicts=UNKNOWN)]))
    Scan.objects.create(service=a_service("c-failed"), branch="main", trigger=Trigger.PERSON, state=State.FAILED)
    refused = a_service("d-refused")
    scanned(refused, a_report([], [a_pool()]), days_ago=1)
    scanned(refused, a_report([a_finding("IR301", pool="p1")], [a_pool()]))
    critical = a_report([a_finding("IR101", severity=Severity.CRITICAL, pool="p1")], [a_pool()])
    for number in range(5):
        scanned(a_service(f"e-critical-{number}"), critical)
    page = text_of(reader)
    needs = page[page.index("Services that need somebody") : page.index("Day by day")]
    assert re.findall(r">([a-e]-[\w-]+)</a>", needs) == [
        *(f"e-critical-{number}" for number in range(5)),
        *("d-refused", "b-inconclusive", "c-failed"),
    ]
    assert "and 1 more" in needs


def test_rows_drawn_before_are_in_the_readers_language(reader: Client, service: Service, team: Team) -> None:
    scanned(service, a_report([a_finding("IR301", pool="p1")], [a_pool(verdicts=FAILING)]))
    Service.objects.create(team=team, slug="new", name="New", repository_url="new", default_branch="main")
    english = text_of(reader)
    reader.cookies["django_language"] = "zh-hans"
    chinese = text_of(reader)
    for words, translated in (("gate passed", "门禁通过"), (">never<", ">从未<")):
        assert words in english
        assert translated in chinese
        assert words not in chinese


def test_row_changes_with_its_service(reader: Client, service: Service) -> None:
    scanned(service, a_report([], [a_pool()]), days_ago=1)
    before = text_of(reader)
    assert "gate failed" not in before
    scanned(service, a_report([a_finding("IR101", severity=Severity.CRITICAL, pool="p1")], [a_pool()]))
    assert "gate failed" in text_of(reader)


def test_service_in_order_needs_nobody(reader: Client, service: Service) -> None:
    scanned(service, a_report([], [a_pool()]))
    assert "Services that need somebody" not in text_of(reader)


def test_team_filter_shows_one_team(client: Client, middleware: User, service: Service, other_team: Team) -> None:
    Service.objects.create(team=other_team, slug="invoices", name="Invoices", repository_url="u", default_branch="main")
    client.force_login(middleware)
    page = text_of(client, "/?team=billing")
    assert "Invoices" in page
    assert "Gateway" not in page


def test_services_of_other_teams_are_not_listed(client: Client, outsider: User, service: Service) -> None:
    client.force_login(outsider)
    assert "Gateway" not in text_of(client)


def test_empty_page_offers_to_register(writer: Client) -> None:
    assert f'href="{reverse("register")}"' in text_of(writer)


def test_empty_page_tells_a_viewer_whom_to_ask(reader: Client) -> None:
    page = text_of(reader)
    assert "ask an admin of your team" in page
    assert f'href="{reverse("register")}"' not in page


def test_services_are_paged(reader: Client, team: Team) -> None:
    Service.objects.bulk_create(
        Service(team=team, slug=f"n{n:02}", name=f"n{n:02}", repository_url=f"u{n}", default_branch="main")
        for n in range(26)
    )
    assert "1–25 of 26" in text_of(reader)
    assert "n25" in text_of(reader, "/?page=2")


def test_days_are_of_the_services_that_the_reader_may_see(
    client: Client, service: Service, other_team: Team, colleague: User, middleware: User
) -> None:
    other = Service.objects.create(team=other_team, slug="o", name="o", repository_url="o", default_branch="main")
    scanned(service, a_report([], [a_pool()]), days_ago=5)
    scanned(other, a_report([a_finding("IR101", pool="p1")], [a_pool()]), days_ago=5)
    for days in (3, 2):
        write_day(timezone.localdate() - timedelta(days=days))
    half, none = 'points="10.0,50.0 990.0,50.0"', 'points="10.0,100.0 990.0,100.0"'
    pages = []
    for user, address in ((colleague, "/"), (middleware, "/"), (middleware, f"/?team={other_team.slug}")):
        client.force_login(user)
        page = client.get(address).content.decode()
        pages.append((half in page, none in page))
    assert pages == [(False, False), (True, False), (False, True)]


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_grow_with_services(
    reader: Client, team: Team, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    more_services(team, count)
    with django_assert_num_queries(19):
        reader.get("/")
