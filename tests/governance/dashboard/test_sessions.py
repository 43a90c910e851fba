"""Signing in and out, languages and themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response  # what the stubs call it

    from governance.accounts.models import User

PASSWORD = "correct horse battery"


@pytest.fixture
def member(owner: User) -> User:
    """Somebody with a password."""
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client: Client, password: str = PASSWORD, **data: str) -> Response:
    return client.post(reverse("sign-in"), {"username": "owner", "password": password, **data})


def test_right_password_leads_to_the_page_that_was_asked_for(client: Client, member: User) -> None:
    response = client.get("/rules/", follow=True)
    shown = response.content.decode()
    assert 'name="next" value="/rules/"' in shown
    assert sign_in(client, next="/rules/")["Location"] == "/rules/"


def test_wrong_password_is_refused_and_the_way_kept(client: Client, member: User) -> None:
    response = client.post(reverse("sign-in"), {"username": "owner", "password": "wrong", "next": "/rules/"})
    page = response.content.decode()
    assert 'role="alert"' in page
    assert 'name="next" value="/rules/"' in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_next_page_is_one_of_ours(client: Client, member: User, target: str) -> None:
    assert sign_in(client, next=target)["Location"] == "/"


def test_signing_out_ends_the_session(client: Client, member: User) -> None:
    client.force_login(member)
    client.post(reverse("sign-out"))
    assert client.get("/")["Location"].startswith(reverse("sign-in"))


def test_language_is_kept_for_the_browser_and_the_user(client: Client, member: User) -> None:
    client.force_login(member)
    client.post(reverse("language"), {"language": "zh-hans", "next": "/rules/"})
    member.refresh_from_db()
    assert member.language == "zh-hans"
    assert "规则" in client.get("/rules/").content.decode()


def test_language_comes_along_to_another_browser(client: Client, member: User) -> None:
    member.language = "zh-hans"
    member.save()
    sign_in(client)
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


def test_browser_in_chinese_is_answered_in_chinese(client: Client, db: None) -> None:
    page = client.get(reverse("sign-in"), headers={"Accept-Language": "zh-CN,zh;q=0.9"}).content.decode()
    assert "登录" in page


def test_unknown_language_is_refused(client: Client, db: None) -> None:
    assert client.post(reverse("language"), {"language": "xx"}).status_code == 400


def test_theme_is_kept_for_the_browser(client: Client, db: None) -> None:
    client.post(reverse("theme"), {"theme": "dark"})
    assert 'data-theme="dark"' in client.get(reverse("sign-in")).content.decode()


def test_theme_that_nobody_offers_is_ignored(client: Client, db: None) -> None:
    client.cookies["theme"] = '"><script>'
    page = client.get(reverse("sign-in")).content.decode()
    assert "data-theme" not in page
    assert "<script>" not in page
