"""Lists a page at a time, while rows come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.registry.models import Service
from governance.scans.models import Scan, Trigger
from tests.governance.api.conftest import Program, program

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User


def pages(calling: Program, path: str) -> list[list[dict[str, Any]]]:
    """Follow `next` to the end."""
    found = []
    following: str | None = path
    while following:
        answer = calling.get(following.removeprefix("http://testserver/api/v1")).json()
        found.append(answer["items"])
        following = answer["next"]
    return found


def a_service(team: Team, slug: str) -> Service:
    return Service.objects.create(
        team=team,
        slug=slug,
        name=slug.title(),
        repository_url=f"https://git.example.com/{slug}.git",
        default_branch="main",
    )


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=12),
    limit=st.integers(1, 5),
    newcomers=st.lists(st.sampled_from("abcdefghij"), max_size=8),
    order=st.sampled_from(["name", "-created"]),
)
def test_rows_that_come_in_neither_repeat_nor_hide_those_that_were_there(
    *, team: Team, colleague: User, names: list[str], limit: int, newcomers: list[str], order: str
) -> None:
    Service.objects.all().delete()
    calling = program(colleague)
    old = {a_service(team, f"{name}-{number}").slug for number, name in enumerate(names)}
    seen: list[str] = []
    arriving = iter(newcomers)
    following: str | None = f"/services?limit={limit}&order={order}"
    while following:
        answer = calling.get(following.removeprefix("http://testserver/api/v1")).json()
        seen += [item["slug"] for item in answer["items"]]
        following = answer["next"]
        if (name := next(arriving, None)) is not None:
            a_service(team, f"{name}-new-{len(seen)}")
    assert len(seen) == len(set(seen))
    assert old <= set(seen)


def test_pages_are_as_long_as_asked_for(service: Service, colleague: User) -> None:
    for _ in range(5):
        Scan.objects.create(service=service, branch="main", trigger=Trigger.API)
    found = pages(program(colleague), "/scans?limit=2&branch=main")
    assert [len(items) for items in found] == [2, 2, 1]
    numbers = [item["id"] for items in found for item in items]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("cursor", ["x", "WzFd:1abcde:ZZZ", ".eJyLjgUAARUAuQ:1wKqXc:AAAA", "%ff"])
def test_cursor_that_the_list_did_not_make_is_refused(colleague: User, cursor: str) -> None:
    response = program(colleague).get(f"/scans?cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (422, "cursor-invalid")


def test_cursor_of_another_order_is_refused(team: Team, colleague: User) -> None:
    for slug in ("a", "b"):
        a_service(team, slug)
    following = program(colleague).get("/services?limit=1").json()["next"].replace("limit=1", "limit=1&order=-created")
    response = program(colleague).get(following.removeprefix("http://testserver/api/v1"))
    assert response.json()["code"] == "cursor-invalid"


@pytest.mark.parametrize(
    "path", ["/services", "/scans", "/findings", "/pools", "/services/gateway/scorecards", "/teams"]
)
def test_list_takes_as_many_queries_for_three_as_for_one(
    scan: Scan, team: Team, colleague: User, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    from tests.governance.api.conftest import a_scan

    calling = program(colleague)
    calling.get(path)  # its use is written down now, and not for an hour
    with django_assert_num_queries(QUERIES[path]):
        calling.get(path)
    for slug in ("a", "b"):
        a_scan(a_service(team, slug), marker=slug)
    a_scan(scan.service, marker="again")
    with django_assert_num_queries(QUERIES[path]):
        assert len(calling.get(path).json()["items"]) > (0 if path == "/teams" else 1)


# The first looks up the token, the last is the page.
QUERIES = {
    "/services": 4,
    "/scans": 2,
    "/findings": 3,
    "/pools": 2,
    "/services/gateway/scorecards": 3,
    "/teams": 2,
}
