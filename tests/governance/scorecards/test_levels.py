"""The level of a service follows from its history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.levels import ServiceLevel, Snapshot, distribution, level_of, levels_of
from scanners.model import Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])
CRITICAL = a_report([a_finding("IR101", "f1", severity=Severity.CRITICAL, pool="p1")], [a_pool()])


def history(*states: tuple[int, int, bool]) -> list[Snapshot]:
    return [Snapshot(NOW - timedelta(days=days), criticals, is_clean) for days, criticals, is_clean in states]


@pytest.mark.parametrize(
    ("states", "level"),
    [
        ([], ServiceLevel.REGISTERED),
        ([(1, 2, False)], ServiceLevel.SCANNED),
        ([(1, 0, False)], ServiceLevel.NO_CRITICAL),
        ([(1, 0, True)], ServiceLevel.CLEAN),
        ([(89, 0, True)], ServiceLevel.CLEAN),
        ([(90, 0, True)], ServiceLevel.CLEAN_LONG),
        ([(200, 0, True), (91, 0, True), (1, 0, True)], ServiceLevel.CLEAN_LONG),
        ([(200, 0, True), (40, 0, False), (39, 0, True)], ServiceLevel.CLEAN),
        ([(200, 0, True), (1, 1, False)], ServiceLevel.SCANNED),
    ],
)
def test_level(states: list[tuple[int, int, bool]], level: ServiceLevel) -> None:
    assert level_of(history(*states), NOW) is level


@given(st.lists(st.booleans(), max_size=8), st.integers(1, 60))
def test_more_of_a_clean_past_never_lowers_the_level(past: list[bool], days: int) -> None:
    states = history(*((days * (len(past) - index), 0, clean) for index, clean in enumerate(past)))
    longer = [*history((days * (len(past) + 1), 0, True)), *states]
    assert level_of(longer, NOW).step >= level_of(states, NOW).step


@pytest.mark.parametrize(
    ("scans", "level"),
    [
        ([], ServiceLevel.REGISTERED),
        ([(1, CRITICAL)], ServiceLevel.SCANNED),
        ([(1, BAD)], ServiceLevel.NO_CRITICAL),
        ([(50, BAD), (1, CLEAN)], ServiceLevel.CLEAN),
        ([(300, BAD), (100, CLEAN), (1, CLEAN)], ServiceLevel.CLEAN_LONG),
        ([(300, CLEAN), (40, BAD), (30, CLEAN)], ServiceLevel.CLEAN),
        ([(120, CLEAN)], ServiceLevel.CLEAN_LONG),
        ([(95, BAD), (80, CLEAN)], ServiceLevel.CLEAN),
    ],
)
def test_level_is_read_from_stored_scorecards(
    service: Service, scans: list[tuple[int, object]], level: ServiceLevel
) -> None:
    for days, report in scans:
        scanned(service, report, days_ago=days)  # type: ignore[arg-type] # parametrised
    now = datetime.now(UTC)
    newest = queries.latest(Service.objects.all())
    assert levels_of([service.pk], newest, now) == {service.pk: level}


def test_levels_of_many_services_take_two_queries(
    service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services = [service]
    for number in range(3):
        fields = {"slug": f"s{number}", "name": f"s{number}", "repository_url": f"u{number}", "default_branch": "main"}
        services.append(Service.objects.create(team=service.team, **fields))
    for each in services:
        scanned(each, CLEAN, days_ago=3)
    newest = queries.latest(Service.objects.all())
    with django_assert_num_queries(2):
        levels = levels_of([each.pk for each in services], newest, datetime.now(UTC))
    assert distribution(levels)[1] == (ServiceLevel.CLEAN, 4)
