"""The level of a service follows from its history."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.accounts.models import Team
from governance.registry.models import Service
from governance.scorecards.levels import ServiceLevel, distribution, level_of
from scanners.model import Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.scans.report import Report

CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])
CRITICAL = a_report([a_finding("IR101", "f1", severity=Severity.CRITICAL, pool="p1")], [a_pool()])


@pytest.mark.parametrize(
    ("scans", "level"),
    [
        ([], ServiceLevel.REGISTERED),
        ([(1, CRITICAL)], ServiceLevel.SCANNED),
        ([(200, CLEAN), (1, CRITICAL)], ServiceLevel.SCANNED),
        ([(1, BAD)], ServiceLevel.NO_CRITICAL),
        ([(89, CLEAN)], ServiceLevel.CLEAN),
        ([(50, BAD), (1, CLEAN)], ServiceLevel.CLEAN),
        ([(300, BAD), (100, CLEAN), (1, CLEAN)], ServiceLevel.CLEAN_LONG),
        ([(300, CLEAN), (40, BAD), (30, CLEAN)], ServiceLevel.CLEAN),
        ([(120, CLEAN)], ServiceLevel.CLEAN_LONG),
        ([(90.01, CLEAN)], ServiceLevel.CLEAN_LONG),
        ([(95, BAD), (80, CLEAN)], ServiceLevel.CLEAN),
    ],
)
def test_level_follows_from_the_scorecards(
    service: Service, scans: list[tuple[float, Report]], level: ServiceLevel
) -> None:
    for days, report in scans:
        scanned(service, report, days_ago=days)
    assert level_of(service, timezone.now()) is level


def test_distribution_counts_the_services_of_each_level(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_service(team)
    for reports in ([CLEAN], [BAD, CLEAN], [BAD], [CRITICAL]):
        service = a_service(team)
        for report in reports:
            scanned(service, report, days_ago=3)
    with django_assert_num_queries(1):
        counts = distribution([team], timezone.now())
    assert [(level.value, count) for level, count in counts] == [
        ("clean-90", 0),
        ("clean", 2),
        ("no-critical", 1),
        ("scanned", 1),
        ("registered", 1),
    ]


_numbers = count()


def a_service(team: Team) -> Service:
    name = f"level-{next(_numbers)}"
    return Service.objects.create(team=team, slug=name, name=name, repository_url=name, default_branch="main")
