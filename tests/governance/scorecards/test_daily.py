"""Each day's figures are written when it is over, once, and stay when scans go."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from governance.accounts.models import Team
from governance.registry.models import Service
from governance.scorecards.daily import (
    history_of_company,
    history_of_service,
    history_of_teams,
    start_of,
    write_day,
    write_days,
)
from governance.scorecards.models import DailyScore, DailyTotal
from governance.scorecards.scoring import Figure
from governance.scorecards.tasks import write_days_that_are_over
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])


def figures(rule: str = "IR1") -> list[Figure]:
    return [figure for _day, figure in history_of_teams(Team.objects.all(), since=TODAY - timedelta(days=90))[rule]]


def test_day_has_the_newest_figures_that_were_there_when_it_ended(service: Service) -> None:
    scanned(service, BAD, days_ago=5)
    scanned(service, CLEAN)  # today is not over
    write_days(TODAY)
    assert figures() == [Figure(passed=0, units=1)]
    assert set(DailyScore.objects.values_list("day", flat=True)) == {YESTERDAY}
    assert history_of_service(service, since=YESTERDAY)["IR1"] == [(YESTERDAY, Figure(passed=0, units=1))]


def test_writing_twice_changes_nothing(service: Service) -> None:
    scanned(service, BAD, days_ago=5)
    write_days_that_are_over()
    before = [*DailyScore.objects.values(), *DailyTotal.objects.values()]
    write_days_that_are_over()
    write_day(YESTERDAY)
    assert [*DailyScore.objects.values(), *DailyTotal.objects.values()] == before
    assert len(before) == 12  # of the service, its team and the company


def test_days_that_were_missed_are_written_later(service: Service) -> None:
    scanned(service, BAD, days_ago=9)
    write_days(TODAY - timedelta(days=3))
    scanned(service, CLEAN, days_ago=2)
    write_days(TODAY)
    assert figures() == [Figure(units=1), Figure(units=1), Figure(1, 0, 1), Figure(1, 0, 1)]


def test_figures_stay_when_scans_go(service: Service) -> None:
    scanned(service, BAD, days_ago=5)
    write_days(TODAY)
    service.scans.all().delete()
    assert figures() == [Figure(units=1)]


@pytest.mark.parametrize("count", [1, 5])
def test_services_are_added_up_in_one_query(
    service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = service.team
    fields = {"team": service.team, "default_branch": "main"}
    for number in range(count):
        other = Service.objects.create(slug=f"s{number}", name=f"s{number}", repository_url=f"u{number}", **fields)
        scanned(other, CLEAN, days_ago=5)
    write_days(TODAY)
    with django_assert_num_queries(1):
        days = history_of_teams([team], since=YESTERDAY)["IR1"]
    assert days == [(YESTERDAY, Figure(count, 0, count))]


def test_total_of_the_company_is_that_of_all_teams(
    service: Service, other_team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = Service.objects.create(team=other_team, slug="o", name="o", repository_url="o", default_branch="main")
    scanned(service, BAD, days_ago=5)
    scanned(other, CLEAN, days_ago=5)
    write_days(TODAY)
    with django_assert_num_queries(1):
        days = history_of_company(since=YESTERDAY)
    assert days["IR1"] == [(YESTERDAY, Figure(passed=1, units=2))]
    assert days == history_of_teams(Team.objects.all(), since=YESTERDAY)


def test_migration_adds_up_what_the_company_had(service: Service, other_team: Team) -> None:
    other = Service.objects.create(team=other_team, slug="o", name="o", repository_url="o", default_branch="main")
    for days, report in ((5, BAD), (3, CLEAN)):
        scanned(service, report, days_ago=days)
        scanned(other, CLEAN, days_ago=days)
        write_day(TODAY - timedelta(days=days - 1))
    columns = ("day", "rule", "passed", "waived", "units")
    of_company = DailyTotal.objects.filter(team=None).order_by("day", "rule")
    written = list(of_company.values_list(*columns))
    of_company.delete()
    name = "governance.scorecards.migrations.0007_totals_of_the_company"
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module(name).Migration.operations[-1].sql)
    assert list(of_company.all().values_list(*columns)) == written
    assert len(written) == 8


def test_day_of_a_team_stays_when_a_service_moves(service: Service, other_team: Team) -> None:
    scanned(service, CLEAN, days_ago=5)
    write_day(YESTERDAY - timedelta(days=1))
    team = service.team
    Service.objects.update(team=other_team)
    write_day(YESTERDAY)
    assert len(history_of_teams([team], since=TODAY - timedelta(days=9))["IR1"]) == 1
    assert len(history_of_teams([other_team], since=TODAY - timedelta(days=9))["IR1"]) == 1
    assert len(history_of_service(service, since=TODAY - timedelta(days=9))["IR1"]) == 2


def test_period_starts_with_what_the_day_before_was_written_with(
    service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scanned(service, BAD, days_ago=5)
    write_days(TODAY)
    scanned(service, CLEAN)
    late = Service.objects.create(team=service.team, slug="l", name="l", repository_url="l", default_branch="main")
    first = scanned(late, CLEAN)
    scanned(late, BAD)
    with django_assert_num_queries(2):
        start = start_of([service.team], TODAY)
    assert start.figures["IR1"] == Figure(passed=1, units=2)
    assert start.first_scans == [first.pk]


@pytest.mark.parametrize(("days", "which"), [(10, 0), (8, 0), (6, 1), (1, 2)])
def test_period_starts_with_scorecards_where_no_day_is_written(service: Service, days: int, which: int) -> None:
    reports = [a_report(pools=[a_pool(f"p{n}") for n in range(pools)]) for pools in (1, 2, 3)]
    scans = [scanned(service, report, days_ago=ago) for report, ago in zip(reports, (9, 7, 5), strict=True)]
    start = start_of([service.team], TODAY - timedelta(days=days - 1))
    assert start.figures["IR1"] == Figure(passed=which + 1, units=which + 1)
    assert start.first_scans == ([scans[0].pk] if days == 10 else [])
