"""The page of a scan: stages, progress, figures, failures, and that it stops asking."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.dashboard.scan_page import stages_of
from governance.scans.models import Scan, State, Trigger

if TYPE_CHECKING:
    from django.test import Client

    from governance.registry.models import Service


def text_of(client: Client, name: str, scan: Scan, **query: str) -> str:
    return " ".join(client.get(reverse(name, args=[scan.pk]), query).content.decode().split())


def a_scan(service: Service, state: State, **columns: Any) -> Scan:
    return Scan.objects.create(service=service, branch="main", trigger=Trigger.PERSON, state=state, **columns)


def test_running_scan_keeps_asking(reader: Client, service: Service) -> None:
    scan = a_scan(service, State.ANALYSING)
    for name in ("scan", "scan-progress"):
        assert f'hx-get="{reverse("scan-progress", args=[scan.pk])}"' in text_of(reader, name, scan)


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.SUPERSEDED])
def test_ended_scan_stops_asking(reader: Client, service: Service, state: State) -> None:
    scan = a_scan(service, state, ended_at=timezone.now())
    for name in ("scan", "scan-progress"):
        assert "hx-get" not in text_of(reader, name, scan)


def test_page_works_without_scripts(reader: Client, service: Service) -> None:
    page = text_of(reader, "scan", a_scan(service, State.FETCHING))
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        (State.QUEUED, ["now", "next", "next", "next", "next"]),
        (State.ANALYSING, ["past", "past", "now", "next", "next"]),
        (State.DONE, ["past", "past", "past", "past", "past"]),
    ],
)
def test_stages_follow_the_state(service: Service, state: State, statuses: list[str]) -> None:
    assert [stage.status for stage in stages_of(a_scan(service, state))] == statuses


def test_failed_scan_breaks_off_where_it_was(service: Service) -> None:
    now = timezone.now()
    scan = a_scan(service, State.FAILED, fetching_at=now, analysing_at=now, ended_at=now + timedelta(seconds=9))
    stages = stages_of(scan)
    assert [stage.status for stage in stages] == ["past", "past", "broken", "next", "next"]
    assert stages[2].seconds == 9.0


def test_scan_that_waits_for_another_attempt_shows_no_times_of_the_last(service: Service) -> None:
    now = timezone.now()
    scan = a_scan(service, State.QUEUED, fetching_at=now, analysing_at=now, attempts=1)
    assert [stage.seconds for stage in stages_of(scan)] == [None] * 5


def test_progress_is_a_bar_with_its_figures(reader: Client, service: Service) -> None:
    scan = a_scan(service, State.ANALYSING, progress={"stage": "parse", "done": 12, "total": 40})
    page = text_of(reader, "scan-progress", scan)
    assert "parsing files: 12/40" in page
    assert '<progress max="40" value="12"' in page


def test_progress_of_a_newer_analyser_is_shown_as_it_is(reader: Client, service: Service) -> None:
    scan = a_scan(service, State.ANALYSING, progress={"stage": "link", "done": 1, "total": 2})
    assert "link: 1/2" in text_of(reader, "scan-progress", scan)


def test_bytes_show_while_they_are_fetched(reader: Client, service: Service) -> None:
    scan = a_scan(service, State.FETCHING, progress={"stage": "fetch", "bytes": 3_145_728, "objects": 0})
    assert "<dd>3.0 MB" in text_of(reader, "scan-progress", scan)


def test_failure_says_what_to_do_and_gives_the_reference(reader: Client, service: Service) -> None:
    scan = a_scan(
        service,
        State.FAILED,
        error_code="analysis-crash",
        error_messages={"en": "The analyser crashed. Ask.", "zh-hans": "分析器崩溃。"},
        error_reference="c0ffee",
    )
    page = text_of(reader, "scan", scan)
    assert "The analyser crashed. Ask." in page
    assert "<code>analysis-crash</code>" in page
    assert "<code>c0ffee</code>" in page


def test_what_was_skipped_is_listed_with_the_reason(reader: Client, scan: Scan) -> None:
    page = text_of(reader, "scan", scan)
    assert "a/broken.go:1" in page
    assert "does not parse" in page


def test_skipped_files_are_paged(reader: Client, scan: Scan) -> None:
    problem = {"path": "x.go", "line": 1, "messages": {"en": "does not parse"}}
    Scan.objects.filter(pk=scan.pk).update(problems=[problem] * 51)
    assert "1–50 of 51" in text_of(reader, "scan", scan)


def test_finished_scan_leads_to_the_scorecard(reader: Client, scan: Scan) -> None:
    page = text_of(reader, "scan", scan)
    assert "Open the scorecard" in page
    assert "3 <small>2 parsed</small>" in page


def test_session_that_ended_makes_the_whole_page_load(client: Client, scan: Scan) -> None:
    address = reverse("scan-progress", args=[scan.pk])
    response = client.get(address, headers={"HX-Request": "true"}, follow=True)
    assert response["HX-Refresh"] == "true"
