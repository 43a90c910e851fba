"""The sweep sends for what would otherwise be forgotten, and for nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.db.models import F

from governance import pipeline
from governance.registry.models import Service
from governance.scans import actions
from governance.scans.models import Scan, State, Trigger

if TYPE_CHECKING:
    from governance.accounts.models import Team

    Sent = list[tuple[int, bool]]


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Which messages were sent, and whether as urgent."""
    messages: Sent = []
    monkeypatch.setattr(
        "governance.scans.sending.enqueue",
        lambda scan, *, queue=None: messages.append((scan, queue == "urgent")),
    )
    monkeypatch.setattr(pipeline, "_messages_waiting", lambda: 0)
    return messages


def queued(service: Service) -> Scan:
    return Scan.objects.create(service=service, branch="main", trigger=Trigger.PERSON)


def test_queued_scan_is_sent_for(service: Service, sent: Sent) -> None:
    scan = queued(service)
    pipeline.sweep()
    assert sent == [(scan.id, False)]


def test_nothing_is_sent_while_messages_wait(service: Service, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    queued(service)
    monkeypatch.setattr(pipeline, "_messages_waiting", lambda: 1)
    pipeline.sweep()
    assert sent == []


def test_lost_scan_is_urgent_even_while_messages_wait(
    service: Service, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = queued(service)
    actions.claim(scan.id, "one")
    Scan.objects.update(heartbeat_at=F("heartbeat_at") - timedelta(hours=1))
    monkeypatch.setattr(pipeline, "_messages_waiting", lambda: 1)
    pipeline.sweep()
    assert sent == [(scan.id, True)]
    assert Scan.objects.get().state == State.QUEUED


def test_running_and_ended_scans_are_left_alone(service: Service, team: Team, sent: Sent) -> None:
    actions.claim(queued(service).id, "one")
    other = Service.objects.create(team=team, slug="x", name="X", repository_url="x", default_branch="main")
    Scan.objects.create(service=other, branch="main", trigger=Trigger.PERSON, state=State.DONE)
    pipeline.sweep()
    assert sent == []


def test_one_sweep_sends_a_bounded_number(team: Team, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SWEEP_BATCH", 2)
    for number in range(3):
        queued(
            Service.objects.create(
                team=team, slug=f"s{number}", name="S", repository_url=f"u{number}", default_branch="main"
            )
        )
    pipeline.sweep()
    assert len(sent) == 2


def test_sweep_waits_for_a_database_that_is_away(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> list[int]:
        raise OperationalError("down")

    monkeypatch.setattr(actions, "release_lost", away)
    with monkeypatch.context() as patch:
        patch.setattr("governance.pipeline.connection.close", lambda: None)  # it holds the transaction of this test
        pipeline.sweep()
    assert "the database is away" in caplog.text
