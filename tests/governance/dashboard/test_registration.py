"""Registering and changing a service through the forms, against a real Git server."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from governance.registry.encryption import new_key
from governance.registry.models import Credential, Service
from governance.scans.models import Scan, State, Trigger
from tests.git_server import GitServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response  # what the stubs call it
    from pytest_django import Settings

    from governance.accounts.models import Team

TOKEN = "s3cret-token-of-nobody"


@pytest.fixture(autouse=True)
def reach_the_test_server(settings: Settings) -> None:
    """Allow http to 127.0.0.1."""
    settings.REPOSITORY_SCHEMES = ["https", "http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    settings.CREDENTIAL_KEYS = [new_key()]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A bare repository with one commit on main."""
    path = tmp_path / "served" / "relay.git"
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"]
    work = tmp_path / "work"
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main", str(work)], check=True)
    subprocess.run([*git, "-C", str(work), "commit", "--quiet", "--allow-empty", "-m", "Begin"], check=True)
    subprocess.run([*git, "-C", str(work), "branch", "next"], check=True)
    subprocess.run([*git, "clone", "--quiet", "--bare", str(work), str(path)], check=True)
    return path


@pytest.fixture
def server(repository: Path) -> Iterator[GitServer]:
    """The server of a public repository."""
    with GitServer(repository.parent) as server:
        yield server


@pytest.fixture
def private(repository: Path) -> Iterator[GitServer]:
    """The server of a private repository."""
    with GitServer(repository.parent, username="git", password=TOKEN) as server:
        yield server


def register(client: Client, url: str, **data: str) -> Response:
    return client.post(reverse("register"), {"url": url, "team": "messaging", **data})


def field_fault(page: str, name: str) -> str:
    """Return the part of the form that belongs to a field: its label, itself and its faults."""
    (part,) = (part for part in page.split('<div class="field">') if f'name="{name}"' in part)
    return part


def test_registering_starts_the_first_scan(writer: Client, server: GitServer) -> None:
    response = register(writer, server.url("relay.git"))
    service = Service.objects.get()
    scan = Scan.objects.get()
    assert (service.name, service.slug, service.default_branch) == ("relay", "relay", "main")
    assert (scan.service, scan.trigger, scan.state) == (service, Trigger.REGISTERED, State.QUEUED)
    assert response["Location"] == reverse("scan", args=[scan.pk])


def test_name_and_branch_can_be_given(writer: Client, server: GitServer) -> None:
    register(writer, server.url("relay.git"), name="Order relay", branch="next")
    service = Service.objects.get()
    assert (service.name, service.slug, service.default_branch) == ("Order relay", "order-relay", "next")


def test_repository_that_is_not_there_is_told_at_the_address(writer: Client, server: GitServer) -> None:
    response = register(writer, server.url("nothing.git"))
    assert response.status_code == 422
    assert "The server knows no repository at this address." in response.content.decode()
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://example.com/x.git", "This kind of address is not allowed."),
        ("https://169.254.169.254/x.git", "a cloud provider&#x27;s metadata service"),
        ("https://user:pass@example.com/x.git", "The address contains a password or token."),
    ],
)
def test_address_that_is_refused_says_why(writer: Client, url: str, words: str) -> None:
    page = register(writer, url).content.decode()
    assert words in field_fault(page, "url")


def test_password_in_an_address_is_not_shown_again(writer: Client) -> None:
    page = register(writer, "https://user:hunter2@example.com/x.git").content.decode()
    assert "https://user@example.com/x.git" in page
    assert "hunter2" not in page


def test_second_registration_of_a_repository_is_told_at_the_address(writer: Client, server: GitServer) -> None:
    register(writer, server.url("relay.git"))
    page = register(writer, server.url("relay.git"), name="Other").content.decode()
    assert "already registered" in field_fault(page, "url")
    assert Scan.objects.count() == 1


def test_team_of_others_is_no_choice(writer: Client, server: GitServer, other_team: Team) -> None:
    response = register(writer, server.url("relay.git"), team="billing")
    assert response.status_code == 422
    assert not Service.objects.exists()


def test_private_repository_takes_a_token(writer: Client, private: GitServer) -> None:
    register(writer, private.url("relay.git"), kind="https-token", secret=TOKEN)
    credential = Credential.objects.get()
    assert credential.service == Service.objects.get()
    assert TOKEN.encode() not in bytes(credential.ciphertext)


def test_private_repository_without_a_token_opens_the_fields_for_one(writer: Client, private: GitServer) -> None:
    page = register(writer, private.url("relay.git")).content.decode()
    assert "The server asks for a credential." in page[page.index("<fieldset") : page.index("</fieldset>")]
    assert '<details class="plain-details" open>' in page
    assert not Service.objects.exists()


def test_secret_is_never_shown_again(writer: Client, private: GitServer) -> None:
    wrong = register(writer, private.url("relay.git"), kind="https-token", secret="wrong-secret")
    assert wrong.status_code == 422
    assert "wrong-secret" not in wrong.content.decode()
    register(writer, private.url("relay.git"), kind="https-token", secret=TOKEN)
    assert TOKEN not in writer.get(reverse("edit", args=["relay"])).content.decode()


def test_edit_changes_name_and_branch_and_keeps_the_address_of_the_page(writer: Client, server: GitServer) -> None:
    register(writer, server.url("relay.git"))
    edit = {"name": "Relay of orders", "url": server.url("relay.git"), "branch": "next"}
    assert writer.post(reverse("edit", args=["relay"]), edit)["Location"] == reverse("service", args=["relay"])
    service = Service.objects.get()
    assert (service.name, service.slug, service.default_branch) == ("Relay of orders", "relay", "next")


def test_branch_that_is_not_there_is_told_at_the_branch(writer: Client, server: GitServer) -> None:
    register(writer, server.url("relay.git"))
    edit = {"name": "relay", "url": server.url("relay.git"), "branch": "gone"}
    page = writer.post(reverse("edit", args=["relay"]), edit).content.decode()
    assert "no branch of this name" in field_fault(page, "branch")


def test_credential_is_tried_before_it_replaces_the_old_one(writer: Client, private: GitServer) -> None:
    register(writer, private.url("relay.git"), kind="https-token", secret=TOKEN)
    kept = bytes(Credential.objects.get().ciphertext)
    address = reverse("replace-credential", args=["relay"])
    assert writer.post(address, {"kind": "https-token", "secret": "wrong"}).status_code == 422
    assert bytes(Credential.objects.get().ciphertext) == kept
    assert writer.post(address, {"kind": "https-token", "secret": TOKEN}).status_code == 302
    assert bytes(Credential.objects.get().ciphertext) != kept


def test_credential_is_removed(writer: Client, private: GitServer) -> None:
    register(writer, private.url("relay.git"), kind="https-token", secret=TOKEN)
    writer.post(reverse("remove-credential", args=["relay"]))
    assert not Credential.objects.exists()
