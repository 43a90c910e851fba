"""What pages ask about scorecards, in a number of queries that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.utils import timezone

from governance.accounts.models import Team
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.scoring import Figure
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

GOOD = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", pool="p1")], [a_pool()])


@pytest.fixture
def services(team: Team, other_team: Team) -> list[Service]:
    """Three services, the last of another team; each had a good, a bad and a good scan, and a bad one of a branch."""
    made = [
        Service.objects.create(team=owner, slug=f"s{n}", name=f"S{n}", repository_url=f"u{n}", default_branch="main")
        for n, owner in enumerate([team, team, other_team])
    ]
    for service in made:
        for report in (GOOD, BAD, GOOD):
            saved(begun(service), report)
        saved(begun(service, "topic"), BAD)
    return made


def test_latest_is_the_newest_of_the_default_branch(
    services: list[Service], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        cards = queries.latest(Service.objects.all())
        assert {service: (card.score, card.scan.branch) for service, card in cards.items()} == {
            service.id: (100.0, "main") for service in services
        }


def test_latest_leaves_out_services_never_scanned(service: Service) -> None:
    assert queries.latest(Service.objects.all()) == {}


def test_standing_says_what_the_newest_scorecard_says(
    services: list[Service], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    saved(begun(services[0]), BAD)
    with django_assert_num_queries(1):
        standings = queries.standings(Service.objects.all())
    for service, card in queries.latest(Service.objects.all()).items():
        standing = standings[service]
        assert msgspec.to_builtins(standing.figures) == card.figures
        assert (standing.scan, standing.created_at) == (card.scan_id, card.created_at)
        assert (standing.is_clean, standing.criticals) == (card.is_clean, card.criticals)
        assert (standing.gate_passed, standing.refused) == (card.gate_passed, len(card.gate_reasons))
        coverage = (standing.coverage_passed, standing.coverage_total, standing.conclusive)
        assert coverage == (card.coverage_passed, card.coverage_total, card.conclusive)


def test_baseline_is_the_newest_from_before_or_the_first(
    service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    scans = [scanned(service, GOOD, days_ago=days) for days in (9, 7, 5)]

    def baseline(days: int) -> int:
        with django_assert_num_queries(1):
            return queries.baselines(Service.objects.all(), now - timedelta(days=days))[service.pk].scan

    assert [baseline(days) for days in (10, 8, 6, 1)] == [scan.pk for scan in (scans[0], *scans)]


def test_scores_are_few_and_oldest_first(
    services: list[Service], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        scores = queries.scores(Service.objects.all(), length=2)
    assert scores == {service.id: [50.0, 100.0] for service in services}


def test_trend_of_one_service(services: list[Service]) -> None:
    assert [card.score for card in queries.trend(services[0])] == [100.0, 50.0, 100.0]


def test_total_is_the_sum_of_services(services: list[Service], team: Team) -> None:
    saved(begun(services[0]), BAD)
    total = queries.total(queries.standings(Service.objects.filter(team=team)).values())
    assert total.figures["IR1"] == Figure(passed=1, waived=0, units=2)
    assert (total.coverage.passed, total.coverage.total) == (4, 4)


def test_total_of_nothing_has_no_units() -> None:
    assert queries.total([]).figures["IR1"] == Figure()
