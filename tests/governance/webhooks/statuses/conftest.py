"""Each forge as a stand-in on this machine, and a token for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.webhooks.actions import set_status_token
from governance.webhooks.models import Forge, StatusToken
from governance.webhooks.statuses import telling
from tests.governance.webhooks.calls import FORGES
from tests.governance.webhooks.statuses.forge_server import TOKEN, ForgeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.registry.models import Service

    Allow = Callable[..., StatusToken]


@pytest.fixture(autouse=True)
def sent_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[int]:
    """The ids of the scans for which a message was sent; the forge is on this machine."""
    settings.REPOSITORY_SCHEMES = ["http", "https"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    messages: list[int] = []
    monkeypatch.setattr(telling, "enqueue", messages.append)
    return messages


@pytest.fixture(params=FORGES)
def forge(request: pytest.FixtureRequest) -> Iterator[ForgeServer]:
    """Each of the forges in turn."""
    with ForgeServer(request.param) as server:
        yield server


@pytest.fixture
def github() -> Iterator[ForgeServer]:
    with ForgeServer("github") as server:
        yield server


@pytest.fixture
def allow(service: Service, owner: User) -> Allow:
    """Give the service a token for a forge."""

    def allow(server: ForgeServer, *, comments: bool = False, token: str = TOKEN) -> StatusToken:
        forge = Forge(server.state.forge)
        return set_status_token(
            service,
            forge=forge,
            token=token,
            host="git.example.com",
            api_url=server.api_url,
            comments=comments,
            by=owner,
        )

    return allow
