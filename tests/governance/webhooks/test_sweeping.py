"""The sweep finds pushes that no delivery announced, and counts nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.webhooks import sweeping
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, HeadCheck
from governance.webhooks.queries import pushes_missed
from tests.git_server import GitServer
from tests.governance.webhooks import calls
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

    from governance.accounts.models import Team
    from tests.governance.webhooks.conftest import Send, SetUp

    Push = Callable[[str], str]

pytestmark = pytest.mark.django_db


@pytest.fixture
def push(service: Service, tmp_path: Path, settings: Settings) -> Iterator[Push]:
    """Push a commit to the repository of the service, which is served here."""
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    with GitServer(tmp_path) as server:
        service.repository_url = server.url("messaging/gateway.git")
        service.save()
        HeadCheck.objects.create(service=service, checked_at=timezone.now())
        path = tmp_path / "messaging" / "gateway.git"
        yield lambda content: write_repository(path, {"main.go": content.encode()})


def ended(scan: Scan, commit: str, state: State = State.DONE) -> None:
    Scan.objects.filter(pk=scan.pk).update(state=state, commit=commit)


def test_push_that_was_never_announced_is_scanned_and_counted(service: Service, push: Push) -> None:
    first = push("one")
    scan = sweeping.check_head(service.pk)
    assert scan is not None
    assert (scan.trigger, scan.branch, scan.commit) == (Trigger.SWEEP, "main", "")
    ended(scan, first)
    assert sweeping.check_head(service.pk) is None
    push("two")
    assert sweeping.check_head(service.pk) is not None
    (figure,) = pushes_missed(Service.objects.all())
    assert (figure.slug, figure.announced, figure.missed, figure.total) == ("gateway", 0, 2, 2)


def test_announced_push_is_not_missed(service: Service, push: Push, set_up: SetUp, send: Send) -> None:
    commit = push("one")
    hook, secret = set_up("github")
    assert send(hook, calls.push("github", secret, commit=commit)).status_code == 202
    handle()
    Scan.objects.update(state=State.FAILED)
    assert sweeping.check_head(service.pk) is None
    (figure,) = pushes_missed(Service.objects.all())
    assert (figure.announced, figure.missed) == (1, 0)


def test_delivery_that_comes_after_the_sweep_is_not_counted_as_missed(
    service: Service, push: Push, set_up: SetUp, send: Send
) -> None:
    commit = push("one")
    scan = sweeping.check_head(service.pk)
    assert scan is not None
    ended(scan, commit, State.ANALYSING)
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret, commit=commit))
    handle()
    assert Delivery.objects.get().reason == "commit-known"
    assert pushes_missed(Service.objects.all()) == []


@pytest.mark.parametrize("state", [State.QUEUED, State.FETCHING])
def test_scan_that_will_find_the_commit_is_enough(service: Service, push: Push, state: State) -> None:
    push("one")
    Scan.objects.create(service=service, branch="main", trigger=Trigger.PERSON, state=state)
    assert sweeping.check_head(service.pk) is None


def test_commit_whose_scan_fails_is_not_asked_for_at_each_round(service: Service, push: Push) -> None:
    push("one")
    scan = sweeping.check_head(service.pk)
    assert scan is not None
    ended(scan, "", State.FAILED)
    assert sweeping.check_head(service.pk) is None


def test_repository_that_does_not_answer_is_noted(service: Service, push: Push) -> None:
    assert sweeping.check_head(service.pk) is None
    assert HeadCheck.objects.get().error_code
    assert not Scan.objects.exists()


def test_service_that_is_gone_is_passed_over(db: None) -> None:
    assert sweeping.check_head(4711) is None


def test_every_service_has_its_turn_once(team: Team, settings: Settings) -> None:
    settings.HEAD_CHECK_SECONDS = 120  # two rounds
    for number in range(30):
        Service.objects.create(
            team=team, slug=f"s{number}", name=f"S{number}", repository_url=f"u{number}", default_branch="main"
        )
    rounds = [sweeping.due() for _ in range(3)]
    assert [len(each) for each in rounds] == [15, 15, 0]
    assert len({service for each in rounds for service in each}) == 30
    HeadCheck.objects.filter(service_id=rounds[1][0]).update(checked_at=timezone.now() - timedelta(seconds=121))
    assert sweeping.due() == [rounds[1][0]]
