"""API tokens: who may make them, what is kept of them, and when they end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.actions import create_service_account, create_token, open_with, revoke_token
from governance.accounts.models import APIToken, Membership, Role, Scope, Team, User
from governance.audit.models import AuditEvent
from governance.errors import UserError

if TYPE_CHECKING:
    from django.test import Client


def made(owner: User, by: User | None = None, **values: object) -> tuple[APIToken, str]:
    given = {"name": "pipeline", "scope": Scope.READ, "days": 30, **values}
    return create_token(owner=owner, by=by or owner, **given)  # type: ignore[arg-type]


def refusal(call: object, *args: object, **values: object) -> str:
    with pytest.raises(UserError) as caught:
        call(*args, **values)  # type: ignore[operator]
    return caught.value.code


def test_secret_opens_and_is_nowhere_kept(colleague: User) -> None:
    token, secret = made(colleague)
    assert secret.startswith("irn_")
    assert len(secret) == 47
    assert open_with(secret) == token
    kept = APIToken.objects.filter(pk=token.pk).values().get()
    assert not any(secret in str(value) for value in kept.values())
    assert open_with(secret[:-1]) is None


def test_making_and_revoking_are_in_the_trail_without_the_secret(colleague: User) -> None:
    token, secret = made(colleague)
    revoke_token(token, by=colleague)
    revoke_token(token, by=colleague)
    events = list(AuditEvent.objects.order_by("sequence"))
    assert [event.action for event in events] == ["token.created", "token.revoked"]
    assert events[0].details == {"owner": "colleague", "scope": "read", "days": 30}
    assert not any(secret in str(event.exported()) for event in events)


def test_token_ends_when_it_is_revoked_when_it_expires_and_with_its_owner(colleague: User) -> None:
    for end in ("revoked", "expired", "gone"):
        token, secret = made(colleague)
        if end == "revoked":
            revoke_token(token, by=colleague)
        elif end == "expired":
            APIToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
        else:
            User.objects.filter(pk=colleague.pk).update(is_active=False)
        assert open_with(secret) is None, end


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"days": 0}, "token-days"),
        ({"days": 366}, "token-days"),
        ({"scope": "everything"}, "token-scope-unknown"),
        ({"name": " "}, "token-name"),
        ({"name": "x" * 101}, "token-name"),
    ],
)
def test_strange_wishes_are_refused(colleague: User, values: dict[str, object], code: str) -> None:
    assert refusal(made, colleague, **values) == code


def test_use_is_written_down_once_an_hour(colleague: User) -> None:
    token, secret = made(colleague)
    open_with(secret)
    first = APIToken.objects.get(pk=token.pk).last_used_at
    assert first is not None
    open_with(secret)
    assert APIToken.objects.get(pk=token.pk).last_used_at == first
    long_ago = timezone.now() - timedelta(minutes=61)
    APIToken.objects.filter(pk=token.pk).update(last_used_at=long_ago)
    open_with(secret)
    assert APIToken.objects.get(pk=token.pk).last_used_at != long_ago


@pytest.mark.django_db(transaction=True)
def test_call_does_not_wait_for_whoever_has_the_row() -> None:
    colleague = User.objects.create_user("colleague")
    token, secret = made(colleague)
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("SELECT 1 FROM accounts_apitoken WHERE id = %s FOR UPDATE", [token.pk])
            with connection.cursor() as ours:
                ours.execute("SET LOCAL lock_timeout = '2s'")
            assert open_with(secret) == token
            other.rollback()
    finally:
        other.close()
    assert APIToken.objects.get(pk=token.pk).last_used_at is None


def test_nobody_makes_a_token_for_another_person(colleague: User, owner: User, middleware: User) -> None:
    assert refusal(made, colleague, by=owner) == "not-allowed"
    assert refusal(made, colleague, by=middleware) == "not-allowed"


def test_admin_makes_tokens_for_programs_of_the_team(team: Team, owner: User, maintainer: User, outsider: User) -> None:
    account = create_service_account(team=team, name="Nightly build", role=Role.MAINTAINER, by=owner)
    assert (account.username, account.is_service_account) == ("messaging.nightly-build", True)
    token, _secret = made(account, by=owner)
    assert APIToken.objects.manageable_by(owner).get() == token
    for stranger in (maintainer, outsider):
        assert refusal(made, account, by=stranger) == "not-allowed"
        assert refusal(revoke_token, token, by=stranger) == "not-allowed"
        assert refusal(create_service_account, team=team, name="x", role="viewer", by=stranger) == "not-allowed"
    created = AuditEvent.objects.get(action="token.created")
    assert (created.team, created.actor_name) == ("messaging", "owner")


def test_admin_of_one_team_does_not_reach_another_through_an_account(
    team: Team, other_team: Team, owner: User, middleware: User
) -> None:
    account = create_service_account(team=team, name="both", role=Role.VIEWER, by=owner)
    Membership.objects.create(user=account, team=other_team, role=Role.ADMIN)
    assert refusal(made, account, by=owner) == "not-allowed"
    assert made(account, by=middleware)


def test_names_of_accounts_are_checked(team: Team, owner: User) -> None:
    create_service_account(team=team, name="build", role=Role.VIEWER, by=owner)
    assert refusal(create_service_account, team=team, name="Build", role="viewer", by=owner) == "account-exists"
    assert refusal(create_service_account, team=team, name="流水线", role="viewer", by=owner) == "account-name"
    assert refusal(create_service_account, team=team, name="other", role="king", by=owner) == "role-unknown"


def test_service_account_cannot_sign_in(client: Client, team: Team, owner: User) -> None:
    account = create_service_account(team=team, name="build", role=Role.VIEWER, by=owner)
    account.set_password("correct horse battery")
    account.save()
    assert authenticate(username=account.username, password="correct horse battery") is None
    client.force_login(account)
    assert client.get("/").status_code == 302


def test_every_scope_includes_those_before_it() -> None:
    order = list(Scope)
    for position, scope in enumerate(order):
        assert [other for other in order if scope.includes(other)] == order[: position + 1]
