"""The page of a team: rails over its services, levels, what is new this week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.registry.models import Service
from governance.scorecards.daily import write_days
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User

CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])


def page_of(client: Client) -> str:
    return client.get("/teams/messaging/").content.decode()


def test_rails_are_the_sum_over_the_services(reader: Client, service: Service) -> None:
    other = Service.objects.create(
        team=service.team, slug="queue", name="Queue", repository_url="u", default_branch="main"
    )
    scanned(service, CLEAN)
    scanned(other, BAD)
    page = page_of(reader)
    assert "IR1 Pure memory: 1 of 2 pass, 50 %" in page
    assert "2 services" in page
    assert "Queue" in page


def test_new_this_week_is_what_came_after_the_first_scan(reader: Client, service: Service) -> None:
    scanned(service, BAD, days_ago=3)
    assert "Nothing new is open." in page_of(reader)
    scanned(service, a_report([a_finding("IR101", "f1", pool="p1"), a_finding("IR204", "f2")], [a_pool()]), days_ago=1)
    page = page_of(reader)
    assert "Nothing new is open." not in page
    assert page.count(">IR204</a>") == 1
    assert ">IR101</a>" not in page


def test_days_are_drawn_from_the_second_on(reader: Client, service: Service) -> None:
    scanned(service, CLEAN, days_ago=9)
    today = timezone.localdate()
    write_days(today - timedelta(days=1))
    assert "from the second day on" in page_of(reader)
    write_days(today)
    assert "IR1 over 2 days" in page_of(reader)


def test_team_without_services_says_what_will_be_here(reader: Client) -> None:
    assert "None is registered yet" in page_of(reader)


def test_levels_are_counted_on_both_pages_and_shown_on_the_service(reader: Client, service: Service) -> None:
    scanned(service, CLEAN, days_ago=100)
    for address in ("/teams/messaging/", "/", "/services/gateway/"):
        assert "clean for 90 days" in reader.get(address).content.decode()


def test_company_shows_teams_as_rows(client: Client, middleware: User, service: Service, other_team: object) -> None:
    scanned(service, CLEAN)
    client.force_login(middleware)
    page = client.get("/").content.decode()
    assert 'href="/teams/messaging/"' in page


def test_service_says_what_changed_since_the_scorecard_before(reader: Client, service: Service) -> None:
    scanned(service, BAD, days_ago=2)
    scanned(service, CLEAN, days_ago=1)
    page = reader.get("/services/gateway/").content.decode()
    assert "+100 points: 1 finding repaired, 0 new" in page


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_grow_with_services(
    reader: Client, service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        fields = {"slug": f"s{number}", "name": f"s{number}", "repository_url": f"u{number}", "default_branch": "main"}
        other = Service.objects.create(team=service.team, **fields)
        scanned(other, CLEAN, days_ago=2)
        scanned(other, BAD, days_ago=1)
    with django_assert_num_queries(16):
        page_of(reader)
