"""A scanned service, and somebody who looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.findings.excerpts import Excerpt
from governance.scans.report import Place
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, a_finding, a_pool, a_problem, a_report, a_site

if TYPE_CHECKING:
    from django.test import Client

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.models import Scan

SOURCE = (
    "func f() {",
    "\tbuf := bufPool.Get().(*bytes.Buffer)",
    '\tbuf.WriteString("a < b")',
    "\tbufPool.Put(buf)",
    "}",
)


@pytest.fixture
def scan(service: Service) -> Scan:
    """A finished scan with one pool, a high finding with a trace, and a file that could not be read."""
    pool = a_pool(sites=[a_site(9), a_site(11)], verdicts=PASS | {"IR2": RuleVerdict.FAIL})
    finding = a_finding(
        "IR201",
        "reset",
        severity=Severity.HIGH,
        line=11,
        pool="p1",
        site=Place("a/b.go", 11, 2),
        trace=[("a/b.go", 9), ("a/b.go", 11)],
    )
    return scanned(
        service,
        a_report([finding], [pool], [a_problem()]),
        {"reset": [Excerpt("a/b.go", 8, SOURCE)]},
        stats={"report": {"files": 3, "parsed": 2, "pools": 1}, "findings": {"new": 1, "reopened": 0, "fixed": 0}},
    )


@pytest.fixture
def reader(client: Client, colleague: User) -> Client:
    """A browser in which the viewer of the team is signed in."""
    client.force_login(colleague)
    return client


@pytest.fixture
def writer(client: Client, maintainer: User) -> Client:
    """A browser in which the maintainer of the team is signed in."""
    client.force_login(maintainer)
    return client
