"""What forges are answered, and what is kept of each call."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from governance.scans.models import Scan, State, Trigger
from governance.webhooks.actions import remove_hook, replace_secret
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, Hook, Outcome, Trust
from governance.webhooks.reasons import Reason
from tests.governance.webhooks import calls
from tests.governance.webhooks.calls import COMMIT, FORGES, GONE, Call

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, Settings

    from governance.accounts.models import User
    from governance.registry.models import Service
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db


def answer(response: Any) -> tuple[int, Any]:
    """The status, and the reason or the code of the problem."""
    body = json.loads(response.content)
    return response.status_code, body.get("reason") or body.get("code")


def followed(response: Any) -> tuple[int, Any]:
    """The status, and what a worker made of the delivery, which was answered without it."""
    assert answer(response) == (202, "not-handled-yet")
    assert handle() == 1
    return response.status_code, Delivery.objects.get(pk=json.loads(response.content)["delivery"]).reason


@pytest.mark.parametrize("forge", FORGES)
def test_push_to_the_default_branch_is_scanned(
    set_up: SetUp, send: Send, sent: list[int], forge: str, django_capture_on_commit_callbacks: Any
) -> None:
    hook, secret = set_up(forge)
    response = send(hook, calls.push(forge, secret))
    delivery, service = Delivery.objects.get(), hook.service
    assert json.loads(response.content) == {
        "outcome": "received",
        "reason": "not-handled-yet",
        "delivery": delivery.pk,
        "scan": None,
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert followed(response) == (202, "push")
    scan = Scan.objects.get()
    delivery.refresh_from_db()
    assert delivery.outcome == Outcome.ACCEPTED
    assert (scan.service, scan.branch, scan.commit, scan.trigger) == (service, "main", "", Trigger.PUSH)
    assert (delivery.scan, delivery.service, delivery.branch, delivery.commit) == (scan, service, "main", COMMIT)
    assert sent == [scan.pk]


@pytest.mark.parametrize("forge", FORGES)
@pytest.mark.parametrize("what", ["opened", "pushed"])
def test_pull_request_is_scanned_against_its_base(set_up: SetUp, send: Send, forge: str, what: str) -> None:
    hook, secret = set_up(forge)
    assert followed(send(hook, calls.pull_request(forge, secret, what=what))) == (202, "pull-request")
    scan = Scan.objects.get()
    reference = {
        "gitlab": "refs/merge-requests/7/head",
        "bitbucket": "topic",
        "bitbucket-dc": "refs/pull-requests/7/from",
    }.get(forge, "refs/pull/7/head")
    assert (scan.trigger, scan.pull_request, scan.base_branch) == (Trigger.PULL_REQUEST, 7, "main")
    assert (scan.branch, scan.commit) == (reference, "")


@pytest.mark.parametrize("forge", FORGES)
def test_uninteresting_call_is_answered_with_the_reason(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    expected = {
        "branch-deleted": calls.push(forge, secret, commit=GONE),
        "tag": calls.tag(forge, secret),
        "pull-request-closed": calls.pull_request(forge, secret, what="closed"),
        "event-not-used": calls.call(forge, secret, "something new", {"a": 1}),
    }
    if forge != "bitbucket":  # its event is the same for a new title and for a new commit
        expected["pull-request-unchanged"] = calls.pull_request(forge, secret, what="titled")
    for reason, call in expected.items():
        assert answer(send(hook, call)) == (202, reason)
    assert handle() == 0
    assert set(Delivery.objects.values_list("reason", "outcome")) == {(reason, Outcome.IGNORED) for reason in expected}
    assert not Scan.objects.exists()


def test_merge_request_that_ended_need_not_say_which_it_was(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("gitlab")
    payload = {"object_attributes": {"action": "merge"}, "project": {"path_with_namespace": calls.NAME}}
    assert answer(send(hook, calls.call("gitlab", secret, "Merge Request Hook", payload))) == (
        202,
        "pull-request-closed",
    )
    payload["object_attributes"] = {"action": "open"}
    assert answer(send(hook, calls.call("gitlab", secret, "Merge Request Hook", payload))) == (400, "body-malformed")


@pytest.mark.parametrize("forge", FORGES)
def test_push_that_is_about_nothing_scanned_ends_with_the_reason(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    assert followed(send(hook, calls.push(forge, secret, branch="topic"))) == (202, "branch-not-watched")
    assert followed(send(hook, calls.push(forge, secret, name="messaging/other"))) == (202, "unknown-repository")
    assert set(Delivery.objects.values_list("outcome", "service")) == {(Outcome.IGNORED, hook.service_id)}
    assert not Scan.objects.exists()


@pytest.mark.parametrize("forge", ["github", "bitbucket-dc"])
def test_trial_call_is_answered(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    assert answer(send(hook, calls.ping(forge, secret))) == (202, "ping")


@pytest.mark.parametrize("forge", FORGES)
def test_hook_of_a_team_finds_the_service_by_its_repository(
    set_up_team: SetUp, send: Send, service: Service, forge: str
) -> None:
    service.repository_url = {
        "bitbucket": "ssh://git@bitbucket.org:22/Messaging/Gateway",
        "bitbucket-dc": "https://stash.example.com/scm/messaging/gateway.git",
    }.get(forge, "git@Git.example.com:Messaging/Gateway")
    service.save()
    hook, secret = set_up_team(forge)
    assert followed(send(hook, calls.push(forge, secret))) == (202, "push")
    assert followed(send(hook, calls.push(forge, secret, name="messaging/elsewhere"))) == (202, "unknown-repository")
    assert Scan.objects.get().service == service


def test_hook_of_a_team_reaches_no_service_of_another(
    set_up_team: SetUp, send: Send, service: Service, other_team: Any
) -> None:
    service.team = other_team
    service.save()
    hook, secret = set_up_team("github")
    assert followed(send(hook, calls.push("github", secret))) == (202, "unknown-repository")


# --- trust ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forge", "trust"),
    [
        ("github", Trust.BODY),
        ("gitlab", Trust.TOKEN),
        ("gitea", Trust.BODY),
        ("gitee", Trust.TOKEN),
        ("bitbucket", Trust.BODY),
        ("bitbucket-dc", Trust.BODY),
    ],
)
def test_level_of_trust_is_kept(set_up: SetUp, send: Send, forge: str, trust: Trust) -> None:
    hook, secret = set_up(forge)
    send(hook, calls.push(forge, secret))
    assert Delivery.objects.get().trust == trust


def test_signing_token_of_gitlab_vouches_for_the_body(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("gitlab")
    assert secret.startswith("whsec_")
    call = calls.signed_by_gitlab(secret, calls.push("gitlab", secret))
    assert followed(send(hook, call)) == (202, "push")
    assert Delivery.objects.get().trust == Trust.BODY
    changed = Call(call.headers, call.body.replace(b"main", b"evil"))
    assert send(hook, changed).status_code == 401


def test_signature_of_gitee_vouches_for_the_time_only(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("gitee")
    assert followed(send(hook, calls.signed_by_gitee(secret, calls.push("gitee", secret)))) == (202, "push")
    assert Delivery.objects.get().trust == Trust.TIMESTAMP


@pytest.mark.parametrize(("forge", "sign"), [("gitlab", calls.signed_by_gitlab), ("gitee", calls.signed_by_gitee)])
def test_old_signature_is_refused(set_up: SetUp, send: Send, forge: str, sign: Any) -> None:
    hook, secret = set_up(forge)
    call = sign(secret, calls.push(forge, secret), at=timezone.now().timestamp() - 3_700)
    assert answer(send(hook, call)) == (401, "unauthorised")
    assert Delivery.objects.get().reason == Reason.SIGNATURE_OLD


@pytest.mark.parametrize("forge", FORGES)
def test_wrong_secret_is_refused_without_a_word(set_up: SetUp, send: Send, forge: str) -> None:
    hook, _secret = set_up(forge)
    response = send(hook, calls.push(forge, "another secret"))
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Unauthorised.",
        "status": 401,
        "code": "unauthorised",
    }
    assert response["Content-Type"] == "application/problem+json"
    delivery = Delivery.objects.get()
    assert (delivery.outcome, delivery.reason) == (Outcome.REFUSED, Reason.SIGNATURE_WRONG)
    assert delivery.body is None
    assert not Scan.objects.exists()


@pytest.mark.parametrize("forge", FORGES)
def test_call_without_a_signature_is_refused(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    call = calls.push(forge, secret)
    call.headers = {
        name: value for name, value in call.headers.items() if "Signature" not in name and "Token" not in name
    }
    assert answer(send(hook, call)) == (401, "unauthorised")
    assert Delivery.objects.get().reason == Reason.SIGNATURE_MISSING


@pytest.mark.parametrize("forge", ["github", "gitea", "bitbucket", "bitbucket-dc"])
def test_body_changed_on_the_way_is_refused(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    call = calls.push(forge, secret)
    call.body += b" "
    assert send(hook, call).status_code == 401


def test_older_signature_of_github_alone_is_refused(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    call = calls.push("github", secret)
    call.headers["X-Hub-Signature"] = call.headers.pop("X-Hub-Signature-256")
    assert send(hook, call).status_code == 401


def test_former_secret_is_taken_until_its_time_is_over(set_up: SetUp, send: Send, owner: User) -> None:
    hook, former = set_up("github")
    secret = replace_secret(hook, overlap=timedelta(hours=1), by=owner)
    assert send(hook, calls.push("github", former)).status_code == 202
    assert send(hook, calls.push("github", secret)).status_code == 202
    Hook.objects.update(former_until=timezone.now())
    assert send(hook, calls.push("github", former)).status_code == 401
    assert send(hook, calls.push("github", secret)).status_code == 202


def test_many_refused_calls_are_one_row(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    for _ in range(3):
        send(hook, calls.push("github", "guess"))
    delivery = Delivery.objects.get()
    assert delivery.repeats == 2
    # Whoever guessed its id did not take the place of the delivery itself.
    call = calls.push("github", secret)
    call.headers["X-GitHub-Delivery"] = delivery.identity
    assert followed(send(hook, call)) == (202, "push")


# --- the same again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forge", FORGES)
def test_delivery_that_came_before_does_nothing(set_up: SetUp, send: Send, forge: str) -> None:
    hook, secret = set_up(forge)
    call = calls.push(forge, secret)
    first = json.loads(send(hook, call).content)
    second = send(hook, call)
    assert answer(second) == (202, "duplicate")
    assert json.loads(second.content)["delivery"] == first["delivery"]
    assert (handle(), handle()) == (1, 0)
    assert answer(send(hook, call)) == (202, "duplicate")
    assert Delivery.objects.count() == Scan.objects.count() == 1


def test_same_identity_at_another_hook_is_another_delivery(set_up: SetUp, set_up_team: SetUp, send: Send) -> None:
    (one, secret), (other, team_secret) = set_up("github"), set_up_team("github")
    call = calls.push("github", secret)
    again = calls.sealed("github", team_secret, "push", call.body)
    again.headers["X-GitHub-Delivery"] = call.headers["X-GitHub-Delivery"]
    assert followed(send(one, call)) == followed(send(other, again)) == (202, "push")


def test_body_without_an_identity_is_the_same_delivery_for_minutes(
    set_up: SetUp, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook, secret = set_up("gitee")
    call = calls.push("gitee", secret)
    moments = iter([599.0, 601.0, 1300.0])
    monkeypatch.setattr("governance.webhooks.receiving.time.time", lambda: next(moments))
    reasons = [answer(send(hook, call))[1] for _ in range(3)]
    assert reasons == ["not-handled-yet", "duplicate", "not-handled-yet"]


def test_commit_that_is_scanned_already_is_not_scanned_again(set_up: SetUp, send: Send, service: Service) -> None:
    Scan.objects.create(service=service, branch="main", commit=COMMIT, trigger=Trigger.PUSH, state=State.DONE)
    hook, secret = set_up("github")
    assert followed(send(hook, calls.push("github", secret))) == (202, "commit-known")


def test_branch_that_goes_back_to_an_older_commit_is_scanned(set_up: SetUp, send: Send, service: Service) -> None:
    for commit in (COMMIT, calls.OTHER):
        Scan.objects.create(service=service, branch="main", commit=commit, trigger=Trigger.PUSH, state=State.DONE)
    hook, secret = set_up("github")
    assert followed(send(hook, calls.push("github", secret))) == (202, "push")


def test_several_branches_in_one_push_are_looked_through(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("bitbucket")
    states = [{"type": "branch", "name": name, "target": {"hash": COMMIT}} for name in ("topic", "main")]
    payload = {"push": {"changes": [{"new": state} for state in states]}, "repository": {"full_name": calls.NAME}}
    assert followed(send(hook, calls.call("bitbucket", secret, "repo:push", payload))) == (202, "push")


# --- bodies --------------------------------------------------------------------------------------------------------


def test_form_with_a_payload_is_taken(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    form = urlencode({"payload": calls.push("github", secret).body.decode()}).encode()
    call = calls.sealed("github", secret, "push", form)
    call.content_type = "application/x-www-form-urlencoded"
    assert followed(send(hook, call)) == (202, "push")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "body-malformed"),
        (b"[]", "body-malformed"),
        (b'{"ref": 1}', "body-malformed"),
        (b'{"ref": "refs/heads/main", "after": "\xff"}', "body-malformed"),
        (b"[" * 41 + b"]" * 41, "body-too-deep"),
        (b"[" * 500_000, "body-too-deep"),
    ],
)
def test_body_that_is_not_understood_is_refused(set_up: SetUp, send: Send, body: bytes, code: str) -> None:
    hook, secret = set_up("github")
    assert answer(send(hook, calls.sealed("github", secret, "push", body))) == (400, code)
    assert Delivery.objects.get().reason == code


def test_brackets_inside_of_text_are_not_nesting(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    payload = json.loads(calls.push("github", secret).body) | {"message": '[[["\\' * 50}
    assert followed(send(hook, calls.call("github", secret, "push", payload))) == (202, "push")


def test_form_without_a_payload_is_refused(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    call = calls.sealed("github", secret, "push", b"other=1")
    call.content_type = "application/x-www-form-urlencoded"
    assert answer(send(hook, call)) == (400, "body-malformed")


def test_body_over_the_limit_is_refused_unread(set_up: SetUp, send: Send, settings: Settings) -> None:
    settings.WEBHOOK_BYTES = 100
    hook, secret = set_up("github")
    assert answer(send(hook, calls.sealed("github", secret, "ping", b"[" + b" " * 98 + b"]"))) == (202, "ping")
    assert answer(send(hook, calls.sealed("github", secret, "ping", b"[" + b" " * 99 + b"]"))) == (
        413,
        "body-too-large",
    )


def test_other_content_type_is_refused(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    assert answer(send(hook, calls.ping("github", secret), content_type="text/plain")) == (415, "body-type")


def test_branch_with_an_impossible_name_reaches_no_scan(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    call = calls.pull_request("github", secret)
    payload = json.loads(call.body)
    payload["pull_request"]["base"]["ref"] = "--upload-pack=id"
    assert answer(send(hook, calls.call("github", secret, "pull_request", payload))) == (202, "body-malformed")
    assert not Scan.objects.exists()


def test_hook_that_is_not_there_is_named(client: Client, set_up: SetUp, send: Send, owner: User) -> None:
    assert answer(client.post("/hooks/services/gateway/github", {}, content_type="application/json"))[0] == 404
    hook, secret = set_up("github")
    remove_hook(hook, by=owner)
    assert answer(send(hook, calls.push("github", secret))) == (404, "hook-unknown")


def test_call_meets_nothing_that_is_for_people(client: Client, set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    response = send(hook, calls.push("github", secret))
    assert response.cookies == {}
    assert "Content-Security-Policy" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(response.content))
    assert client.get("/hooks/services/gateway/github").status_code == 405
    assert client.get("/hooks/nobody/gateway/github").status_code == 404


def test_secrets_are_not_kept(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("gitee")
    payload = json.loads(calls.push("gitee", secret).body)
    payload |= {
        "hook": {"config": {"secret": "s3cret"}},
        "note": f"the secret is {secret}",
        "clone": "https://bot:pw@git.example.com/a",
    }
    call = calls.call("gitee", secret, "Push Hook", payload)
    call.headers |= {"Authorization": "Basic eDp5", "Cookie": "session=1", "X-Api-Key": "k"}
    send(hook, call)
    delivery = Delivery.objects.get()
    kept = f"{delivery.headers} {delivery.body}"
    for word in (secret, "the-password", "s3cret", "bot:pw", "eDp5", "session=1"):
        assert word not in kept
    assert delivery.headers["X-Gitee-Token"] == "***"
    assert delivery.headers["X-Gitee-Event"] == "Push Hook"
    assert json.loads(delivery.body or "")["after"] == COMMIT


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_answer_takes_two_queries(
    set_up: SetUp, send: Send, django_assert_num_queries: DjangoAssertNumQueries, forge: str
) -> None:
    hook, secret = set_up(forge)
    with django_assert_num_queries(2):
        send(hook, calls.push(forge, secret))
