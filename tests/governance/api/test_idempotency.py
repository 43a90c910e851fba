"""A change that is sent twice under one key is made once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from governance.accounts.models import Scope
from governance.api import idempotency
from governance.api.idempotency import forget_answers
from governance.api.models import KeptAnswer
from governance.api.operations import scans
from governance.api.shapes.scans import ScanAnswer
from governance.api.tasks import forget_kept_answers
from governance.registry.models import Service
from governance.scans.actions import request_scan
from governance.scans.models import Scan
from tests.governance.api.conftest import program

if TYPE_CHECKING:
    from governance.accounts.models import User

PATH = "/services/gateway/scans"


def test_same_call_again_gets_the_same_answer(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    first = calling.call("POST", PATH, {"branch": "main"}, Idempotency_Key="one")
    again = calling.call("POST", PATH, {"branch": "main"}, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert (first.get("Idempotency-Replayed"), again.get("Idempotency-Replayed")) == (None, "true")
    assert Scan.objects.count() == 1


def test_without_a_key_each_call_counts(service: Service, maintainer: User) -> None:
    for _ in range(2):
        program(maintainer).call("POST", PATH, {})
    assert Scan.objects.count() == 2
    assert not KeptAnswer.objects.exists()


def test_another_body_or_address_under_the_same_key_is_refused(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    calling.call("POST", PATH, {"branch": "main"}, Idempotency_Key="one")
    other_body = calling.call("POST", PATH, {"branch": "next"}, Idempotency_Key="one")
    other_address = calling.call("PATCH", "/services/gateway", {"branch": "main"}, Idempotency_Key="one")
    for response in (other_body, other_address):
        assert (response.status_code, response.json()["code"]) == (422, "idempotency-mismatch")
    assert Scan.objects.count() == 1


def test_keys_of_others_are_others(service: Service, maintainer: User, owner: User) -> None:
    for user in (maintainer, owner):
        assert program(user).call("POST", PATH, {}, Idempotency_Key="one").status_code == 202
    assert Scan.objects.count() == 2


def test_refusal_leaves_the_key_free(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    assert calling.call("POST", PATH, {"branch": "a..b"}, Idempotency_Key="one").status_code == 422
    assert calling.call("POST", PATH, {"branch": "main"}, Idempotency_Key="one").status_code == 202


def test_fault_keeps_neither_the_change_nor_the_answer(
    service: Service, maintainer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_after_the_change(*_: object) -> None:
        raise RuntimeError("after the scan was asked for")

    calling = program(maintainer)
    with monkeypatch.context() as broken:
        broken.setattr(ScanAnswer, "of", breaks_after_the_change)
        assert calling.call("POST", PATH, {}, Idempotency_Key="one").status_code == 500
    assert not Scan.objects.exists()
    assert calling.call("POST", PATH, {}, Idempotency_Key="one").status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_key_of_a_strange_length_is_refused(service: Service, maintainer: User, key: str) -> None:
    response = program(maintainer).call("POST", PATH, {}, Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency-key")


def test_key_opens_nothing(service: Service, maintainer: User) -> None:
    calling = program(maintainer, Scope.READ)
    assert calling.call("POST", PATH, {}, Idempotency_Key="one").json()["code"] == "token-scope"


def test_answers_are_forgotten_after_a_day(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    for key in ("old", "new"):
        calling.call("POST", PATH, {}, Idempotency_Key=key)
    KeptAnswer.objects.filter(key="old").update(created_at=timezone.now() - timedelta(hours=25))
    assert calling.call("POST", PATH, {}, Idempotency_Key="old").get("Idempotency-Replayed") is None
    KeptAnswer.objects.filter(key="old").update(created_at=timezone.now() - timedelta(hours=25))
    forget_kept_answers()
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["new"]
    assert forget_answers() == 0


@pytest.mark.django_db(transaction=True)
def test_second_call_while_the_first_runs_is_told_to_wait(
    service: Service, maintainer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calling = program(maintainer)
    begun, may_end = threading.Event(), threading.Event()

    def slow(*args: object, **kwargs: object) -> Scan:
        begun.set()
        assert may_end.wait(30)
        return request_scan(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(scans, "request_scan", slow)
    answers: list[int] = []

    def first() -> None:
        answers.append(calling.call("POST", PATH, {}, Idempotency_Key="one").status_code)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(30)
    second = calling.call("POST", PATH, {}, Idempotency_Key="one")
    may_end.set()
    thread.join()
    assert (second.status_code, second.json()["code"], second["Retry-After"]) == (409, "idempotency-running", "1")
    assert answers == [202]
    third = calling.call("POST", PATH, {}, Idempotency_Key="one")
    assert third["Idempotency-Replayed"] == "true"
    assert Scan.objects.count() == 1
    assert idempotency.KEPT_HOURS == 24
