"""The page of a gate: the answer with its reasons for everybody, overrides for superusers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.scorecards.models import GateOverride
from scanners.model import Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User
    from governance.registry.models import Service

ASKED = {"commit": "", "branch": "main", "reason": "The incident needs it today.", "days": "2"}


@pytest.fixture
def closed(service: Service) -> Service:
    """The service, its gate closed by a new violation."""
    scanned(service, a_report(pools=[a_pool()]), days_ago=2)
    scanned(service, a_report([a_finding("IR204", "new", severity=Severity.CRITICAL)], [a_pool()]), days_ago=1)
    return service


def page_of(client: Client, query: str = "") -> str:
    return client.get(f"/services/gateway/gate{query}").content.decode()


def test_closed_gate_shows_its_reasons(reader: Client, closed: Service) -> None:
    page = page_of(reader)
    assert "gate failed" in page
    assert "IR204" in page
    assert "a/b.go:10" in page
    assert "Override the gate" not in page


def test_gate_can_be_asked_about_something_else(reader: Client, closed: Service) -> None:
    first = closed.scans.order_by("id")[0].commit
    assert "gate passed" in page_of(reader, f"?commit={first}")
    assert "never scanned" in page_of(reader, "?branch=topic")


@pytest.mark.parametrize("query", ["?commit=abc", "?pull_request=many", "?branch=topic&pull_request=7"])
def test_question_that_is_not_understood_is_said_so(reader: Client, closed: Service, query: str) -> None:
    assert 'role="alert"' in page_of(reader, query)


def test_override_is_shown_on_both_pages_and_can_be_revoked(client: Client, middleware: User, closed: Service) -> None:
    client.force_login(middleware)
    assert client.post("/services/gateway/gate/override", ASKED).status_code == 302
    override = GateOverride.objects.get()
    assert "gate overridden" in page_of(client)
    for page in (page_of(client), client.get("/services/gateway/").content.decode()):
        assert "The incident needs it today." in page
    client.post(f"/services/gateway/gate/overrides/{override.pk}/revoke")
    assert "gate failed" in page_of(client)
    assert "The incident needs it today." not in client.get("/services/gateway/").content.decode()


def test_override_without_a_reason_is_refused_at_its_field(client: Client, middleware: User, closed: Service) -> None:
    client.force_login(middleware)
    response = client.post("/services/gateway/gate/override", ASKED | {"reason": " "})
    assert response.status_code == 422
    assert 'id="id_reason_error"' in response.content.decode()
    assert not GateOverride.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_reasons(
    reader: Client, service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scanned(service, a_report(pools=[a_pool()]), days_ago=2)
    found = [a_finding("IR201", f"f{n}", line=n + 1) for n in range(count)]
    scanned(service, a_report(found, [a_pool()]), days_ago=1)
    with django_assert_num_queries(9):
        page_of(reader)
