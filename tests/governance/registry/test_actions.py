"""Services are registered once, by those who may, and their credentials stay secret and at home."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from governance.errors import UserError
from governance.registry.actions import (
    create_service,
    edit_service,
    remove_credential,
    rotate_credentials,
    set_credential,
)
from governance.registry.credentials import open_credential
from governance.registry.encryption import new_key
from governance.registry.models import Credential, Service
from tests.governance.registry.test_credentials import KNOWN, ssh_key
from tests.refused import refused

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.accounts.models import Team, User

URL = "https://git.example.com/messaging/push.git"


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [new_key()]


def register(team: Team, by: User | None = None, name: str = "Push Gateway", url: str = URL) -> Service:
    return create_service(team=team, url=url, name=name, branch="main", by=by)


def test_service_is_registered_under_a_slug_of_its_name(team: Team, maintainer: User) -> None:
    service = register(team, maintainer)
    stored = Service.objects.get(slug="push-gateway")
    assert stored == service
    assert (stored.repository_url, stored.default_branch, stored.registered_by) == (URL, "main", maintainer)


def test_name_without_latin_letters_takes_the_slug_of_the_repository(team: Team) -> None:
    assert register(team, name="推送网关").slug == "push"
    assert register(team, name="计费", url="git@git.example.com:billing.git").slug == "billing"


def test_name_and_repository_without_latin_letters_are_refused(team: Team) -> None:
    with refused("service-name"):
        register(team, name="推送网关", url="https://git.example.com/团队/网关")


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x07b"])
def test_unusable_name_is_refused(team: Team, name: str) -> None:
    with refused("service-name"):
        register(team, name=name)


def test_same_repository_twice_in_a_team_is_refused(team: Team) -> None:
    register(team)
    with refused("service-exists"):
        register(team, name="Another name")


def test_same_repository_in_another_team_is_allowed(team: Team, other_team: Team) -> None:
    register(team)
    assert register(other_team, name="Billing's copy").repository_url == URL


def test_name_that_is_taken_anywhere_is_refused(team: Team, other_team: Team) -> None:
    register(team)
    with refused("service-name-taken") as caught:
        register(other_team, url="https://git.example.com/other.git")
    assert "push-gateway" in caught.value.message


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_leave_one_service(team: Team) -> None:
    start, results = threading.Barrier(2), []

    def attempt() -> None:
        start.wait(60)
        try:
            results.append(register(team).slug)
        except UserError as error:
            results.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(results) == 2
    assert "push-gateway" in results
    assert set(results) - {"push-gateway"} <= {"service-exists", "service-name-taken"}
    assert Service.objects.count() == 1


def test_only_maintainers_register_and_edit(team: Team, colleague: User, outsider: User, service: Service) -> None:
    for user in (colleague, outsider):
        with refused("not-allowed"):
            register(team, user)
        with refused("not-allowed"):
            edit_service(service, name="Mine", url=URL, branch="main", by=user)
        with refused("not-allowed"):
            set_credential(service, kind="https-token", username="", secret="x", by=user)
        with refused("not-allowed"):
            remove_credential(service, by=user)


def test_edit_keeps_the_slug(service: Service, maintainer: User) -> None:
    edit_service(service, name="New name", url=service.repository_url, branch="trunk", by=maintainer)
    service.refresh_from_db()
    assert (service.slug, service.name, service.default_branch) == ("gateway", "New name", "trunk")


def test_edit_onto_another_services_repository_is_refused(service: Service, team: Team) -> None:
    register(team)
    with refused("service-exists"):
        edit_service(service, name="Gateway", url=URL, branch="main", by=None)


def test_credential_is_stored_encrypted_and_opens_again(service: Service, maintainer: User) -> None:
    set_credential(service, kind="https-token", username="bot", secret="ghp_abc", by=maintainer)
    stored = Credential.objects.get(service=service)
    assert b"ghp_abc" not in bytes(stored.ciphertext)
    assert "ghp_abc" not in f"{stored!r} {stored} {vars(stored)}"
    opened = open_credential(service)
    assert opened is not None
    assert (opened.kind, opened.username, opened.secret) == ("https-token", "bot", "ghp_abc")


def test_second_credential_replaces_the_first(service: Service) -> None:
    set_credential(service, kind="https-token", username="", secret="first", by=None)
    set_credential(service, kind="https-token", username="", secret="second", by=None)
    opened = open_credential(service)
    assert opened is not None
    assert opened.secret == "second"
    assert Credential.objects.count() == 1


def test_removed_credential_is_gone(service: Service) -> None:
    set_credential(service, kind="https-token", username="", secret="first", by=None)
    remove_credential(service, by=None)
    assert open_credential(service) is None


def test_credential_must_fit_the_address(service: Service) -> None:
    with refused("credential-kind"):
        set_credential(service, kind="ssh-key", username="", secret=ssh_key(), known_hosts=KNOWN, by=None)
    edit_service(service, name="Gateway", url="git@git.example.com:a/b.git", branch="main", by=None)
    with refused("credential-kind"):
        set_credential(service, kind="https-token", username="", secret="ghp_abc", by=None)
    set_credential(service, kind="ssh-key", username="", secret=ssh_key(), known_hosts=KNOWN, by=None)


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        ("https://git.example.com/messaging/renamed.git", True),
        ("https://evil.example/messaging/gateway.git", False),
        ("https://git.example.com:8443/messaging/gateway.git", False),
        ("http://git.example.com/messaging/gateway.git", False),
        ("git@git.example.com:messaging/gateway.git", False),
    ],
)
def test_credential_does_not_follow_a_service_to_another_server(service: Service, url: str, stays: bool) -> None:
    set_credential(service, kind="https-token", username="", secret="ghp_abc", by=None)
    edit_service(service, name="Gateway", url=url, branch="main", by=None)
    assert Credential.objects.filter(service=service).exists() == stays


def test_rotation_moves_every_credential_to_the_first_key(service: Service, settings: Settings) -> None:
    set_credential(service, kind="https-token", username="", secret="ghp_abc", by=None)
    settings.CREDENTIAL_KEYS = [new_key(), *settings.CREDENTIAL_KEYS]
    assert rotate_credentials() == 1
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    opened = open_credential(service)
    assert opened is not None
    assert opened.secret == "ghp_abc"
