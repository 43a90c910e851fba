"""Who may ask for what: every operation of the document, every role. A new operation without a row fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from governance.accounts.actions import create_service_account
from governance.accounts.models import Membership, Role, Scope
from governance.api.openapi import document, operations
from governance.api.operations.uploads import EXAMPLE
from governance.imports.models import Import
from governance.registry.models import Service
from tests.governance.api.conftest import Program, a_scan, a_token, program, things_about

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.scans.models import Scan

OPERATIONS = {operation["operationId"]: (method.upper(), path) for path, method, operation in operations(document())}
READS = [name for name, (method, _path) in OPERATIONS.items() if method == "GET"]
REFUSED = "https://169.254.169.254/x.git"  # an address that nothing is sent to
FILE = f"services:\n  - team: messaging\n    repository: {REFUSED}\n"
TOKEN = {"token": "t0ken", "host": "git.example.com"}
NO_POLICY: Mapping[str, Any] = {"values": {}, "edited": 0, "reason": "None."}
# What is sent, where there is something to send.
BODIES: Mapping[str, Any] = {
    "register_service": {"team": "messaging", "repository": REFUSED},
    "edit_service": {"repository": REFUSED},
    "replace_credential": {"kind": "https-token", "secret": ""},
    "request_scan": {},
    "upload_report": EXAMPLE,
    "assign_finding": {"username": "colleague"},
    "request_waiver": {"code": "IR201", "pattern": "a/*.go", "reason": "It is replaced in March.", "days": 5},
    "approve_waiver": {},
    "reject_waiver": {"note": "No."},
    "revoke_waiver": {"note": "No."},
    "override_gate": {"branch": "main", "reason": "Rollback.", "days": 1},
    "preview_company_policy": {"values": {}},
    "preview_team_policy": {"values": {}},
    "preview_service_policy": {"values": {}},
    "restore_company_policy": {"edited": 0, "reason": "It was better."},
    "restore_team_policy": {"edited": 0, "reason": "It was better."},
    "restore_service_policy": {"edited": 0, "reason": "It was better."},
    "request_report": {"service": "gateway", "since": "2026-01-01", "until": "2026-01-31", "formats": ["csv"]},
    "set_up_service_webhook": {"forge": "github"},
    "set_up_team_webhook": {"forge": "github"},
    "set_up_company_webhook": {"forge": "github"},
    "replace_service_webhook_secret": {},
    "replace_team_webhook_secret": {"at_once": True},
    "replace_company_webhook_secret": {},
    "set_service_status_token": TOKEN,
    "set_team_status_token": TOKEN,
    "set_company_status_token": TOKEN,
    "plan_import": {"text": FILE},
    "apply_import": {"text": FILE},
    "set_company_policy": NO_POLICY,
    "set_team_policy": NO_POLICY,
    "set_service_policy": NO_POLICY,
}
OWN = (
    *("list_services", "list_scans", "list_findings", "list_pools", "list_scorecards"),
    *("list_waivers", "list_overrides", "list_deliveries", "list_reports"),
)
PLACES = (
    *("report_id", "format", "number"),
    "slug",
    "scan_id",
    "finding_id",
    "pool_id",
    "token_id",
    "code",
    "waiver_id",
    "override_id",
    "delivery_id",
    "forge",
    "import_id",
)
# The answer to (outsider, colleague, maintainer, owner, middleware).
EXPECTED = {
    "list_services": (200, 200, 200, 200, 200),
    "register_service": (404, 403, 422, 422, 422),
    "get_service": (404, 200, 200, 200, 200),
    "edit_service": (404, 403, 422, 422, 422),
    "replace_credential": (404, 403, 422, 422, 422),
    "remove_credential": (404, 403, 204, 204, 204),
    "list_scans": (200, 200, 200, 200, 200),
    "request_scan": (404, 403, 202, 202, 202),
    "get_scan": (404, 200, 200, 200, 200),
    "get_scan_progress": (404, 200, 200, 200, 200),
    "list_findings": (200, 200, 200, 200, 200),
    "get_finding": (404, 200, 200, 200, 200),
    "list_pools": (200, 200, 200, 200, 200),
    "get_pool": (404, 200, 200, 200, 200),
    "get_scorecard": (404, 200, 200, 200, 200),
    "list_scorecards": (404, 200, 200, 200, 200),
    "get_scan_scorecard": (404, 200, 200, 200, 200),
    "get_caller": (200, 200, 200, 200, 200),
    "list_teams": (200, 200, 200, 200, 200),
    "get_team": (404, 200, 200, 200, 200),
    "list_tokens": (200, 200, 200, 200, 200),
    "revoke_token": (404, 404, 404, 204, 204),
    "list_events": (200, 403, 403, 200, 200),
    "upload_report": (404, 403, 201, 201, 201),
    "assign_finding": (404, 403, 200, 200, 200),
    "list_waivers": (200, 200, 200, 200, 200),
    "get_waiver": (404, 200, 200, 200, 200),
    "request_waiver": (404, 403, 201, 201, 201),
    "approve_waiver": (404, 403, 403, 200, 200),
    "reject_waiver": (404, 403, 403, 200, 200),
    "withdraw_waiver": (404, 403, 200, 403, 403),
    "revoke_waiver": (404, 403, 409, 409, 409),  # it is not approved
    "ask_gate": (404, 200, 200, 200, 200),
    "list_overrides": (404, 200, 200, 200, 200),
    "override_gate": (404, 403, 403, 403, 201),
    "revoke_override": (404, 403, 403, 403, 204),
    "get_company_policy": (200, 200, 200, 200, 200),
    "set_company_policy": (403, 403, 403, 403, 422),
    "preview_company_policy": (403, 403, 403, 403, 200),
    "preview_team_policy": (404, 403, 403, 200, 200),
    "preview_service_policy": (404, 403, 403, 200, 200),
    "restore_company_policy": (403, 403, 403, 403, 404),  # there is no version yet
    "restore_team_policy": (404, 403, 403, 404, 404),
    "restore_service_policy": (404, 403, 403, 404, 404),
    "list_reports": (200, 200, 200, 200, 200),
    "request_report": (404, 202, 202, 202, 202),
    "get_report": (404, 200, 200, 200, 200),
    "download_report": (404, 200, 200, 200, 200),
    "list_company_policy_versions": (200, 200, 200, 200, 200),
    "get_team_policy": (404, 200, 200, 200, 200),
    "set_team_policy": (404, 403, 403, 422, 422),
    "list_team_policy_versions": (404, 200, 200, 200, 200),
    "get_service_policy": (404, 200, 200, 200, 200),
    "set_service_policy": (404, 403, 403, 422, 422),
    "list_service_policy_versions": (404, 200, 200, 200, 200),
    "list_deliveries": (200, 403, 200, 200, 200),
    "get_delivery": (404, 404, 200, 200, 200),  # payloads are not for viewers
    "replay_delivery": (404, 404, 422, 422, 422),  # its body is not kept
    "list_service_webhooks": (404, 403, 200, 200, 200),
    "set_up_service_webhook": (404, 403, 201, 201, 201),
    "replace_service_webhook_secret": (404, 403, 200, 200, 200),
    "remove_service_webhook": (404, 403, 204, 204, 204),
    "list_team_webhooks": (404, 403, 403, 200, 200),
    "set_up_team_webhook": (404, 403, 403, 201, 201),
    "replace_team_webhook_secret": (404, 403, 403, 200, 200),
    "remove_team_webhook": (404, 403, 403, 204, 204),
    "list_company_webhooks": (403, 403, 403, 403, 200),
    "set_up_company_webhook": (403, 403, 403, 403, 201),
    "replace_company_webhook_secret": (403, 403, 403, 403, 200),
    "remove_company_webhook": (403, 403, 403, 403, 204),
    "list_service_status_tokens": (404, 403, 200, 200, 200),
    "set_service_status_token": (404, 403, 200, 200, 200),
    "remove_service_status_token": (404, 403, 204, 204, 204),
    "list_team_status_tokens": (404, 403, 403, 200, 200),
    "set_team_status_token": (404, 403, 403, 200, 200),
    "remove_team_status_token": (404, 403, 403, 204, 204),
    "list_company_status_tokens": (403, 403, 403, 403, 200),
    "set_company_status_token": (403, 403, 403, 403, 200),
    "remove_company_status_token": (403, 403, 403, 403, 204),
    "plan_import": (200, 403, 200, 200, 200),  # the plan refuses what is of another team
    "apply_import": (202, 403, 202, 202, 202),
    "list_imports": (200, 200, 200, 200, 200),
    "get_import": (404, 404, 200, 404, 200),  # it is the maintainer's
    "get_team_scorecard": (404, 200, 200, 200, 200),
    "get_company_scorecard": (200, 200, 200, 200, 200),
    "export_trail": (403, 403, 403, 403, 200),
    "list_rules": (200, 200, 200, 200, 200),
    "get_rule": (200, 200, 200, 200, 200),
}


@pytest.fixture
def things(scan: Scan, people: Mapping[str, User], robot: int) -> dict[str, Any]:
    """What stands in the paths: things of the team."""
    return {**things_about(scan, people=people), "token_id": robot}


def path_of(operation: str, things: Mapping[str, Any]) -> str:
    """Return the path of an operation on some things."""
    path = OPERATIONS[operation][1].removeprefix("/api/v1")
    if path.startswith("/teams/"):
        return path.format(**{**things, "slug": things.get("team", "messaging")})
    return path.format(**things) + (f"?commit={EXAMPLE['commit']}" if operation == "upload_report" else "")


@pytest.fixture
def robot(team: Team, owner: User) -> int:
    """The token of a service account of the team."""
    account = create_service_account(team=team, name="robot", role=Role.MAINTAINER, by=owner)
    return a_token(account)[0].pk


def test_every_operation_has_a_row() -> None:
    assert set(EXPECTED) == set(OPERATIONS)


@pytest.mark.parametrize("operation", EXPECTED)
def test_answer_depends_on_role(operation: str, things: dict[str, Any], people: Mapping[str, User]) -> None:
    method, path = OPERATIONS[operation][0], path_of(operation, things)
    answers = []
    for user in people.values():
        calling = program(user)
        with transaction.atomic():
            answers.append(calling.call(method, path, BODIES.get(operation)).status_code)
            transaction.set_rollback(True)
    assert tuple(answers) == EXPECTED[operation]


@pytest.mark.parametrize("operation", EXPECTED)
def test_nobody_gets_anything(operation: str, db: None, settings: Settings) -> None:
    settings.API_FAILURES_A_MINUTE = 10_000  # all of these come from one address
    method, path = OPERATIONS[operation][0], path_of(operation, dict.fromkeys(PLACES, 1))
    response = Client().generic(method, f"/api/v1{path}", b"", content_type="")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert Program("irn_made-up").call(method, path).json()["code"] == "token-invalid"


@pytest.mark.parametrize("operation", sorted(set(EXPECTED) - set(READS) - {"request_report", "download_report"}))
def test_token_that_may_read_changes_nothing(operation: str, middleware: User) -> None:
    calling, path = program(middleware, Scope.READ), path_of(operation, dict.fromkeys(PLACES, 1))
    response = calling.call(OPERATIONS[operation][0], path, BODIES.get(operation))
    assert (response.status_code, response.json()["code"]) == (403, "token-scope")


def test_token_that_may_scan_does_not_edit(service: Service, maintainer: User) -> None:
    calling = program(maintainer, Scope.SCAN)
    assert calling.call("POST", "/services/gateway/scans", {}).status_code == 202
    assert calling.call("PATCH", "/services/gateway", {"name": "X"}).json()["code"] == "token-scope"


@pytest.mark.parametrize("role", ["colleague", "maintainer", "owner"])
def test_nothing_of_another_team_is_ever_returned(
    role: str, things: dict[str, Any], people: Mapping[str, User], other_team: Team
) -> None:
    theirs = Service.objects.create(
        team=other_team,
        slug="ledger-of-others",
        name="Ledger-of-others",
        repository_url="https://git.example.com/of-others/ledger.git",
        default_branch="main",
    )
    guest = Membership.objects.create(user=people["maintainer"], team=other_team, role=Role.MAINTAINER)
    hidden = {**things_about(a_scan(theirs, marker="mark-of-others"), people=people), "team": "billing"}
    guest.delete()
    Import.objects.filter(pk=hidden["import_id"]).update(requested_by=people["outsider"])
    calling = program(people[role])
    for operation in READS:
        own, other = path_of(operation, things), path_of(operation, hidden)
        page = calling.get(own).content.decode()
        assert "of-others" not in page, operation  # a rule's page may speak of others too
        assert "billing" not in page, operation
        if own != other and operation != "get_rule":
            assert calling.get(other).status_code == 404, operation
    for parameters in ("service=ledger-of-others", "team=billing"):
        for operation in ("list_scans", "list_findings", "list_pools", "list_waivers"):
            assert calling.get(f"{path_of(operation, things)}?{parameters}").json()["items"] == [], operation


def test_own_things_are_returned(things: dict[str, Any], maintainer: User) -> None:
    calling = program(maintainer)
    for operation in OWN:
        (item,) = calling.get(path_of(operation, things)).json()["items"]
        assert "gateway" in (item.get("service"), item.get("slug")), operation
