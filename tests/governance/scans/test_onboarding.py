"""From an address to a queued scan, against a real Git server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from governance.errors import UserError
from governance.registry.credentials import check_credential
from governance.registry.models import Credential, Service
from governance.registry.names import repository_name
from governance.scans.models import Scan, State, Trigger
from governance.scans.onboarding import onboard
from tests.git_server import GitServer
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from governance.accounts.models import Team, User

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[GitServer]:
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    write_repository(tmp_path / "gateway.git", {"main.go": b"package main\n"}, branch="trunk")
    with GitServer(tmp_path) as server:
        yield server


def test_repository_becomes_a_service_with_a_queued_scan(team: Team, owner: User, server: GitServer) -> None:
    scan = onboard(team=team, url=server.url("gateway.git"), by=owner)
    service = scan.service
    assert (service.name, service.default_branch, service.registered_by) == ("gateway", "trunk", owner)
    assert (scan.state, scan.branch, scan.trigger, scan.requested_by) == (
        State.QUEUED,
        "trunk",
        Trigger.REGISTERED,
        owner,
    )


def test_credential_is_kept_with_the_service(team: Team, server: GitServer) -> None:
    token = check_credential(Credential.Kind.HTTPS_TOKEN, username="", secret="not a real token".replace(" ", "-"))
    service = onboard(team=team, url=server.url("gateway.git"), credential=token).service
    assert Credential.objects.get(service=service).kind == Credential.Kind.HTTPS_TOKEN


def test_nothing_is_kept_of_a_repository_that_does_not_answer(team: Team, server: GitServer) -> None:
    with pytest.raises(UserError):
        onboard(team=team, url=server.url("nothing.git"))
    assert not Service.objects.exists()


def test_nothing_is_kept_of_a_registration_by_an_outsider(team: Team, server: GitServer, outsider: User) -> None:
    with pytest.raises(UserError) as refusal:
        onboard(team=team, url=server.url("gateway.git"), by=outsider)
    assert refusal.value.code == "not-allowed"
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://git.example.com/messaging/gateway.git", "gateway"),
        ("https://git.example.com/messaging/gateway/", "gateway"),
        ("git@git.example.com:gateway.git", "gateway"),
    ],
)
def test_service_is_called_as_its_repository(url: str, name: str) -> None:
    assert repository_name(url) == name
