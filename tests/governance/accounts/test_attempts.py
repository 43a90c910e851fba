"""Signing in may fail so often for an account and for an address, by whichever door; then whoever tries has to wait.

Accounts and addresses are new in each test: the counts are kept in a Redis that all tests share.
"""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate

from governance.accounts.attempts import Attempt, TooManyAttempts
from governance.accounts.models import User
from governance.audit.models import Action, AuditEvent

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response  # what the stubs call it
    from pytest_django import Settings

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def three_failures(settings: Settings) -> None:
    settings.SIGN_IN_FAILURES = 3


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(username=f"person-{uuid.uuid4()}", password=PASSWORD)


def an_address() -> str:
    return f"2001:db8::{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}"


def sign_in(
    client: Client, username: str, password: str = "wrong", *, address: str = "", door: str = "/sign-in"
) -> Response:
    return client.post(door, {"username": username, "password": password}, REMOTE_ADDR=address or an_address())


def test_account_has_to_wait_after_too_many_failures_even_with_the_right_password(client: Client, person: User) -> None:
    answers = [sign_in(client, person.username) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    refused = sign_in(client, person.username, PASSWORD)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 300
    assert re.search("Signing in failed too often. Wait [1-5] minutes?, then try again.", refused.content.decode())
    assert "_auth_user_id" not in client.session


def test_refusal_is_in_the_language_of_the_reader(client: Client, person: User) -> None:
    for _ in range(3):
        sign_in(client, person.username)
    client.cookies["django_language"] = "zh-hans"
    assert "登录失败次数过多" in sign_in(client, person.username).content.decode()


def test_account_is_one_however_its_name_is_spelled(client: Client, person: User) -> None:
    for name in (person.username, person.username.upper(), person.username.title()):
        sign_in(client, name)
    assert sign_in(client, person.username, PASSWORD).status_code == 429


def test_name_of_nobody_is_answered_like_that_of_an_account(client: Client, db: None) -> None:
    name = str(uuid.uuid4())
    assert [sign_in(client, name).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_address_has_to_wait_whatever_names_it_tries(client: Client, person: User) -> None:
    address = an_address()
    answers = [sign_in(client, str(uuid.uuid4()), address=address) for _ in range(15)]
    assert {answer.status_code for answer in answers} == {200}
    assert sign_in(client, person.username, PASSWORD, address=address).status_code == 429
    assert sign_in(client, person.username, PASSWORD).status_code == 302  # from elsewhere


def test_success_takes_back_what_failed_for_the_account_before(client: Client, person: User) -> None:
    for _ in range(2):
        for _ in range(2):
            sign_in(client, person.username)
        assert sign_in(client, person.username, PASSWORD).status_code == 302
        client.logout()


def test_success_does_not_count_at_an_address_that_many_share(client: Client, person: User) -> None:
    address = an_address()
    for _ in range(20):
        assert sign_in(client, person.username, PASSWORD, address=address).status_code == 302
        client.logout()


def test_many_attempts_at_once_are_not_more_than_one_after_the_other(person: User) -> None:
    def attempt(_number: int) -> bool:
        try:
            Attempt(person.username, "")
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 3


def test_other_door_is_not_open_either(client: Client, person: User) -> None:
    for _ in range(3):
        sign_in(client, person.username, door="/admin/login/")
    shown = sign_in(client, person.username, PASSWORD, door="/admin/login/").content.decode()
    assert "Signing in failed too often." in shown
    with pytest.raises(TooManyAttempts):
        authenticate(username=person.username, password=PASSWORD)


def test_refusals_do_not_fill_the_trail(client: Client, person: User) -> None:
    for _ in range(6):
        sign_in(client, person.username)
    assert AuditEvent.objects.filter(action=Action.SIGN_IN_FAILED).count() == 3


def test_everybody_may_try_while_redis_is_away(client: Client, person: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert [sign_in(client, person.username).status_code for _ in range(5)] == [200] * 5
    assert sign_in(client, person.username, PASSWORD).status_code == 302
