"""What holds for every call: sizes and types, problems, ETags, languages, sessions, limits."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from governance.api import limits
from governance.api.limits import spend
from governance.api.operations import accounts
from governance.scans.models import Scan
from tests.governance.api.conftest import Program, program

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.registry.models import Service


def test_answer_that_is_still_so_is_not_sent_again(scan: Scan, colleague: User) -> None:
    calling = program(colleague)
    first = calling.get("/services/gateway")
    again = calling.get("/services/gateway", If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Scan.objects.create(service=scan.service, branch="main", trigger="api")
    changed = calling.get("/services/gateway", If_None_Match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_answer_is_for_the_caller_alone(scan: Scan, colleague: User) -> None:
    response = program(colleague).get("/services")
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Accept-Language", "Authorization", "Cookie"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("since", ["2026-01-01T00:00:00%2B17:12", "0449-11-27T00:00:00-17:12", "2026-01-01T00:00:00"])
def test_every_offset_of_a_time_is_understood(owner: User, since: str) -> None:
    assert program(owner).get(f"/audit/events?since={since}").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing/here", 404, "not-found"),
        ("GET", "/services/", 404, "not-found"),
        ("GET", "/services/nothing", 404, "not-found"),
        ("POST", "/scans/1", 405, "method-not-allowed"),
        ("GET", "/scans?limit=1000", 422, "fields-invalid"),
        ("GET", "/scans?branch=a%00b", 400, "nul"),
        ("GET", "/scans/99999999999999999999", 422, "fields-invalid"),
        ("GET", "/audit/events?since=0001-01-01T00:00:00%2B01:00", 422, "fields-invalid"),
    ],
)
def test_every_error_is_a_problem(colleague: User, method: str, path: str, status: int, code: str) -> None:
    response = program(colleague).call(method, path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    told = response.json()
    assert (told["status"], told["code"], told["title"]) == (status, code, HTTPStatus(status).phrase)
    assert told["detail"]


def test_method_that_is_not_allowed_says_which_are(colleague: User) -> None:
    assert program(colleague).call("POST", "/scans/1")["Allow"] == "GET"


def test_invalid_fields_are_named(service: Service, maintainer: User) -> None:
    body = {"team": 5, "repository": "https://git.example.com/x.git", "nmae": "X"}
    errors = program(maintainer).call("POST", "/services", body).json()["errors"]
    assert {(error["in"], error["field"]) for error in errors} == {("body", "body.team"), ("body", "body.nmae")}


def test_body_that_is_no_json_is_refused(service: Service, maintainer: User) -> None:
    token = {"Authorization": f"Bearer {program(maintainer).secret}"}
    form = Client().post("/api/v1/services", {"team": "messaging"}, headers=token)
    assert (form.status_code, form.json()["code"]) == (415, "not-json")
    broken = Client().post("/api/v1/services", b"{", content_type="application/json", headers=token)
    assert (broken.status_code, broken.json()["code"]) == (400, "request-malformed")


def test_body_that_is_too_large_is_refused(service: Service, maintainer: User, settings: Settings) -> None:
    settings.API_BODY_BYTES = 100
    response = program(maintainer).call("POST", "/services", {"team": "x" * 100})
    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


def test_fault_is_owned_up_to_with_a_reference(
    colleague: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(accounts, "page", broken)
    response = program(colleague).get("/teams")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert response.json()["reference"] in caplog.text
    assert "secret of the inside" not in response.content.decode()


def test_texts_are_in_the_language_that_is_asked_for(scan: Scan, colleague: User) -> None:
    finding = scan.occurrences.get().finding_id
    calling = program(colleague)
    assert calling.get(f"/findings/{finding}").json()["message"] == "not reset"
    assert calling.get(f"/findings/{finding}", Accept_Language="zh-CN").json()["message"] == "未重置"
    detail = calling.get("/services/nothing", Accept_Language="zh-CN").json()["detail"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in detail)


def test_session_reads_and_needs_its_csrf_token_to_change(service: Service, maintainer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(maintainer)
    assert browser.get("/api/v1/me").json()["token"] is None
    refused = browser.post("/api/v1/services/gateway/scans", "{}", content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    browser.get("/tokens/")
    token = browser.cookies["csrftoken"].value
    taken = browser.post(
        "/api/v1/services/gateway/scans", "{}", content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert taken.status_code == 202


def test_caller_is_told_what_is_left_and_then_to_wait(colleague: User, settings: Settings) -> None:
    settings.API_CALLS_A_MINUTE = 2
    calling = program(colleague)
    answers = [calling.get("/me") for _ in range(5)]  # two minutes at most, should one end in between
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) in (2, 3, 4)
    assert 429 in statuses
    first, last = answers[0], answers[statuses.index(429)]
    assert first["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first["RateLimit"].startswith('"minute";r=1;t=')
    assert last.json()["code"] == "too-many-calls"
    assert 1 <= int(last["Retry-After"]) <= 60
    assert program(colleague).get("/me").status_code == 200  # another token is another caller


def test_who_has_no_token_is_limited_by_address(db: None, settings: Settings) -> None:
    settings.API_FAILURES_A_MINUTE = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    calling = Program("irn_made-up")
    statuses = [calling.get("/me", X_Forwarded_For="1.1.1.1, 192.0.2.77").status_code for _ in range(4)]
    assert set(statuses) == {401, 429}
    assert calling.get("/me", X_Forwarded_For="192.0.2.77, 192.0.2.78").status_code == 401


def test_calls_go_through_while_redis_is_away(colleague: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = program(colleague).get("/me")
    assert response.status_code == 200
    assert "RateLimit" not in response
    assert spend("somebody", 5) is None
    assert limits.WINDOW_SECONDS == 60
