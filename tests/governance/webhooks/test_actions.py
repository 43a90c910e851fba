"""Who may set up what, what is kept of it, and what replays a delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.audit.models import AuditEvent
from governance.registry.encryption import new_key
from governance.scans.models import Scan, State
from governance.webhooks.actions import (
    remove_hook,
    remove_status_token,
    replace_secret,
    replay_delivery,
    rotate_secrets,
    set_status_token,
    set_up_hook,
)
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, Forge, Hook, Outcome, StatusToken
from governance.webhooks.receiving import secrets_of
from governance.webhooks.retention import forget_bodies
from tests.governance.webhooks import calls
from tests.refused import refused

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.registry.models import Service
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db


def trail() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", "object_kind", "object_name"))


def test_secret_is_random_and_stored_encrypted(service: Service, maintainer: User) -> None:
    hook, secret = set_up_hook(service, forge=Forge.GITHUB, by=maintainer)
    _other, another = set_up_hook(service, forge=Forge.GITEA, by=maintainer)
    assert len(secret) == 43
    assert secret != another
    assert secret.encode() not in bytes(hook.ciphertext)
    assert secrets_of(hook) == [secret]
    assert trail() == [("hook.set-up", "service", "gateway")] * 2


def test_one_hook_a_forge(service: Service, maintainer: User) -> None:
    set_up_hook(service, forge=Forge.GITHUB, by=maintainer)
    with refused("hook-exists"):
        set_up_hook(service, forge=Forge.GITHUB, by=maintainer)


def test_hook_of_a_team_is_for_its_admins(team: Team, owner: User, maintainer: User, outsider: User) -> None:
    for somebody in (maintainer, outsider):
        with refused("not-allowed"):
            set_up_hook(team, forge=Forge.GITHUB, by=somebody)
    hook, _secret = set_up_hook(team, forge=Forge.GITHUB, by=owner)
    with refused("not-allowed"):
        remove_hook(hook, by=maintainer)
    remove_hook(hook, by=owner)
    assert not Hook.objects.exists()
    assert trail() == [("hook.set-up", "team", "messaging"), ("hook.removed", "team", "messaging")]


def test_viewer_sets_up_nothing(service: Service, colleague: User) -> None:
    with refused("not-allowed"):
        set_up_hook(service, forge=Forge.GITHUB, by=colleague)
    with refused("not-allowed"):
        set_status_token(service, forge=Forge.GITHUB, token="t", host="github.com", by=colleague)


def test_secret_can_be_replaced_at_once_or_with_an_overlap(service: Service, maintainer: User) -> None:
    hook, first = set_up_hook(service, forge=Forge.GITHUB, by=maintainer)
    second = replace_secret(hook, overlap=timedelta(hours=24), by=maintainer)
    hook.refresh_from_db()
    assert secrets_of(hook) == [second, first]
    third = replace_secret(hook, overlap=timedelta(0), by=maintainer)
    hook.refresh_from_db()
    assert secrets_of(hook) == [third]
    assert trail()[-1] == ("hook.secret-replaced", "service", "gateway")


def test_status_token_is_stored_encrypted_and_removed(service: Service, maintainer: User) -> None:
    token = set_status_token(service, forge=Forge.GITHUB, token=" ghp_x ", host="GitHub.com", by=maintainer)
    assert token.host == "github.com"
    assert b"ghp_x" not in bytes(token.ciphertext)
    assert "ghp_x" not in str(list(AuditEvent.objects.values()))
    remove_status_token(token, by=maintainer)
    assert not StatusToken.objects.exists()
    assert [action for action, _kind, _name in trail()] == ["status-token.set", "status-token.removed"]


@pytest.mark.parametrize("token", ["", " ", "a\nb", "词", "x" * 2001])
def test_token_that_is_none_is_refused(service: Service, maintainer: User, token: str) -> None:
    with refused("status-token-malformed"):
        set_status_token(service, forge=Forge.GITHUB, token=token, host="github.com", by=maintainer)


@pytest.mark.parametrize("host", ["", "a/b", "https://a", "u@a", "a:b", "a b"])
def test_host_that_is_none_is_refused(service: Service, maintainer: User, host: str) -> None:
    with refused("host-malformed"):
        set_status_token(service, forge=Forge.GITHUB, token="t", host=host, by=maintainer)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://git.example.com/api", "url-scheme"),
        ("https://127.0.0.1/api", "address-loopback"),
        ("https://169.254.169.254/latest", "address-metadata"),
        ("https://bot:pw@git.example.com/api", "url-password"),
        ("file:///etc", "local-path-refused"),
    ],
)
def test_address_of_an_api_passes_the_url_guard(service: Service, maintainer: User, url: str, code: str) -> None:
    with refused(code):
        set_status_token(service, forge=Forge.GITLAB, token="t", host="gitlab.com", api_url=url, by=maintainer)


def test_keys_can_be_changed(service: Service, maintainer: User, settings: Settings) -> None:
    hook, secret = set_up_hook(service, forge=Forge.GITHUB, by=maintainer)
    set_status_token(service, forge=Forge.GITHUB, token="t", host="github.com", by=maintainer)
    settings.CREDENTIAL_KEYS = [new_key(), *settings.CREDENTIAL_KEYS]
    assert rotate_secrets() == 2
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    hook.refresh_from_db()
    assert secrets_of(hook) == [secret]


def test_replay_acts_once_more(set_up: SetUp, send: Send, maintainer: User) -> None:
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    handle()
    delivery = Delivery.objects.get()
    for _ in range(2):
        Scan.objects.update(state=State.DONE)
        again = replay_delivery(delivery, by=maintainer)
        assert (again.replay_of, again.replayed_by, again.outcome) == (delivery, maintainer, Outcome.ACCEPTED)
    assert Scan.objects.count() == Delivery.objects.count() == 3
    assert trail()[-1][0] == "delivery.replayed"


def test_delivery_of_another_team_is_not_replayed(set_up: SetUp, send: Send, outsider: User, colleague: User) -> None:
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    for somebody in (outsider, colleague):
        with refused("not-allowed"):
            replay_delivery(Delivery.objects.get(), by=somebody)


def test_bodies_are_dropped_after_their_time(set_up: SetUp, send: Send, maintainer: User, settings: Settings) -> None:
    hook, secret = set_up("github")
    for _ in range(3):
        send(hook, calls.push("github", secret))
    handle()
    newest = Delivery.objects.latest("id")
    old = timezone.now() - timedelta(days=settings.WEBHOOK_BODY_DAYS, seconds=1)
    Delivery.objects.exclude(pk=newest.pk).update(received_at=old)
    assert (forget_bodies(), forget_bodies()) == (2, 0)
    assert Delivery.objects.filter(body=None, headers={}).count() == 2
    with refused("delivery-not-kept"):
        replay_delivery(Delivery.objects.earliest("id"), by=maintainer)


def test_body_that_no_worker_has_read_yet_is_not_dropped(set_up: SetUp, send: Send, settings: Settings) -> None:
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    Delivery.objects.update(received_at=timezone.now() - timedelta(days=settings.WEBHOOK_BODY_DAYS, seconds=1))
    assert forget_bodies() == 0
    assert handle() == 1
    assert forget_bodies() == 1
