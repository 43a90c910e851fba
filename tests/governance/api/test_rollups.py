"""Roll-ups over the API: a team, and the company, as one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from governance.registry.models import Service
from governance.scorecards.daily import write_day
from tests.governance.api.conftest import a_scan, program

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User
    from governance.scans.models import Scan


def another(team: Team, slug: str) -> Service:
    url = f"https://git.example.com/x/{slug}.git"
    return Service.objects.create(team=team, slug=slug, name=slug, repository_url=url, default_branch="main")


def test_team_is_the_sum_of_its_services(scan: Scan, team: Team, other_team: Team, colleague: User) -> None:
    a_scan(another(team, "relay"), "relay")
    a_scan(another(other_team, "ledger"), "ledger")
    another(team, "not-scanned")
    rolled = program(colleague).get("/teams/messaging/scorecard").json()
    assert (rolled["services"], rolled["scored"], rolled["gates_passed"]) == (3, 2, 2)
    assert rolled["figures"]["IR1"] == {"passed": 2, "waived": 0, "units": 2}
    assert rolled["figures"]["IR2"] == {"passed": 2, "waived": 0, "units": 4}
    assert sum(rolled["levels"].values()) == 3
    assert rolled["levels"]["registered"] == 1


def test_company_is_what_the_caller_may_see(
    scan: Scan, team: Team, other_team: Team, colleague: User, middleware: User
) -> None:
    a_scan(another(other_team, "ledger"), "ledger")
    mine, all_of_it = (program(user).get("/scorecard").json() for user in (colleague, middleware))
    assert (mine["services"], [each["team"] for each in mine["teams"]]) == (1, ["messaging"])
    assert (all_of_it["services"], [each["team"] for each in all_of_it["teams"]]) == (2, ["billing", "messaging"])
    assert all_of_it["figures"]["IR1"]["units"] == 2


def test_days_are_those_that_were_written(scan: Scan, colleague: User) -> None:
    calling = program(colleague)
    assert calling.get("/teams/messaging/scorecard").json()["days"] == []
    today = date.today()  # noqa: DTZ011 - a day of the database
    write_day(today)
    (day,) = calling.get("/teams/messaging/scorecard").json()["days"]
    assert day["day"] == today.isoformat()
    assert day["figures"]["IR2"] == {"passed": 1, "waived": 0, "units": 2}


def test_days_are_of_the_teams_that_the_caller_may_see(
    scan: Scan, other_team: Team, colleague: User, outsider: User, middleware: User
) -> None:
    for slug in ("ledger", "invoices"):
        a_scan(another(other_team, slug), slug)
    write_day(date.today())  # noqa: DTZ011 - a day of the database
    calls = [program(user).get("/scorecard").json() for user in (colleague, outsider, middleware)]
    assert [rolled["days"][0]["figures"]["IR2"]["units"] for rolled in calls] == [2, 4, 6]


def test_number_of_queries_does_not_grow(
    scan: Scan, team: Team, middleware: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        a_scan(another(team, f"s{number}"), f"m{number}")
    calling = program(middleware)
    with django_assert_max_num_queries(12):
        calling.get("/scorecard")
