"""Every page in light and dark, in both languages, wide and narrow: no accessibility fault, nothing off the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from governance.findings.excerpts import Excerpt
from governance.scans.models import Scan, State, Trigger
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, UNKNOWN, a_finding, a_pool, a_problem, a_report, a_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from governance.accounts.models import User
    from governance.registry.models import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERIOUS = ("serious", "critical")
CODE = (
    "func f() {",
    "\tbuf := bufPool.Get().(*bytes.Buffer)",
    f"\tbuf.WriteString({'x' * 200!r})",
    "\tbufPool.Put(buf)",
)
LOOKS: Final[tuple[tuple[str, Literal["light", "dark"]], ...]] = (("en", "light"), ("zh-hans", "dark"))
SIGNED_IN = ("dashboard", "service", "running", "failed", "done", "finding", "rules", "rule", "register", "edit")


@pytest.fixture
def address(service: Service) -> Callable[[str], str]:
    """Return the address of a page about a service with a history, and of scans in several states."""
    failing = PASS | {"IR2": RuleVerdict.FAIL, "IR3": RuleVerdict.FAIL}
    pools = [a_pool(sites=[a_site(9), a_site(11)], verdicts=failing), a_pool("p2", verdicts=UNKNOWN)]
    known = a_finding("IR301", "scope", pool="p1")
    scanned(service, a_report([known], pools), days_ago=2)
    new = a_finding(
        "IR201", "reset", severity=Severity.CRITICAL, line=11, trace=[("a/b.go", 9), ("a/b.go", 11)], pool="p1"
    )
    excerpts = {"reset": [Excerpt("a/b.go", 8, CODE)]}
    done = scanned(service, a_report([known, new], pools, [a_problem("a/very/long/" + "path/" * 20)]), excerpts)
    now = timezone.now()
    common = {"service": service, "branch": "main", "trigger": Trigger.PERSON, "fetching_at": now, "analysing_at": now}
    progress = {"stage": "parse", "done": 12, "total": 40}
    running = Scan.objects.create(state=State.ANALYSING, heartbeat_at=now, progress=progress, **common)
    texts = {"en": "The analyser crashed.", "zh-hans": "分析器崩溃。"}
    failed = Scan.objects.create(state=State.FAILED, ended_at=now, error_messages=texts, error_code="x", **common)
    return {
        "sign-in": "/sign-in",
        "dashboard": "/",
        "service": f"/services/{service.slug}/",
        "running": f"/scans/{running.pk}/",
        "failed": f"/scans/{failed.pk}/",
        "done": f"/scans/{done.pk}/",
        "finding": f"/findings/{done.occurrences.get(code='IR201').finding_id}/",
        "rules": "/rules/",
        "rule": "/rules/IR301/",
        "register": "/services/register",
        "edit": f"/services/{service.slug}/edit",
    }.__getitem__


def serious_faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['html']}"
        for fault in violations
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def check(page: Page, address: str) -> None:
    """Look at a page with everything open, and on a phone.

    Colours do not depend on the language, nor names and structure on the colours: two of the four combinations do.
    """
    for language, scheme in LOOKS:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert serious_faults(page) == [], (language, scheme)
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == 360, language


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_has_no_serious_fault(
    page: Page, sign_in: Callable[[User], None], maintainer: User, address: Callable[[str], str], name: str
) -> None:
    sign_in(maintainer)
    check(page, address(name))


def test_sign_in_page_has_no_serious_fault(page: Page) -> None:
    page.goto("/sign-in")
    check(page, "/sign-in")


def test_first_page_without_services_has_no_serious_fault(
    page: Page, sign_in: Callable[[User], None], maintainer: User
) -> None:
    sign_in(maintainer)
    check(page, "/")


def test_chosen_colours_win_over_those_of_the_system(
    page: Page, sign_in: Callable[[User], None], maintainer: User
) -> None:
    sign_in(maintainer)
    page.emulate_media(color_scheme="light")
    for name in ("Colours: system", "Colours: light"):
        page.get_by_role("button", name=name).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 26)"


def test_keyboard_reaches_the_content_first(page: Page, sign_in: Callable[[User], None], maintainer: User) -> None:
    sign_in(maintainer)
    page.goto("/rules/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
