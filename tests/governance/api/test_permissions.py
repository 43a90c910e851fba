"""Who may ask for what: every operation of the document, every role. A new operation without a row fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from governance.accounts.actions import create_service_account
from governance.accounts.models import Role, Scope
from governance.api.openapi import document, operations
from governance.registry.models import Service
from tests.governance.api.conftest import ROLES, Program, a_scan, a_token, program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.accounts.models import Team, User
    from governance.scans.models import Scan

OPERATIONS = {operation["operationId"]: (method.upper(), path) for path, method, operation in operations(document())}
READS = [name for name, (method, _path) in OPERATIONS.items() if method == "GET"]
REFUSED = "https://169.254.169.254/x.git"  # an address that nothing is sent to
# What is sent, where there is something to send.
BODIES: Mapping[str, Any] = {
    "register_service": {"team": "messaging", "repository": REFUSED},
    "edit_service": {"repository": REFUSED},
    "replace_credential": {"kind": "https-token", "secret": ""},
    "request_scan": {},
}
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
    "list_rules": (200, 200, 200, 200, 200),
    "get_rule": (200, 200, 200, 200, 200),
}


def path_of(operation: str, scan: Scan, token: int = 0) -> str:
    """Return the path of an operation on what belongs to the service of `scan`."""
    occurrence = scan.occurrences.get()
    slug = scan.service.team.slug if operation == "get_team" else scan.service.slug
    return (
        OPERATIONS[operation][1]
        .removeprefix("/api/v1")
        .format(
            slug=slug,
            scan_id=scan.pk,
            finding_id=occurrence.finding_id,
            pool_id=occurrence.pool_id,
            token_id=token,
            code="IR201",
        )
    )


@pytest.fixture
def people(outsider: User, colleague: User, maintainer: User, owner: User, middleware: User) -> Mapping[str, User]:
    """The cast by role."""
    return dict(zip(ROLES, (outsider, colleague, maintainer, owner, middleware), strict=True))


@pytest.fixture
def robot(team: Team, owner: User) -> int:
    """The token of a service account of the team."""
    account = create_service_account(team=team, name="robot", role=Role.MAINTAINER, by=owner)
    return a_token(account)[0].pk


def test_every_operation_has_a_row() -> None:
    assert set(EXPECTED) == set(OPERATIONS)


@pytest.mark.parametrize("operation", EXPECTED)
def test_answer_depends_on_role(operation: str, scan: Scan, people: Mapping[str, User], robot: int) -> None:
    method, path = OPERATIONS[operation][0], path_of(operation, scan, robot)
    answers = []
    for user in people.values():
        calling = program(user)
        with transaction.atomic():
            answers.append(calling.call(method, path, BODIES.get(operation)).status_code)
            transaction.set_rollback(True)
    assert tuple(answers) == EXPECTED[operation]


@pytest.mark.parametrize("operation", EXPECTED)
def test_nobody_gets_anything(operation: str, scan: Scan, robot: int) -> None:
    method, path = OPERATIONS[operation][0], path_of(operation, scan, robot)
    response = Client().generic(method, f"/api/v1{path}", b"", content_type="")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert Program("irn_made-up").call(method, path).json()["code"] == "token-invalid"


@pytest.mark.parametrize("operation", set(EXPECTED) - set(READS))
def test_token_that_may_read_changes_nothing(operation: str, scan: Scan, middleware: User, robot: int) -> None:
    calling = program(middleware, Scope.READ)
    response = calling.call(OPERATIONS[operation][0], path_of(operation, scan, robot), BODIES.get(operation))
    assert (response.status_code, response.json()["code"]) == (403, "token-scope")


def test_token_that_may_scan_does_not_edit(scan: Scan, maintainer: User) -> None:
    calling = program(maintainer, Scope.SCAN)
    assert calling.call("POST", path_of("request_scan", scan), {}).status_code == 202
    assert calling.call("PATCH", path_of("edit_service", scan), {"name": "X"}).json()["code"] == "token-scope"


@pytest.mark.parametrize("role", ["colleague", "maintainer", "owner"])
def test_nothing_of_another_team_is_ever_returned(
    role: str, scan: Scan, people: Mapping[str, User], other_team: Team, robot: int
) -> None:
    theirs = Service.objects.create(
        team=other_team,
        slug="ledger-of-others",
        name="Ledger of others",
        repository_url="https://git.example.com/others/ledger.git",
        default_branch="main",
    )
    hidden = a_scan(theirs, marker="mark-of-others")
    calling = program(people[role])
    for operation in READS:
        own, other = path_of(operation, scan, robot), path_of(operation, hidden)
        page = calling.get(own).content.decode()
        assert "others" not in page, operation
        assert "billing" not in page, operation
        if own != other and operation != "get_rule":
            assert calling.get(other).status_code == 404, operation
    for parameters in ("service=ledger-of-others", "team=billing"):
        for operation in ("list_scans", "list_findings", "list_pools"):
            assert calling.get(f"{path_of(operation, scan)}?{parameters}").json()["items"] == [], operation


def test_own_things_are_returned(scan: Scan, colleague: User) -> None:
    calling = program(colleague)
    for operation in ("list_services", "list_scans", "list_findings", "list_pools", "list_scorecards"):
        (item,) = calling.get(path_of(operation, scan)).json()["items"]
        assert "gateway" in (item.get("service"), item.get("slug")), operation
