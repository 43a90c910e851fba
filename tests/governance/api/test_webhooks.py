"""Webhooks over the API: made, used, replaced and removed; their secrets shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.api.models import KeptAnswer
from governance.audit.models import AuditEvent
from governance.registry.encryption import decrypt
from governance.webhooks.handling import handle
from governance.webhooks.models import Hook
from tests.governance.api.conftest import program
from tests.governance.webhooks import calls

if TYPE_CHECKING:
    from django.test import Client

    from governance.accounts.models import Team, User
    from governance.registry.models import Service


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda *_values, **_options: None)


def test_webhook_that_was_set_up_can_be_called(service: Service, maintainer: User, client: Client) -> None:
    calling = program(maintainer)
    answer = calling.call("POST", "/services/gateway/webhooks", {"forge": "github"})
    made = answer.json()
    assert answer.status_code == 201
    call = calls.push("github", made["secret"])
    path = made["address"].partition("/hooks/")[2]
    response = client.post(f"/hooks/{path}", call.body, content_type=call.content_type, headers=call.headers)
    assert response.status_code == 202
    assert handle() == 1
    assert calling.get(f"/deliveries/{response.json()['delivery']}").json()["reason"] == "push"
    (listed,) = calling.get("/services/gateway/webhooks").json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "secret"}


def test_second_webhook_of_a_forge_is_refused(team: Team, owner: User) -> None:
    calling = program(owner)
    assert calling.call("POST", "/teams/messaging/webhooks", {"forge": "gitee"}).status_code == 201
    again = calling.call("POST", "/teams/messaging/webhooks", {"forge": "gitee"})
    assert (again.status_code, again.json()["code"]) == (409, "hook-exists")


def test_webhook_of_the_company_reaches_the_service_of_a_repository(
    service: Service, maintainer: User, outsider: User, middleware: User, client: Client
) -> None:
    calling = program(middleware)
    made = calling.call("POST", "/webhooks", {"forge": "github"}).json()
    assert made["address"].endswith("/hooks/company/github")
    again = calling.call("POST", "/webhooks", {"forge": "github"})
    assert (again.status_code, again.json()["code"]) == (409, "hook-exists")
    call = calls.push("github", made["secret"])
    response = client.post(
        "/hooks/company/github", call.body, content_type=call.content_type, headers=call.headers
    ).json()
    path = f"/deliveries/{response['delivery']}"
    assert calling.get(path).json()["team"] is None
    assert program(maintainer).get(path).status_code == 404
    handle()
    found = program(maintainer).get(path).json()
    assert (found["team"], found["service"], found["reason"]) == ("messaging", "gateway", "push")
    assert program(outsider).get(path).status_code == 404
    replaced = calling.call("POST", "/webhooks/github/secret", {}).json()
    (listed,) = calling.get("/webhooks").json()["items"]
    assert listed == {name: value for name, value in replaced.items() if name != "secret"}
    assert calling.call("DELETE", "/webhooks/github").status_code == 204
    assert calling.get("/webhooks").json()["items"] == []
    assert program(maintainer).get(path).json() == found  # what it brought stays


@pytest.mark.parametrize("at_once", [True, False])
def test_former_secret_is_taken_as_long_as_was_asked(service: Service, maintainer: User, at_once: bool) -> None:
    calling = program(maintainer)
    first = calling.call("POST", "/services/gateway/webhooks", {"forge": "github"}).json()
    path = "/services/gateway/webhooks/github/secret"
    second = calling.call("POST", path, {"at_once": at_once}).json()
    hook = Hook.objects.get()
    assert decrypt(hook.ciphertext) == second["secret"] != first["secret"]
    assert (second["former_until"] is None, hook.former_ciphertext is None) == (at_once, at_once)


def test_removed_webhook_is_gone(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    assert calling.call("DELETE", "/services/gateway/webhooks/github").status_code == 404
    calling.call("POST", "/services/gateway/webhooks", {"forge": "github"})
    assert calling.call("DELETE", "/services/gateway/webhooks/github").status_code == 204
    assert not Hook.objects.exists()
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-2:] == ["hook.set-up", "hook.removed"]


def test_secret_is_not_kept_for_a_repetition(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    answers = [
        calling.call("POST", "/services/gateway/webhooks", {"forge": "gitlab"}, Idempotency_Key="once").json()
        for _ in range(2)
    ]
    assert answers[0]["secret"].startswith("whsec_")
    assert answers[1] == {**answers[0], "secret": ""}
    assert answers[0]["secret"].encode() not in bytes(KeptAnswer.objects.get().content)
