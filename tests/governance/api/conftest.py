"""Programs that call the API, each with a token of somebody of the cast."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from governance.accounts.models import APIToken, Scope
from governance.accounts.tokens import digest, hint, new_secret
from governance.findings.excerpts import Excerpt
from governance.imports.models import Import
from governance.registry.encryption import encrypt, new_key
from governance.reports.models import Report
from governance.scans.report import Place
from governance.scorecards.overriding import override_gate
from governance.waivers import drafts
from governance.waivers.actions import request as request_waiver
from governance.webhooks.models import Delivery, Hook, StatusToken
from scanners.model import RuleVerdict, Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, a_finding, a_pool, a_problem, a_report, a_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test.client import _MonkeyPatchedWSGIResponse as Response  # what the stubs call it
    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.models import Scan

ROLES = ("outsider", "colleague", "maintainer", "owner", "middleware")
COMPANY: Final[Mapping[str, None]] = {"service": None, "team": None}  # in the columns of what belongs to all


def a_token(user: User, scope: Scope = Scope.ADMIN) -> tuple[APIToken, str]:
    """Make a token without a trace in the trail."""
    secret = new_secret()
    token = APIToken.objects.create(
        owner=user,
        name="test",
        hint=hint(secret),
        digest=digest(secret),
        scope=scope,
        created_by=user,
        expires_at=timezone.now() + timedelta(days=1),
    )
    return token, secret


@dataclass(frozen=True)
class Program:
    """Calls the API with a token."""

    secret: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a call to a path below /api/v1."""
        content = b"" if body is None else json.dumps(body).encode()
        given = {
            "Authorization": f"Bearer {self.secret}",
            **{name.replace("_", "-"): each for name, each in headers.items()},
        }
        kind = "application/json" if body is not None else ""
        return Client().generic(method, f"/api/v1{path}", content, content_type=kind, headers=given)

    def get(self, path: str, **headers: str) -> Response:
        """Read."""
        return self.call("GET", path, **headers)


def program(user: User, scope: Scope = Scope.ADMIN) -> Program:
    """Return a program with a new token of `user`."""
    return Program(a_token(user, scope)[1])


def a_scan(service: Service, marker: str = "reset") -> Scan:
    """Scan a service: one pool, one high finding with a trace, and a file that could not be read."""
    pool = a_pool("p1", sites=[a_site(9), a_site(11)], verdicts=PASS | {"IR2": RuleVerdict.FAIL})
    finding = a_finding(
        "IR201",
        marker,
        severity=Severity.HIGH,
        line=11,
        pool="p1",
        site=Place("a/b.go", 11, 2),
        trace=[("a/b.go", 9), ("a/b.go", 11)],
    )
    return scanned(
        service,
        a_report([finding], [pool], [a_problem()]),
        {marker: [Excerpt("a/b.go", 8, ("func f() {", "}"))]},
        stats={"findings": {"new": 1, "reopened": 0, "fixed": 0}},
    )


def things_about(scan: Scan, *, people: Mapping[str, User]) -> dict[str, Any]:
    """Return what stands in the paths of operations: real ids, all of things of the service of `scan`."""
    occurrence, service = scan.occurrences.get(), scan.service
    draft = drafts.for_finding(occurrence.finding)
    waiver = request_waiver(draft, reason="The encoder is replaced in March.", days=5, by=people["maintainer"])
    override = override_gate(service, branch="main", reason="Rollback.", days=1, by=people["middleware"])
    delivery = Delivery.objects.create(
        team=service.team, service=service, forge="gitlab", identity="1", trust="body", outcome="ignored", reason="ping"
    )
    report = Report.objects.create(
        kind="service",
        service=service,
        slug=service.slug,
        since=date(2026, 1, 1),
        until=date(2026, 1, 31),
        language="en",
        formats=["csv"],
        requested_by_name="owner",
        state="done",
    )
    for owner in ({"service": service, "team": None}, {"service": None, "team": service.team}, COMPANY):
        Hook.objects.get_or_create(**owner, forge="gitlab", defaults={"ciphertext": encrypt("secret")})
        token = {"host": "git.example.com", "ciphertext": encrypt("t0ken")}
        StatusToken.objects.get_or_create(**owner, forge="gitlab", defaults=token)
    kept = Import.objects.create(text="services: []", requested_by=people["maintainer"], total=0)
    report.files.create(format="csv", size=3, sha256="0" * 64, sm3="0" * 64, compressed=zlib.compress(b"a,b"))
    return {
        "slug": service.slug,
        "report_id": report.pk,
        "format": "csv",
        "number": 1,
        "scan_id": scan.pk,
        "finding_id": occurrence.finding_id,
        "pool_id": occurrence.pool_id,
        "waiver_id": waiver.pk,
        "override_id": override.pk,
        "delivery_id": delivery.pk,
        "forge": "gitlab",
        "import_id": kept.pk,
        "code": "IR201",
        "token_id": 0,
    }


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    """A key to encrypt secrets with."""
    settings.CREDENTIAL_KEYS = [new_key()]


@pytest.fixture
def people(outsider: User, colleague: User, maintainer: User, owner: User, middleware: User) -> Mapping[str, User]:
    """The cast by role."""
    return dict(zip(ROLES, (outsider, colleague, maintainer, owner, middleware), strict=True))


@pytest.fixture
def scan(service: Service) -> Scan:
    """A finished scan of the team's service."""
    return a_scan(service)
