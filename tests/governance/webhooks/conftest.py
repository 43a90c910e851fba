"""Hooks of the service, of its team and of the company, and forges that call them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from governance.registry.encryption import new_key
from governance.webhooks.actions import set_up_hook
from governance.webhooks.models import Forge
from governance.webhooks.queries import address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.registry.models import Service
    from governance.webhooks.models import Hook
    from tests.governance.webhooks.calls import Call

    Send = Callable[..., Any]
    SetUp = Callable[[str], tuple[Hook, str]]


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    """A key to encrypt secrets with."""
    settings.CREDENTIAL_KEYS = [new_key()]


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the scans for which a message was sent; there is no broker."""
    messages: list[int] = []
    monkeypatch.setattr("governance.webhooks.receiving.wake_after_commit", lambda: None)
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda scan_id, **_options: messages.append(scan_id))
    return messages


@pytest.fixture
def set_up(service: Service, owner: User) -> SetUp:
    """Set up a hook of the service for a forge, and return it with its secret."""
    return lambda forge: set_up_hook(service, forge=Forge(forge), by=owner)


@pytest.fixture
def set_up_team(team: Team, owner: User) -> SetUp:
    """Set up a hook of the team for a forge, and return it with its secret."""
    return lambda forge: set_up_hook(team, forge=Forge(forge), by=owner)


@pytest.fixture
def set_up_company(middleware: User) -> SetUp:
    """Set up a hook of the company for a forge, and return it with its secret."""
    return lambda forge: set_up_hook(None, forge=Forge(forge), by=middleware)


@pytest.fixture
def send(client: Client) -> Send:
    """Send a call to a hook as a forge would, with no session."""

    def send(hook: Hook, call: Call, **changes: Any) -> Any:
        path = urlsplit(address_of(hook)).path
        options: dict[str, Any] = {
            "data": call.body,
            "content_type": call.content_type,
            "headers": call.headers,
        } | changes
        return client.post(path, **options)

    return send
