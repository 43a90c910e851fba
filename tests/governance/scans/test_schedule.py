"""Rescans by schedule: spread, one at a time, and never in anybody's way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from kombu.transport.redis import Channel
from kombu.utils.scheduling import cycle_by_name

from governance.celery import app
from governance.registry.models import Service
from governance.scans import actions
from governance.scans.failures import attempts_spent
from governance.scans.models import Scan, State, Trigger
from governance.scans.schedule import rescan_due

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from governance.accounts.models import Team

    Request = Callable[..., Scan]


@pytest.fixture
def services(team: Team, sent: list[int]) -> list[Service]:
    """A thousand services, the first of which was scanned longest ago."""
    now = timezone.now()
    services = Service.objects.bulk_create(
        Service(team=team, slug=f"s{n}", name=f"s{n}", repository_url=f"https://h/{n}", default_branch="main")
        for n in range(1000)
    )
    Scan.objects.bulk_create(
        Scan(
            service=service,
            branch="main",
            trigger=Trigger.PUSH,
            state=State.DONE,
            ended_at=now - timedelta(hours=25, seconds=1000 - n),
        )
        for n, service in enumerate(services)
    )
    return services


def test_each_look_takes_its_share_and_those_first_that_wait_longest(services: list[Service]) -> None:
    due = rescan_due()
    # 24 hours have 288 looks of five minutes.
    assert [scan.service for scan in due] == services[:4]
    assert {scan.trigger for scan in due} == {Trigger.SCHEDULE}
    assert [scan.service for scan in rescan_due()] == services[4:8]


def test_service_that_was_scanned_lately_is_not_due(services: list[Service]) -> None:
    Scan.objects.update(ended_at=timezone.now() - timedelta(hours=23))
    assert rescan_due() == []


def test_scan_of_another_branch_does_not_count(services: list[Service]) -> None:
    Scan.objects.create(
        service=services[0], branch="topic", trigger=Trigger.PUSH, state=State.DONE, ended_at=timezone.now()
    )
    assert rescan_due()[0].service == services[0]


def test_service_that_never_was_scanned_is_due_first(services: list[Service]) -> None:
    services[700].scans.all().delete()
    assert rescan_due()[0].service == services[700]


def test_nothing_is_due_when_the_schedule_is_off(services: list[Service], settings: Settings) -> None:
    settings.RESCAN_HOURS = 0
    assert rescan_due() == []


def test_request_takes_the_place_of_a_waiting_rescan(request_scan: Request) -> None:
    rescan = request_scan(trigger=Trigger.SCHEDULE)
    asked = request_scan(branch="topic", trigger=Trigger.PUSH)
    rescan.refresh_from_db()
    assert rescan.state == State.SUPERSEDED
    assert actions.claim(asked.pk, "one") is not None


@pytest.mark.parametrize("state", [State.FETCHING, State.ANALYSING])
def test_request_does_not_wait_for_a_running_rescan(request_scan: Request, state: State) -> None:
    claim = actions.claim(request_scan(trigger=Trigger.SCHEDULE).pk, "one")
    assert claim is not None
    if state is State.ANALYSING:
        actions.advance(claim, State.ANALYSING)
    asked = request_scan(trigger=Trigger.PERSON)
    assert actions.claim(asked.pk, "two") is not None
    with pytest.raises(actions.ClaimLost):
        actions.heartbeat(claim)


def test_rescan_that_is_being_saved_is_let_finish(request_scan: Request) -> None:
    claim = actions.claim(request_scan(trigger=Trigger.SCHEDULE).pk, "one")
    assert claim is not None
    actions.advance(claim, State.ANALYSING)
    actions.advance(claim, State.SAVING)
    request_scan(trigger=Trigger.PERSON)
    actions.finish(claim)
    assert Scan.objects.get(pk=claim.scan_id).state == State.DONE


def test_rescan_does_not_take_the_place_of_a_request(request_scan: Request) -> None:
    asked = request_scan(branch="topic")
    request_scan(trigger=Trigger.SCHEDULE)
    asked.refresh_from_db()
    assert asked.state == State.QUEUED


def test_one_rescan_runs_at_a_time_and_its_end_wakes_the_next(
    services: list[Service], sent: list[int], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    first, second, *_ = rescan_due()
    claim = actions.claim(first.pk, "one")
    assert claim is not None
    assert actions.claim(second.pk, "two") is None
    assert actions.waiting() == []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.fail(claim, attempts_spent())
    assert sent == [second.pk]
    assert actions.waiting() == [second.pk]
    assert actions.claim(second.pk, "two") is not None


def test_requests_run_while_a_rescan_does(services: list[Service]) -> None:
    assert actions.claim(rescan_due()[0].pk, "one") is not None
    asked = actions.request_scan(service=services[900], trigger=Trigger.PUSH)
    assert actions.claim(asked.pk, "two") is not None


def test_workers_look_into_the_background_queue_last() -> None:
    names = [queue.name for queue in app.conf.task_queues]
    assert (names[0], names[-1]) == ("urgent", "background")
    strategy = app.conf.broker_transport_options["queue_order_strategy"]
    assert "queue_order_strategy" in Channel.from_transport_options
    cycle = cycle_by_name(strategy)(names)
    for name in names:
        cycle.rotate(name)
    assert list(cycle.consume(len(names))) == names
