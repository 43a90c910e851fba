"""The pages of reports: asking for one, how far it is, and what is downloaded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.audit.models import AuditEvent
from governance.reports import actions, tasks
from governance.reports.models import Report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.models import Scan

QUERIES = 7


def form(**fields: object) -> dict[str, object]:
    """What a reader sends who asks for the last thirty days as CSV."""
    today = timezone.localdate()
    usual = {"scope": "service:gateway", "since": today - timedelta(days=30), "until": today, "language": "zh-hans"}
    return {**usual, "formats": ["csv"], **fields}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker."""
    monkeypatch.setattr(actions, "enqueue", lambda _report: None)


def test_whole_way_from_the_form_to_the_files(reader: Client, scan: Scan) -> None:
    response = reader.post(reverse("reports"), form(formats=["csv", "html"]))
    report = Report.objects.get()
    assert response["Location"] == reverse("report", args=[report.pk])
    assert "waits for a worker" in reader.get(response["Location"]).content.decode()
    tasks.make_report(report.pk)
    page = reader.get(reverse("report-progress", args=[report.pk])).content.decode()
    assert "hx-get" not in page
    assert page.count("Download<span") == 2
    file = reader.post(reverse("report-file", args=[report.pk, "csv"]))
    assert file["Content-Disposition"] == f'attachment; filename="{report.basename}.csv"'
    assert "未重置" in file.content.decode("utf-8-sig")
    signature = reader.get(reverse("report-signature", args=[report.pk]))
    assert signature.json()["format"] == "ironrules-signature"
    actions_taken = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions_taken) == ["report.requested", "report.made", "report.downloaded"]


def test_form_offers_only_what_the_reader_may_see(reader: Client, service: Service, outsider: User) -> None:
    page = reader.get(reverse("reports"), {"scope": "service:gateway"}).content.decode()
    assert 'value="service:gateway" selected' in page
    assert "company" not in page
    reader.force_login(outsider)
    assert "gateway" not in reader.get(reverse("reports")).content.decode()
    assert reader.post(reverse("reports"), form()).status_code == 422


def test_refusal_is_shown_at_its_field(reader: Client, scan: Scan) -> None:
    response = reader.post(reverse("reports"), form(until="2020-10-01"))
    assert response.status_code == 422
    assert "ends before it begins" in response.content.decode()


def test_file_that_was_not_asked_for_is_not_there(reader: Client, scan: Scan) -> None:
    reader.post(reverse("reports"), form())
    report = Report.objects.get()
    assert reader.post(reverse("report-file", args=[report.pk, "csv"])).status_code == 404
    assert reader.get(reverse("report-signature", args=[report.pk])).status_code == 404
    tasks.make_report(report.pk)
    assert reader.post(reverse("report-file", args=[report.pk, "pdf"])).status_code == 404


def test_number_of_queries_of_the_list_does_not_grow(
    reader: Client, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for length in (1, 5):
        while Report.objects.count() < length:
            Report.objects.create(
                kind="service", service=service, since="2026-11-01", until="2026-11-02", language="en", formats=[]
            )
        with django_assert_num_queries(QUERIES):
            reader.get(reverse("reports"))
