"""The whole way, once, for real: sign in, register, watch the scan, open the scorecard, a finding, its rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import expect

from governance import examples
from governance.scans.models import Scan, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from governance.accounts.models import User
    from tests.git_server import GitServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCAN_MILLISECONDS = 90_000


def test_from_the_sign_in_page_to_the_rule_of_a_finding(
    page: Page, sign_in: Callable[[User], None], maintainer: User, git_server: GitServer, worker: None
) -> None:
    examples.build(settings.BASE_DIR / "examples" / "message-gateway", git_server.root / "message-gateway.git")
    sign_in(maintainer)

    page.get_by_role("link", name="Register a service").click()
    page.get_by_label("Repository", exact=True).fill(git_server.url("message-gateway.git"))
    page.get_by_role("button", name="Register and scan").click()

    page.wait_for_url("**/scans/*/")
    expect(page.get_by_role("list").filter(has_text="Fetching")).to_contain_text("Saving")
    expect(page.get_by_role("link", name="Open the scorecard")).to_be_visible(timeout=SCAN_MILLISECONDS)
    assert Scan.objects.get().state == State.DONE
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_timeout(2_500)
    assert requests == [], "the page of an ended scan still asks"

    page.get_by_role("link", name="Open the scorecard").click()
    expect(page.get_by_role("heading", name="message-gateway")).to_be_visible()
    rail = page.locator("details#IR3")
    rail.locator("summary").click()
    expect(rail.get_by_text("package-level").first).to_be_visible()
    rail.get_by_role("link", name=re.compile("^IR30")).first.click()

    page.wait_for_url("**/findings/*/")
    expect(page.locator("li.here").first).to_contain_text("sync.Pool")
    page.get_by_role("link", name=re.compile("^The rule IR30")).click()

    page.wait_for_url("**/rules/IR30*/")
    expect(page.get_by_role("heading", name="How to repair")).to_be_visible()
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", name="如何修复")).to_be_visible()


def test_scan_can_be_followed_without_scripts(
    page: Page, sign_in: Callable[[User], None], maintainer: User, git_server: GitServer, worker: None
) -> None:
    examples.build(settings.BASE_DIR / "examples" / "profile-store", git_server.root / "profile-store.git")
    sign_in(maintainer)
    assert page.context.browser is not None
    context = page.context.browser.new_context(
        base_url=page.url, storage_state=page.context.storage_state(), java_script_enabled=False
    )
    plain = context.new_page()
    plain.goto("/services/register")
    plain.get_by_label("Repository", exact=True).fill(git_server.url("profile-store.git"))
    plain.get_by_role("button", name="Register and scan").click()
    expect(plain.get_by_role("link", name="Open the scorecard")).to_be_visible(timeout=SCAN_MILLISECONDS)
    context.close()
