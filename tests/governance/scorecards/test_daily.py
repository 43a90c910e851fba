"""Each day's figures are written when it is over, once, and stay when scans go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.registry.models import Service
from governance.scorecards.daily import history, write_days
from governance.scorecards.models import DailyScore
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
    return [figure for _day, figure in history(Service.objects.all(), since=TODAY - timedelta(days=90))[rule]]


def test_day_has_the_newest_figures_that_were_there_when_it_ended(service: Service) -> None:
    scanned(service, BAD, days_ago=5)
    scanned(service, CLEAN)  # today is not over
    write_days(TODAY)
    assert figures() == [Figure(passed=0, units=1)]
    assert set(DailyScore.objects.values_list("day", flat=True)) == {YESTERDAY}


def test_writing_twice_changes_nothing(service: Service) -> None:
    scanned(service, BAD, days_ago=5)
    write_days_that_are_over()
    before = list(DailyScore.objects.values())
    write_days_that_are_over()
    assert list(DailyScore.objects.values()) == before
    assert len(before) == 4


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
    fields = {"team": service.team, "default_branch": "main"}
    for number in range(count):
        other = Service.objects.create(slug=f"s{number}", name=f"s{number}", repository_url=f"u{number}", **fields)
        scanned(other, CLEAN, days_ago=5)
    write_days(TODAY)
    with django_assert_num_queries(1):
        assert figures() == [Figure(count, 0, count)]
