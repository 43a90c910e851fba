"""The page of API tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.urls import reverse

from governance.accounts.actions import open_with
from governance.accounts.models import APIToken, User

if TYPE_CHECKING:
    from django.test import Client

    from governance.accounts.models import Team

ADDRESS = "/tokens/"


def secret_in(page: str) -> str:
    (secret,) = re.findall(r"irn_[\w-]{43}", page)
    return str(secret)


def test_secret_is_shown_once(writer: Client, maintainer: User) -> None:
    shown = writer.post(ADDRESS, {"name": "Laptop", "scope": "scan", "days": "30"})
    token = APIToken.objects.get()
    secret = secret_in(shown.content.decode())
    assert open_with(secret) == token
    assert (token.owner, token.scope) == (maintainer, "scan")
    assert "no-store" in shown["Cache-Control"]
    again = writer.get(ADDRESS).content.decode()
    assert secret not in again
    assert token.hint in again


def test_token_is_revoked(writer: Client) -> None:
    secret = secret_in(writer.post(ADDRESS, {"name": "Laptop", "scope": "read", "days": "1"}).content.decode())
    assert writer.post(reverse("revoke-token", args=[APIToken.objects.get().pk]))["Location"] == ADDRESS
    assert open_with(secret) is None


def test_faults_are_shown_at_their_fields(writer: Client) -> None:
    response = writer.post(ADDRESS, {"name": "", "scope": "read", "days": "400"})
    assert response.status_code == 422
    assert response.content.decode().count('role="alert"') == 2
    assert not APIToken.objects.exists()


def test_admin_makes_an_account_and_a_token_for_it(client: Client, owner: User, team: Team) -> None:
    client.force_login(owner)
    client.post(reverse("create-service-account"), {"team": "messaging", "name": "build", "role": "maintainer"})
    account = User.objects.get(is_service_account=True)
    assert account.username in client.get(ADDRESS).content.decode()
    client.post(ADDRESS, {"name": "CI", "owner": account.username, "scope": "scan", "days": "365"})
    assert APIToken.objects.get().owner == account


def test_who_is_no_admin_is_offered_no_account(writer: Client, team: Team) -> None:
    assert reverse("create-service-account") not in writer.get(ADDRESS).content.decode()
    response = writer.post(reverse("create-service-account"), {"team": "messaging", "name": "x", "role": "admin"})
    assert response.status_code == 422
    assert not User.objects.filter(is_service_account=True).exists()


def test_tokens_of_others_are_not_shown(writer: Client, owner: User) -> None:
    from governance.accounts.actions import create_token

    create_token(owner=owner, name="Of the owner", scope="read", days=1, by=owner)
    assert "Of the owner" not in writer.get(ADDRESS).content.decode()
