"""One message for however many deliveries; none is needed for a delivery to stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import redis
from celery import current_app
from django.conf import settings as configured

from governance.webhooks import tasks, waking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings


@pytest.fixture
def messages(worker_id: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The messages that were sent; the key is in a database of Redis that no other test uses."""
    number = 1 + int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 1
    settings.REDIS_URL = urlsplit(configured.REDIS_URL)._replace(path=f"/{number}").geturl()
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: sent.append(name))
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield sent
        client.flushdb()


def test_deliveries_share_a_message_until_a_worker_looks(messages: list[str]) -> None:
    waking.wake()
    waking.wake()
    assert messages == [waking.HANDLE_DELIVERIES]
    waking.woken()
    waking.wake()
    assert messages == [waking.HANDLE_DELIVERIES] * 2


@pytest.mark.django_db
def test_worker_lets_the_next_delivery_send_before_it_looks(
    messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waking.wake()

    def handle() -> int:
        waking.wake()  # by a delivery that this look may have missed
        return 0

    monkeypatch.setattr("governance.webhooks.handling.handle", handle)
    tasks.handle_deliveries()
    assert len(messages) == 2


def test_lost_message_is_sent_again_soon(messages: list[str], settings: Any) -> None:
    waking.wake()
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        (key,) = client.keys("webhooks:*")
        assert 0 < client.ttl(key) <= waking.LOST_SECONDS


def test_scheduler_sends_for_what_no_message_came_for() -> None:
    entries = [entry for entry in configured.CELERY_BEAT_SCHEDULE.values() if entry["task"] == waking.HANDLE_DELIVERIES]
    assert [entry["schedule"] for entry in entries] == [configured.SWEEP_SECONDS]
    assert configured.CELERY_TASK_ROUTES[waking.HANDLE_DELIVERIES] == {"queue": "urgent"}
