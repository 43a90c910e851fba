"""A question that is put into SQL once finds what the query set would find."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models import Count, Func, IntegerField, QuerySet

from governance.accounts.models import Team
from governance.prepared import Given, Prepared
from governance.registry.models import Service
from governance.scans.models import Scan
from tests.governance.report_values import a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


def of_teams() -> QuerySet[Service]:
    return Service.objects.filter(team__any_of=Given("teams")).select_related("team")


def a_service(team: Team, name: str) -> Service:
    return Service.objects.create(team=team, slug=name, name=name, repository_url=name, default_branch="main")


@pytest.fixture
def services(team: Team, other_team: Team) -> list[Service]:
    """Two services of a team, and one of another."""
    return [a_service(team, "a"), a_service(team, "b"), a_service(other_team, "c")]


def test_rows_are_those_of_the_values_given(
    services: list[Service], team: Team, other_team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question = Prepared(of_teams)
    for teams, names in (([team], "ab"), ([other_team], "c"), ([team, other_team], "abc"), ([], "")):
        with django_assert_num_queries(1):
            found = question.ask(teams=[each.pk for each in teams])
            assert all(service.team in teams for service in found)
        assert "".join(service.name for service in found) == names


def test_columns_come_in_the_order_asked_for(services: list[Service], team: Team) -> None:
    counted = Prepared(
        lambda: of_teams().order_by().values("team").annotate(n=Count("pk")).values_list("n", "team__slug", "team")
    )
    assert counted.ask(teams=[team.pk]) == [(2, team.slug, team.pk)]


def test_single_columns_come_flat(services: list[Service], team: Team) -> None:
    assert Prepared(lambda: of_teams().values_list("slug", flat=True)).ask(teams=[team.pk]) == ["a", "b"]


def test_json_is_read(services: list[Service]) -> None:
    saved(begun(services[0]), a_report())
    question = Prepared(lambda: Scan.objects.filter(service=Given("service")).values_list("stats", flat=True))
    assert question.ask(service=services[0].pk) == [Scan.objects.get().stats]


def test_values_that_are_fixed_stay(services: list[Service], team: Team) -> None:
    question = Prepared(lambda: of_teams().filter(slug__in=["b", "c"]))
    assert [service.slug for service in question.ask(teams=[team.pk])] == ["b"]


def test_a_value_can_stand_in_a_subquery(services: list[Service], team: Team) -> None:
    question = Prepared(lambda: Service.objects.filter(team__in=Team.objects.filter(slug=Given("slug"))))
    assert [service.slug for service in question.ask(slug=team.slug)] == ["a", "b"]


def test_values_are_never_read_as_sql(services: list[Service]) -> None:
    question = Prepared(lambda: Service.objects.filter(slug=Given("slug")))
    assert question.ask(slug="a' OR 'a' = 'a") == []


def test_texts_in_a_list_are_taken_as_they_are(services: list[Service]) -> None:
    question = Prepared(lambda: Service.objects.filter(slug__any_of=Given("slugs")).values_list("slug", flat=True))
    assert question.ask(slugs=["b", "a,c}", "{c", "'", '"', ""]) == ["b"]


def test_sql_is_made_once(services: list[Service], team: Team) -> None:
    made = []

    def build() -> QuerySet[Service]:
        made.append(1)
        return of_teams()

    question = Prepared(build)
    for _ in range(3):
        question.ask(teams=[team.pk])
    assert made == [1]


def test_missing_value_is_named(services: list[Service]) -> None:
    with pytest.raises(KeyError, match="teams"):
        Prepared(of_teams).ask()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_a_connection_of_its_own(services: list[Service], team: Team) -> None:
    question = Prepared(lambda: of_teams().annotate(backend=Backend()).values_list("backend", flat=True))

    def ask() -> int:
        try:
            return question.ask(teams=[team.pk])[0]
        finally:
            connection.close()

    own = question.ask(teams=[team.pk])[0]
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(ask).result() != own


class Backend(Func):
    """The process of the server that answers."""

    function = "pg_backend_pid"
    output_field = IntegerField()
