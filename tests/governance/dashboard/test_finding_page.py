"""The page of a finding: the sentence, the way through the code, the history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from governance.findings.models import Finding
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.registry.models import Service
    from governance.scans.models import Scan


def page_of(client: Client, finding: Finding) -> str:
    response = client.get(reverse("finding", args=[finding.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def finding(scan: Scan) -> Finding:
    """The finding of the scan."""
    return scan.occurrences.get().finding


def test_code_is_escaped_and_highlighted(reader: Client, finding: Finding) -> None:
    page = page_of(reader, finding)
    assert "a &lt; b" in page
    assert '<span class="kd">func</span>' in page


def test_steps_are_numbered_and_joined(reader: Client, finding: Finding) -> None:
    page = page_of(reader, finding)
    assert page.index("<b>1</b>") < page.index("<b>2</b>")
    assert page.count("joined-start") == 1
    assert page.count("joined-through") == 1
    assert page.count("joined-end") == 1


def test_message_is_in_the_readers_language(reader: Client, finding: Finding) -> None:
    reader.cookies["django_language"] = "zh-hans"
    assert "未重置" in page_of(reader, finding)


def test_markup_in_a_message_is_escaped(reader: Client, service: Service) -> None:
    found = a_finding(path="a/<b>.go")
    scanned(service, a_report([found]))
    assert "a/&lt;b&gt;.go" in page_of(reader, Finding.objects.get())


def test_fixed_finding_keeps_its_page(reader: Client, finding: Finding, service: Service) -> None:
    scanned(service, a_report())
    page = page_of(reader, finding)
    assert "<dt>Fixed</dt>" in page
    assert "not reset" in page


def test_suppression_gives_its_reason(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding(suppressed="the buffer is never read")]))
    assert "the buffer is never read" in page_of(reader, Finding.objects.get())


def test_lines_that_could_not_be_read_are_owned_up_to(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding(trace=[("a/b.go", 3)])]))
    page = page_of(reader, Finding.objects.get())
    assert "The lines could not be read when the commit was scanned." in page
    assert "<code>a/b.go:3</code>" in page


def test_history_names_the_scans(reader: Client, service: Service) -> None:
    for days in (3, 2, 1):
        scanned(service, a_report([a_finding()]), days_ago=days)
    page = page_of(reader, Finding.objects.get())
    assert "3 scans" in page
    assert all(f'href="/scans/{scan.pk}/"' in page for scan in service.scans.all())


def test_rule_is_one_click_away(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding("IR301")]))
    assert f'href="{reverse("rule", args=["IR301"])}"' in page_of(reader, Finding.objects.get())


def test_finding_of_an_unknown_rule_is_shown_without_one(reader: Client, service: Service) -> None:
    scanned(service, a_report([a_finding("IR199")]))
    assert "What can happen" not in page_of(reader, Finding.objects.get())


def test_suggested_edit_is_shown_as_a_diff(reader: Client, service: Service) -> None:
    lines = [" \tbuf.WriteString(s)", "-\treturn buf.Bytes()", "+\treturn bytes.Clone(buf.Bytes())"]
    hunk = {"path": "a/b.go", "old_start": 9, "new_start": 9, "lines": lines}
    titles = {"en": "Let a copy leave", "zh-hans": "改为交出副本"}
    scanned(service, a_report([a_finding(fix={"titles": titles, "edits": [], "hunks": [hunk]})]))
    page = page_of(reader, Finding.objects.get())
    assert "Let a copy leave" in page
    assert re.findall(r'<li class="(goes|comes)">', page) == ["goes", "comes"]
    assert re.findall(r'<span class="at">(\d*)</span>', page) == ["9", "10", ""]


@pytest.mark.parametrize("scans", [1, 8])
def test_queries_do_not_grow_with_history(
    reader: Client, service: Service, scans: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(scans):
        scanned(service, a_report([a_finding()]), days_ago=scans - days)
    finding = Finding.objects.get()
    with django_assert_num_queries(10):
        page_of(reader, finding)
