"""Imports over the API: the plan, its application by a worker, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.imports.actions import apply
from governance.imports.models import Import
from governance.registry.models import Service
from tests.governance.api.conftest import program

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User

pytestmark = pytest.mark.django_db
FILE = """\
team: messaging
services:
  - repository: https://git.example.com/messaging/gateway.git
    name: Front gateway
  - repository: https://169.254.169.254/x.git
"""


def test_plan_says_what_would_become_of_each_service(service: Service, maintainer: User) -> None:
    plan = program(maintainer).call("POST", "/imports/plan", {"text": FILE}).json()
    assert plan["may_apply"] is True
    assert [(step["line"], step["verb"], step["service"]) for step in plan["steps"]] == [
        (3, "change", "gateway"),
        (5, "create", "x"),
    ]
    assert plan["steps"][0]["changes"] == {"name": ["Gateway", "Front gateway"]}
    assert not Import.objects.exists()


def test_plan_names_every_fault_with_its_line(maintainer: User) -> None:
    plan = program(maintainer).call("POST", "/imports/plan", {"text": "services:\n  - branhc: main\n"}).json()
    assert plan["may_apply"] is False
    assert plan["faults"][0]["line"] == 2
    assert all(fault["code"] and fault["detail"] for fault in plan["faults"])


def test_file_that_cannot_be_read_is_not_applied(maintainer: User) -> None:
    answer = program(maintainer).call("POST", "/imports", {"text": "services: []"})
    assert (answer.status_code, answer.json()["code"]) == (422, "import-empty")


def test_application_is_followed_to_its_end(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    begun = calling.call("POST", "/imports", {"text": FILE})
    assert (begun.status_code, begun.json()["ended_at"], begun.json()["results"]) == (202, None, [])
    apply(begun.json()["id"])
    ended = calling.get(f"/imports/{begun.json()['id']}").json()
    assert [result["outcome"] for result in ended["results"]] == ["changed", "refused"]
    assert ended["results"][1]["messages"]["en"]
    assert ended["ended_at"] is not None
    assert Service.objects.get().name == "Front gateway"
    assert calling.get("/imports").json()["items"] == [ended]


def test_list_takes_a_fixed_number_of_queries(
    maintainer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Import.objects.bulk_create(Import(text="", requested_by=maintainer, total=0) for _ in range(20))
    calling = program(maintainer)
    with django_assert_max_num_queries(6):
        assert len(calling.get("/imports").json()["items"]) == 20
