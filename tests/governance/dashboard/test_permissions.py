"""Who may ask for what: every path of the service, every role, both methods. A new path without a row fails."""

from __future__ import annotations

import zlib
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from governance.accounts.actions import create_token
from governance.findings.models import Finding
from governance.imports.models import Import
from governance.policies.actions import save_policy
from governance.registry.encryption import encrypt, new_key
from governance.reports.models import Report
from governance.waivers import drafts
from governance.webhooks.models import Delivery, Forge, Hook, Outcome, StatusToken, Trust
from governance.webhooks.reasons import Reason
from scanners.model import Severity
from tests.governance.waivers.asking import asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.models import Scan

pytestmark = pytest.mark.slow

OPEN = "open"
# The answer to (nobody, outsider, colleague, maintainer, middleware); `in` is the redirect to the sign-in page.
IN = "in"
EXPECTED = {
    ("dashboard", "GET"): (IN, 200, 200, 200, 200),
    ("dashboard", "POST"): (IN, 405, 405, 405, 405),
    ("sign-in", "GET"): (200, 302, 302, 302, 302),
    ("sign-in", "POST"): (200, 302, 302, 302, 302),
    ("sign-out", "GET"): (IN, 405, 405, 405, 405),
    ("sign-out", "POST"): (IN, 302, 302, 302, 302),
    ("language", "GET"): (405, 405, 405, 405, 405),
    ("language", "POST"): (400, 400, 400, 400, 400),
    ("theme", "GET"): (405, 405, 405, 405, 405),
    ("theme", "POST"): (400, 400, 400, 400, 400),
    ("register", "GET"): (IN, 200, 403, 200, 200),
    ("register", "POST"): (IN, 422, 403, 422, 422),
    ("import-services", "GET"): (IN, 200, 403, 200, 200),
    ("import-services", "POST"): (IN, 422, 403, 422, 422),
    ("import", "GET"): (IN, 404, 404, 200, 200),
    ("import", "POST"): (IN, 405, 405, 405, 405),
    ("service", "GET"): (IN, 404, 200, 200, 200),
    ("service", "POST"): (IN, 405, 405, 405, 405),
    ("edit", "GET"): (IN, 404, 403, 200, 200),
    ("edit", "POST"): (IN, 404, 403, 422, 422),
    ("replace-credential", "GET"): (IN, 405, 405, 405, 405),
    ("replace-credential", "POST"): (IN, 404, 403, 422, 422),
    ("remove-credential", "GET"): (IN, 405, 405, 405, 405),
    ("remove-credential", "POST"): (IN, 404, 403, 302, 302),
    ("gate", "GET"): (IN, 404, 200, 200, 200),
    ("gate", "POST"): (IN, 405, 405, 405, 405),
    ("override-gate", "GET"): (IN, 405, 405, 405, 405),
    ("override-gate", "POST"): (IN, 404, 403, 403, 422),
    ("revoke-override", "GET"): (IN, 405, 405, 405, 405),
    ("revoke-override", "POST"): (IN, 404, 403, 403, 302),
    ("badge", "GET"): (404, 404, 404, 404, 404),
    ("badge", "POST"): (405, 405, 405, 405, 405),
    ("team", "GET"): (IN, 404, 200, 200, 200),
    ("team", "POST"): (IN, 405, 405, 405, 405),
    ("scan-now", "GET"): (IN, 405, 405, 405, 405),
    ("scan-now", "POST"): (IN, 404, 403, 302, 302),
    ("scan", "GET"): (IN, 404, 200, 200, 200),
    ("scan", "POST"): (IN, 405, 405, 405, 405),
    ("scan-progress", "GET"): (IN, 404, 200, 200, 200),
    ("scan-progress", "POST"): (IN, 405, 405, 405, 405),
    ("findings", "GET"): (IN, 200, 200, 200, 200),
    ("findings", "POST"): (IN, 405, 405, 405, 405),
    ("repair-times", "GET"): (IN, 200, 200, 200, 200),
    ("repair-times", "POST"): (IN, 405, 405, 405, 405),
    ("assign-finding", "GET"): (IN, 405, 405, 405, 405),
    ("assign-finding", "POST"): (IN, 404, 403, 302, 302),
    ("finding", "GET"): (IN, 404, 200, 200, 200),
    ("finding", "POST"): (IN, 405, 405, 405, 405),
    ("request-waiver", "GET"): (IN, 404, 403, 200, 200),
    ("request-waiver", "POST"): (IN, 404, 403, 422, 422),
    ("waivers", "GET"): (IN, 200, 200, 200, 200),
    ("waivers", "POST"): (IN, 405, 405, 405, 405),
    ("waiver", "GET"): (IN, 404, 200, 200, 200),
    ("waiver", "POST"): (IN, 405, 405, 405, 405),
    ("approve-waiver", "GET"): (IN, 405, 405, 405, 405),
    ("approve-waiver", "POST"): (IN, 404, 403, 403, 302),
    ("reject-waiver", "GET"): (IN, 405, 405, 405, 405),
    ("reject-waiver", "POST"): (IN, 404, 403, 403, 302),
    ("revoke-waiver", "GET"): (IN, 405, 405, 405, 405),
    ("revoke-waiver", "POST"): (IN, 404, 403, 302, 302),
    ("withdraw-waiver", "GET"): (IN, 405, 405, 405, 405),
    ("withdraw-waiver", "POST"): (IN, 404, 403, 302, 403),
    ("company-policy", "GET"): (IN, 200, 200, 200, 200),
    ("company-policy", "POST"): (IN, 403, 403, 403, 422),
    ("team-policy", "GET"): (IN, 404, 200, 200, 200),
    ("team-policy", "POST"): (IN, 404, 403, 403, 422),
    ("service-policy", "GET"): (IN, 404, 200, 200, 200),
    ("service-policy", "POST"): (IN, 404, 403, 403, 422),
    ("restore-policy", "GET"): (IN, 405, 405, 405, 405),
    ("restore-policy", "POST"): (IN, 404, 403, 403, 302),
    ("audit", "GET"): (IN, 200, 403, 403, 200),
    ("audit", "POST"): (IN, 405, 405, 405, 405),
    ("export-trail", "GET"): (IN, 405, 405, 405, 405),
    ("export-trail", "POST"): (IN, 403, 403, 403, 200),
    ("reports", "GET"): (IN, 200, 200, 200, 200),
    ("reports", "POST"): (IN, 422, 422, 422, 422),
    ("report", "GET"): (IN, 404, 200, 200, 200),
    ("report", "POST"): (IN, 405, 405, 405, 405),
    ("report-progress", "GET"): (IN, 404, 200, 200, 200),
    ("report-progress", "POST"): (IN, 405, 405, 405, 405),
    ("report-signature", "GET"): (IN, 404, 200, 200, 200),
    ("report-signature", "POST"): (IN, 405, 405, 405, 405),
    ("report-file", "GET"): (IN, 405, 405, 405, 405),
    ("report-file", "POST"): (IN, 404, 200, 200, 200),
    ("rules", "GET"): (IN, 200, 200, 200, 200),
    ("rules", "POST"): (IN, 405, 405, 405, 405),
    ("rule", "GET"): (IN, 200, 200, 200, 200),
    ("rule", "POST"): (IN, 405, 405, 405, 405),
    ("service-webhooks", "GET"): (IN, 404, 403, 200, 200),
    ("service-webhooks", "POST"): (IN, 404, 403, 422, 422),
    ("service-replace-hook-secret", "GET"): (IN, 405, 405, 405, 405),
    ("service-replace-hook-secret", "POST"): (IN, 404, 403, 200, 200),
    ("service-remove-hook", "GET"): (IN, 405, 405, 405, 405),
    ("service-remove-hook", "POST"): (IN, 404, 403, 302, 302),
    ("service-set-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("service-set-status-token", "POST"): (IN, 404, 403, 422, 422),
    ("service-remove-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("service-remove-status-token", "POST"): (IN, 404, 403, 302, 302),
    ("team-webhooks", "GET"): (IN, 404, 403, 403, 200),
    ("team-webhooks", "POST"): (IN, 404, 403, 403, 422),
    ("team-replace-hook-secret", "GET"): (IN, 405, 405, 405, 405),
    ("team-replace-hook-secret", "POST"): (IN, 404, 403, 403, 404),
    ("team-remove-hook", "GET"): (IN, 405, 405, 405, 405),
    ("team-remove-hook", "POST"): (IN, 404, 403, 403, 404),
    ("team-set-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("team-set-status-token", "POST"): (IN, 404, 403, 403, 422),
    ("team-remove-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("team-remove-status-token", "POST"): (IN, 404, 403, 403, 404),
    ("company-webhooks", "GET"): (IN, 403, 403, 403, 200),
    ("company-webhooks", "POST"): (IN, 403, 403, 403, 422),
    ("company-replace-hook-secret", "GET"): (IN, 405, 405, 405, 405),
    ("company-replace-hook-secret", "POST"): (IN, 403, 403, 403, 404),
    ("company-remove-hook", "GET"): (IN, 405, 405, 405, 405),
    ("company-remove-hook", "POST"): (IN, 403, 403, 403, 404),
    ("company-set-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("company-set-status-token", "POST"): (IN, 403, 403, 403, 422),
    ("company-remove-status-token", "GET"): (IN, 405, 405, 405, 405),
    ("company-remove-status-token", "POST"): (IN, 403, 403, 403, 404),
    ("deliveries", "GET"): (IN, 200, 403, 200, 200),
    ("deliveries", "POST"): (IN, 405, 405, 405, 405),
    ("delivery", "GET"): (IN, 404, 404, 200, 200),
    ("delivery", "POST"): (IN, 405, 405, 405, 405),
    ("replay-delivery", "GET"): (IN, 405, 405, 405, 405),
    ("replay-delivery", "POST"): (IN, 404, 404, 302, 302),
    # Forges have no session: a call is known by its signature alone, and here it has none.
    ("service-hook", "GET"): (405, 405, 405, 405, 405),
    ("service-hook", "POST"): (401, 401, 401, 401, 401),
    ("team-hook", "GET"): (405, 405, 405, 405, 405),
    ("team-hook", "POST"): (404, 404, 404, 404, 404),
    ("company-hook", "GET"): (405, 405, 405, 405, 405),
    ("company-hook", "POST"): (404, 404, 404, 404, 404),
    ("tokens", "GET"): (IN, 200, 200, 200, 200),
    ("tokens", "POST"): (IN, 422, 422, 422, 422),
    ("create-service-account", "GET"): (IN, 405, 405, 405, 405),
    ("create-service-account", "POST"): (IN, 422, 422, 422, 422),
    ("revoke-token", "GET"): (IN, 405, 405, 405, 405),
    ("revoke-token", "POST"): (IN, 404, 404, 404, 302),
    ("openapi", "GET"): (200, 200, 200, 200, 200),
    ("openapi", "POST"): (405, 405, 405, 405, 405),
    ("api-docs", "GET"): (200, 200, 200, 200, 200),
    ("api-docs", "POST"): (405, 405, 405, 405, 405),
    ("api-not-found", "GET"): (404, 404, 404, 404, 404),
    ("api-not-found", "POST"): (404, 404, 404, 404, 404),
    ("health", "GET"): (200, 200, 200, 200, 200),
    ("health", "POST"): (405, 405, 405, 405, 405),
}
ROLES = ("nobody", "outsider", "colleague", "maintainer", "middleware")


def our_paths() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)


def a_report_of(service: Service) -> Report:
    """Return a finished report with one file."""
    report = Report.objects.create(
        kind="service",
        service=service,
        slug=service.slug,
        since="2026-10-01",
        until="2026-10-31",
        language="en",
        formats=["csv"],
        state="done",
        manifest={},
    )
    report.files.create(format="csv", size=0, sha256="0" * 64, sm3="0" * 64, compressed=zlib.compress(b""))
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def delivery(scan: Scan, settings: Settings) -> Delivery:
    """A delivery to a hook of the service, which has a token for commit statuses too."""
    settings.CREDENTIAL_KEYS = [new_key()]
    hook = Hook.objects.create(service=scan.service, forge=Forge.GITHUB, ciphertext=encrypt("secret"))
    StatusToken.objects.create(service=scan.service, forge=Forge.GITHUB, host="github.com", ciphertext=encrypt("token"))
    return Delivery.objects.create(
        hook=hook,
        team=scan.service.team,
        forge=Forge.GITHUB,
        identity="1",
        event="ping",
        trust=Trust.BODY,
        outcome=Outcome.IGNORED,
        reason=Reason.PING,
        body="{}",
    )


@pytest.fixture
def address(scan: Scan, owner: User, maintainer: User, delivery: Delivery) -> Callable[[str], str]:
    """Return the path of a page about the team's service, or about what its people have made."""
    finding = scan.occurrences.get().finding_id
    token, _secret = create_token(owner=owner, name="laptop", scope="read", days=1, by=owner)
    by_parameter = {
        "slug": scan.service.slug,
        "team": scan.service.team.slug,
        "forge": "github",
        "scan_id": scan.pk,
        "finding_id": finding,
        "code": "IR301",
        "override_id": scan.service.gate_overrides.create(branch="main", reason="r", expires_at=timezone.now()).pk,
        "version_id": save_policy(scan.service.team, {"gate": list(Severity)}, edited=0, reason="strict", by=None).pk,
        "import_id": Import.objects.create(text="services: []", total=0, requested_by=maintainer).pk,
        "delivery_id": delivery.pk,
        "token_id": token.pk,
        "path": "nothing",
        "report_id": a_report_of(scan.service).pk,
        "format": "csv",
    }
    by_parameter["waiver_id"] = asked(drafts.for_finding(Finding.objects.get(pk=finding)), maintainer).pk
    resolver = get_resolver()

    def make(name: str) -> str:
        _possibilities, _pattern, _defaults, converters = resolver.reverse_dict.getlist(name)[0]
        return reverse(name, kwargs={parameter: by_parameter[parameter] for parameter in converters})

    return make


def test_every_path_has_a_row() -> None:
    assert {name for name, _method in EXPECTED} == set(our_paths())


@pytest.mark.parametrize("role", ROLES)
def test_answers_depend_on_role(
    request: pytest.FixtureRequest, client: Client, address: Callable[[str], str], *, role: str
) -> None:
    # A role a test, not a row: making the cast takes ten times as long as asking for a page.
    user: User | None = None if role == "nobody" else request.getfixturevalue(role)
    if user is not None:
        client.force_login(user)
    cookies, answers = deepcopy(client.cookies), {}
    for name, method in EXPECTED:
        client.cookies = deepcopy(cookies)
        with transaction.atomic():
            response = client.generic(method, address(name))
            transaction.set_rollback(True)
        asked_in = response.status_code == 302 and response["Location"].startswith(reverse("sign-in"))
        leaves = name == "sign-out" and user is not None
        answers[name, method] = IN if asked_in and not leaves else response.status_code
    assert answers == {row: expected[ROLES.index(role)] for row, expected in EXPECTED.items()}


def test_admin_site_is_for_staff(client: Client, maintainer: User) -> None:
    client.force_login(maintainer)
    assert client.get("/admin/").status_code == 302
