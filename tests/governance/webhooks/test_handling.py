"""What becomes of deliveries that were received: batch after batch, each exactly one scan or one reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError

from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.webhooks import handling
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, Outcome
from governance.webhooks.requests import Requests
from tests.governance.webhooks import calls
from tests.governance.webhooks.calls import COMMIT, OTHER

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db


def became() -> list[tuple[str, int | None]]:
    """The reason of each delivery and its scan, in the order in which they came."""
    return list(Delivery.objects.order_by("id").values_list("reason", "scan"))


def test_pushes_to_one_branch_are_one_scan(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    for number in range(5):
        send(hook, calls.push("github", secret, commit=f"{number + 1:040x}"))
    assert handle() == 5
    scan = Scan.objects.get()
    assert became() == [("push", scan.pk)] * 5
    assert (scan.state, scan.commit) == (State.QUEUED, "")  # whichever is the newest when it begins


def test_push_joins_the_scan_that_waits(set_up: SetUp, send: Send, service: Service) -> None:
    waiting = Scan.objects.create(service=service, branch="main", trigger=Trigger.PERSON)
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    handle()
    assert became() == [("push", waiting.pk)]
    waiting.refresh_from_db()
    assert waiting.state == State.QUEUED


@pytest.mark.parametrize(
    "other",
    [
        {"trigger": Trigger.SCHEDULE},  # it lets others go before it
        {"trigger": Trigger.API, "commit": OTHER},
        {"trigger": Trigger.API, "base_branch": "release"},
        {"trigger": Trigger.PUSH, "branch": "topic"},
        {"trigger": Trigger.PULL_REQUEST, "pull_request": 7},
        {"trigger": Trigger.PUSH, "state": State.FETCHING},  # it may have asked for the newest commit before the push
    ],
)
def test_push_does_not_join_what_scans_something_else(
    set_up: SetUp, send: Send, service: Service, other: dict[str, object]
) -> None:
    there = Scan.objects.create(**{"service": service, "branch": "main", **other})
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    handle()
    scan = Scan.objects.exclude(pk=there.pk).get()
    assert became() == [("push", scan.pk)]


def test_scan_of_an_older_commit_is_ended_and_that_of_the_announced_one_is_not(
    set_up: SetUp, send: Send, service: Service
) -> None:
    running = Scan.objects.create(
        service=service, branch="main", commit=OTHER, trigger=Trigger.PUSH, state=State.ANALYSING
    )
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret, commit=COMMIT))
    send(hook, calls.push("github", secret, commit=OTHER))  # back again: the last one counts
    handle()
    running.refresh_from_db()
    assert running.state == State.ANALYSING
    send(hook, calls.push("github", secret, commit=COMMIT))
    handle()
    running.refresh_from_db()
    assert running.state == State.SUPERSEDED


def test_each_delivery_sees_what_those_before_it_asked_for(set_up: SetUp, send: Send, service: Service) -> None:
    Scan.objects.create(service=service, branch="main", commit=COMMIT, trigger=Trigger.PUSH, state=State.DONE)
    hook, secret = set_up("github")
    for commit in (COMMIT, OTHER, COMMIT):
        send(hook, calls.push("github", secret, commit=commit))
    handle()
    assert [reason for reason, _scan in became()] == ["commit-known", "push", "push"]


def test_pull_requests_are_one_scan_each_and_a_new_base_replaces_it(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    onto = json.loads(calls.pull_request("github", secret, number=8).body)
    onto["pull_request"]["base"]["ref"] = "release"
    for call in (
        calls.pull_request("github", secret),
        calls.pull_request("github", secret, what="pushed"),
        calls.pull_request("github", secret, number=8),
        calls.call("github", secret, "pull_request", onto),
        calls.call("github", secret, "pull_request", onto),
    ):
        send(hook, call)
    handle()
    first, second, replaced, scan, again = (scan or 0 for _reason, scan in became())
    assert first == second
    assert scan == again
    assert Scan.objects.get(pk=replaced).state == State.SUPERSEDED
    assert list(Scan.objects.filter(pk=scan).values_list("pull_request", "base_branch", "state")) == [
        (8, "release", State.QUEUED)
    ]


def test_number_that_no_pull_request_has_reaches_no_scan(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    assert send(hook, calls.pull_request("github", secret, number=2**31)).json()["reason"] == "body-malformed"
    assert handle() == 0


def test_batch_takes_the_same_queries_however_many_deliveries_it_has(
    set_up_team: SetUp, send: Send, team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = [f"messaging/s{number}" for number in range(5)]
    for name in names:
        url = f"https://{calls.HOST}/{name}"
        service = Service.objects.create(
            team=team, slug=name[10:], name=name, repository_url=url, default_branch="main"
        )
        Scan.objects.create(service=service, branch="main", trigger=Trigger.PUSH)
    hook, secret = set_up_team("github")
    for repeats in (1, 4):
        for name in names * repeats:
            send(hook, calls.push("github", secret, name=name))
        # ids; savepoint, lock, bodies, services, their rows, newest, waiting, running scans, decisions, savepoint
        with django_assert_num_queries(11):
            assert handle() == 5 * repeats
    assert Scan.objects.count() == 5
    assert not Delivery.objects.filter(scan=None).exists()


def test_more_than_a_batch_is_handled_at_once(set_up: SetUp, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handling, "BATCH", 2)
    hook, secret = set_up("github")
    for _ in range(5):
        send(hook, calls.push("github", secret))
    assert handle() == 5
    assert Scan.objects.count() == 1


def test_delivery_that_cannot_be_handled_does_not_stand_in_the_way(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    for _ in range(3):
        send(hook, calls.push("github", secret))
    broken = Delivery.objects.order_by("id")[1]
    Delivery.objects.filter(pk=broken.pk).update(body='{"ref": 1}')  # as if a new version no longer understood it
    assert handle() == 3
    assert [reason for reason, _scan in became()] == ["push", "fault", "push"]
    assert Delivery.objects.get(pk=broken.pk).outcome == Outcome.IGNORED


def test_nothing_is_decided_while_the_database_is_away(
    set_up: SetUp, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))

    def gone(_requests: Requests) -> None:
        raise OperationalError

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(Requests, "cut_off", gone)
        handle()
    assert became() == [("not-handled-yet", None)]
    assert not Scan.objects.exists()
    assert handle() == 1
    assert became() == [("push", Scan.objects.get().pk)]
