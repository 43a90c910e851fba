"""Pages that are shown instead of the one that was asked for."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from governance.dashboard.views import overview

if TYPE_CHECKING:
    from governance.accounts.models import User


def test_missing_page_says_whom_to_ask(reader: Client) -> None:
    response = reader.get("/services/nowhere/")
    assert response.status_code == 404
    assert "ask its admin to make you a member" in response.content.decode()


def test_old_form_says_that_nothing_was_changed(colleague: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(colleague)
    response = client.post("/sign-out")
    assert response.status_code == 403
    assert "Nothing was changed." in response.content.decode()


def test_fault_of_ours_gives_a_reference_that_is_in_the_log(
    colleague: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(overview, "needs_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(colleague)
    with caplog.at_level(logging.ERROR):
        response = client.get("/")
    assert response.status_code == 500
    page = response.content.decode()
    found = re.search(r"<code>([0-9a-f-]{36})</code>", page)
    assert found is not None
    assert "on fire" not in page
    record = next(record for record in caplog.records if found[1] in record.getMessage())
    assert record.exc_info is not None


def test_pages_carry_a_strict_policy(reader: Client) -> None:
    policy = reader.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/", "/rules/", "/services/register"])
def test_pages_have_no_inline_style_or_script(client: Client, middleware: User, address: str) -> None:
    client.force_login(middleware)
    page = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", page)
