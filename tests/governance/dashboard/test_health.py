"""What the container is told about this process."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.django_db
def test_both_servers_answer(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "redis": "ok"})


@pytest.mark.django_db
def test_redis_that_is_away_is_named(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{closed_port()}/0"
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "redis": "unreachable"})


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", str(closed_port()))
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": "unreachable", "redis": "ok"})


@pytest.mark.django_db
def test_watcher_is_answered_without_tls(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
