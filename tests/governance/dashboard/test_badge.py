"""The badge: three rails and a grade, for anybody, but only where the service says so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from governance.audit.models import AuditEvent
from governance.registry.models import Service
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report

if TYPE_CHECKING:
    from django.test import Client

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def public(service: Service) -> Service:
    service.badge_is_public = True
    service.save()
    return service


def test_badge_is_there_only_where_the_service_says_so(client: Client, service: Service) -> None:
    assert client.get("/badge/gateway.svg").status_code == 404
    Service.objects.update(badge_is_public=True)
    assert client.get("/badge/gateway.svg").status_code == 200
    assert client.get("/badge/nothing.svg").status_code == 404


def test_badge_shows_rails_and_grade(client: Client, public: Service) -> None:
    scanned(public, a_report([a_finding("IR101", "f1", pool="p1")], [a_pool("p1"), a_pool("p2")]))
    response = client.get("/badge/gateway.svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    drawing = ET.fromstring(response.content)
    title = drawing.findtext(f"{SVG}title") or ""
    assert "IR1 Pure memory: 1 of 2 pass, 50 %" in title
    assert "IR2 Validate and reset: not applicable" in title
    widths = [bar.get("width") for bar in drawing.iter(f"{SVG}rect")]
    assert "22.0" in widths
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["Iron Rules", "C"]


def test_badge_without_a_scan_is_empty(client: Client, public: Service) -> None:
    assert "–" in client.get("/badge/gateway.svg").content.decode()


def test_badge_speaks_chinese(client: Client, public: Service) -> None:
    assert "铁律" in client.get("/badge/gateway.svg?lang=zh").content.decode()
    assert "Iron Rules" in client.get("/badge/gateway.svg?lang=xx").content.decode()


def test_name_cannot_break_out_of_the_badge(client: Client, public: Service) -> None:
    Service.objects.update(name='<script>alert("x")</script>')
    assert b"<script" not in client.get("/badge/gateway.svg").content


def test_badge_is_cached_for_a_short_time_and_by_its_tag(client: Client, public: Service) -> None:
    first = client.get("/badge/gateway.svg")
    assert first["Cache-Control"] == "public, max-age=300"
    assert client.get("/badge/gateway.svg", headers={"If-None-Match": first["ETag"]}).status_code == 304
    scanned(public, a_report(pools=[a_pool()]))
    changed = client.get("/badge/gateway.svg", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)
    assert not changed.cookies


def test_publishing_is_a_change_of_the_service_in_the_trail(writer: Client, service: Service) -> None:
    form = {"name": "Gateway", "url": service.repository_url, "branch": "main", "badge_is_public": "on"}
    assert writer.post("/services/gateway/edit", form).status_code == 302
    service.refresh_from_db()
    assert service.badge_is_public
    details = AuditEvent.objects.get(action="service.edited").details
    assert details == {"before": {"badge is public": False}, "after": {"badge is public": True}}
