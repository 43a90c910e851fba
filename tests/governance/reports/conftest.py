"""A service with a history: what a report has to tell of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from governance.findings.excerpts import Excerpt
from governance.reports import actions
from governance.reports.models import Format, Report
from governance.scans.models import Scan, State, Trigger
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, a_finding, a_pool, a_problem, a_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.accounts.models import User
    from governance.registry.models import Service

    Ask = Callable[..., Report]

SOURCE = (
    "func login(c *Client) {",
    '\tpassword := "hunter2-hunter2"',
    "\tbuf := bufPool.Get().(*bytes.Buffer) // 缓冲",
    "\tbufPool.Put(buf)",
    "}",
)


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which reports a worker was told of; there is no broker."""
    messages: list[int] = []
    monkeypatch.setattr(actions, "enqueue", messages.append)
    return messages


@pytest.fixture
def history(service: Service) -> Service:
    """Two findings 60 days ago; ten days ago one is repaired and a critical one comes in, which the gate refuses."""
    failing = a_pool("p1", verdicts=PASS | {"IR1": RuleVerdict.FAIL})
    old = a_finding("IR201", "old", pool="p1", line=30)
    repaired = a_finding("IR101", "repaired", pool="p1", line=20)
    new = a_finding(
        "IR204",
        "new",
        severity=Severity.CRITICAL,
        pool="p1",
        line=10,
        trace=[("a/b.go", 10), ("a/b.go", 11)],
    )
    scanned(service, a_report([old, repaired], [failing, a_pool("p2")]), days_ago=60)
    scanned(
        service,
        a_report([old, new], [a_pool("p1"), a_pool("p2")], [a_problem("z/broken.go")]),
        {"new": [Excerpt("a/b.go", 8, SOURCE)]},
        days_ago=10,
    )
    Scan.objects.create(
        service=service,
        branch="main",
        trigger=Trigger.PERSON,
        state=State.FAILED,
        ended_at=timezone.now() - timedelta(days=5),
        error_code="fetch-time",
        error_messages={"en": "The fetch takes too long.", "zh-hans": "拉取超时。"},
    )
    return service


@pytest.fixture
def ask(history: Service, colleague: User) -> Ask:
    """Ask for a report about the service over the last 30 days, in every format, as the viewer of the team."""

    def ask(**changes: Any) -> Report:
        today = timezone.localdate()
        wanted: dict[str, Any] = {
            "scope": history,
            "since": today - timedelta(days=30),
            "until": today,
            "language": "en",
        }
        return actions.request_report(**wanted | {"formats": list(Format), "by": colleague} | changes)

    return ask


@pytest.fixture
def made(ask: Ask) -> Ask:
    """Ask for a report and make it."""

    def make(**changes: Any) -> Report:
        report = ask(**changes)
        claim = actions.claim(report.pk)
        assert claim is not None
        actions.make(claim)
        report.refresh_from_db()
        return report

    return make
