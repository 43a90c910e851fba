"""What pages ask about scorecards, in a number of queries that does not grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.accounts.models import Team
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.scoring import Coverage, Figure
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
    with django_assert_num_queries(1):
        cards = queries.latest(Service.objects.all())
        assert {service: (card.score, card.scan.branch) for service, card in cards.items()} == {
            service.id: (100.0, "main") for service in services
        }


def test_latest_leaves_out_services_never_scanned(service: Service) -> None:
    assert queries.latest(Service.objects.all()) == {}


def test_trend_of_one_service(services: list[Service]) -> None:
    assert [card.score for card in queries.trend(services[0])] == [100.0, 50.0, 100.0]


def test_totals_are_the_sums_of_the_services_of_teams(
    services: list[Service], team: Team, other_team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    saved(begun(services[0]), BAD)
    with django_assert_num_queries(1):
        totals = queries.totals_of_teams([team, other_team])
    assert totals[team.pk].figures["IR1"] == Figure(passed=1, waived=0, units=2)
    assert totals[team.pk].coverage == Coverage(4, 4)
    assert (totals[team.pk].scored, totals[team.pk].gates_passed) == (2, 1)
    assert totals[other_team.pk].figures["IR1"] == Figure(passed=1, waived=0, units=1)
    both = queries.total(totals.values())
    assert (both.figures["IR1"], both.scored, both.gates_passed) == (Figure(passed=2, waived=0, units=3), 3, 2)
    assert both.coverage == Coverage(6, 6)


def test_total_of_nothing_has_no_units() -> None:
    total = queries.total([])
    assert (total.figures["IR1"], total.scored) == (Figure(), 0)
