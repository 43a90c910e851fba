"""Tokens for commit statuses over the API: kept, never shown, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.registry.encryption import decrypt
from governance.webhooks.models import StatusToken
from tests.governance.api.conftest import program

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

PATH = "/services/gateway/status-tokens/gitlab"


def test_token_is_kept_and_never_shown(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    body = {"token": "glpat-secret", "host": "Git.Example.com", "comments": True}
    answer = calling.call("PUT", PATH, body)
    assert (answer.status_code, answer.json()["host"], answer.json()["comments"]) == (200, "git.example.com", True)
    assert decrypt(StatusToken.objects.get().ciphertext) == "glpat-secret"
    listed = calling.get("/services/gateway/status-tokens")
    assert listed.json()["items"] == [answer.json()]
    assert b"glpat" not in answer.content + listed.content


def test_token_of_the_company_stands_beside_that_of_a_service(
    service: Service, maintainer: User, middleware: User
) -> None:
    body = {"token": "glpat-secret", "host": "git.example.com"}
    program(maintainer).call("PUT", PATH, {**body, "comments": True})
    calling = program(middleware)
    answer = calling.call("PUT", "/status-tokens/gitlab", body)
    assert (answer.status_code, answer.json()["comments"]) == (200, False)
    assert calling.get("/status-tokens").json()["items"] == [answer.json()]
    assert [calling.call("DELETE", "/status-tokens/gitlab").status_code for _ in range(2)] == [204, 404]
    assert StatusToken.objects.get().service == service


def test_token_that_is_no_token_and_address_that_is_private_are_refused(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    codes = [
        calling.call("PUT", PATH, {"token": "t", "host": "git.example.com", **changes}).json()["code"]
        for changes in ({"token": " "}, {"host": "a b"}, {"api_url": "https://169.254.169.254/api"})
    ]
    assert codes[:2] == ["status-token-malformed", "host-malformed"]
    assert codes[2].startswith("address-")
    assert not StatusToken.objects.exists()


def test_removed_token_is_gone(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    calling.call("PUT", PATH, {"token": "t", "host": "git.example.com"})
    assert [calling.call("DELETE", PATH).status_code for _ in range(2)] == [204, 404]
