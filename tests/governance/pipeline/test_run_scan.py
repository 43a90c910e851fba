"""The story of a scan, from the queue to the scorecard, with a real repository and a real process that analyses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

from governance import pipeline
from governance.findings.models import Finding, Occurrence
from governance.repositories.actions import fetch_commit
from governance.scans import actions
from governance.scans.analysis import AnalysisCancelled
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.registry.models import Service
    from tests.governance.pipeline.conftest import Push

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("marking_analyser")]


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the scans for which a message was sent; there is no broker."""
    messages: list[int] = []
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda scan_id, **_options: messages.append(scan_id))
    return messages


def scan(service: Service, branch: str = "") -> Scan:
    """Request a scan, run it here, and return it as it ended."""
    requested = actions.request_scan(service=service, branch=branch, trigger=Trigger.PERSON)
    pipeline.run_scan(requested.id)
    requested.refresh_from_db()
    return requested


def states() -> dict[str, str]:
    return dict(Finding.objects.values_list("fingerprint", "state"))


def test_scan_ends_in_a_scorecard(service: Service, push: Push) -> None:
    commit = push("// finding f1")
    done = scan(service)
    assert (done.state, done.commit, done.commit_subject, done.analyser) == (State.DONE, commit, "Add files", "marking")
    assert states() == {"f1": "open"}
    card = Scorecard.objects.get(scan=done)
    assert card.figures["IR2"] == {"passed": 0, "waived": 0, "units": 1}
    assert card.gate_passed


def test_figures_of_every_stage_are_kept(service: Service, push: Push) -> None:
    push("// finding f1", "// problem")
    done = scan(service)
    assert done.stats["report"] == {"files": 1}
    assert done.stats["fetch"]["objects"] == 3
    assert done.stats["analysis"]["peak_memory"] > 1_000_000
    assert done.stats["findings"] == {"new": 1, "reopened": 0, "fixed": 0}
    assert done.problems == [{"path": "main.go", "line": 1, "messages": {"en": "broken", "zh-hans": "损坏"}}]
    assert None not in (done.fetching_at, done.analysing_at, done.saving_at, done.ended_at)


def test_finding_shows_the_code_around_it(service: Service, push: Push) -> None:
    push("// one", "// two", "// three", "// four", "// finding f1", "// six")
    scan(service)
    (excerpt,) = Occurrence.objects.get().excerpts
    assert (excerpt["path"], excerpt["start"]) == ("main.go", 1)
    assert excerpt["lines"][5] == "// finding f1"


def test_findings_are_followed_from_commit_to_commit(service: Service, push: Push) -> None:
    push("// finding f1", "// finding f2")
    scan(service)
    push("// moved down", "// finding f2", "// finding f3")
    second = scan(service)
    assert states() == {"f1": "fixed", "f2": "open", "f3": "open"}
    assert second.stats["findings"] == {"new": 1, "reopened": 0, "fixed": 1}
    assert not Scorecard.objects.get(scan=second).gate_passed


def test_history_can_be_scanned_commit_by_commit(service: Service, push: Push) -> None:
    commits = [push("// finding f1"), push("// finding f1", "// finding f2"), push("// finding f2")]
    requested = [
        actions.request_scan(service=service, commit=commit, trigger=Trigger.EXAMPLE, requested_by=None)
        for commit in commits
    ]
    for request in requested:
        pipeline.run_scan(request.id)
    assert [done.commit for done in service.scans.filter(state=State.DONE).order_by("id")] == commits
    assert states() == {"f1": "fixed", "f2": "open"}


def test_delivered_twice_is_done_once(service: Service, push: Push) -> None:
    push("// finding f1")
    done = scan(service)
    pipeline.run_scan(done.id)
    assert Scan.objects.get().attempts == 1
    assert Occurrence.objects.count() == 1


def test_message_for_a_scan_that_is_gone_is_dropped(db: None) -> None:
    pipeline.run_scan(4711)
    assert not Scan.objects.exists()


@pytest.mark.parametrize(("line", "code"), [("// crash", "analysis-crash"), ("// refuse", "analysis-refused")])
def test_failed_scan_says_why_and_changes_no_finding(service: Service, push: Push, line: str, code: str) -> None:
    push("// finding f1")
    scan(service)
    push(line)
    failed = scan(service)
    assert (failed.state, failed.error_code) == (State.FAILED, code)
    assert states() == {"f1": "open"}
    assert not Scorecard.objects.filter(scan=failed).exists()


def test_branch_that_is_not_there_fails_with_what_to_do(service: Service, push: Push) -> None:
    push("// nothing")
    failed = scan(service, branch="topic")
    assert (failed.state, failed.error_code) == (State.FAILED, "branch-missing")
    assert failed.error_message


def test_error_that_nobody_foresaw_fails_with_a_reference(
    service: Service, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    push("// finding f1")
    monkeypatch.setattr(pipeline, "record_scorecard", lambda *_: 1 / 0)
    failed = scan(service)
    assert (failed.state, failed.error_code) == (State.FAILED, "scan-fault")
    assert failed.error_reference in failed.error_message
    assert not Occurrence.objects.exists()
    assert not Finding.objects.exists()


def test_end_of_a_scan_sends_for_the_next(service: Service, push: Push, sent: list[int]) -> None:
    commit = push("// finding f1")
    first, second = (actions.request_scan(service=service, commit=commit, trigger=Trigger.PERSON) for _ in range(2))
    sent.clear()
    pipeline.run_scan(first.id)
    assert sent == [second.id]


def test_scan_taken_over_by_another_worker_saves_nothing(
    service: Service, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    push("// finding f1")
    save = pipeline._save

    def taken_over_before(*arguments: object) -> None:
        Scan.objects.update(claim="00000000-0000-4000-8000-000000000000")
        save(*arguments)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(pipeline, "_save", taken_over_before)
    left = scan(service)
    assert left.state == State.SAVING
    assert not Finding.objects.exists()
    assert not Scorecard.objects.exists()


def test_analyser_is_stopped_when_the_claim_is_lost(service: Service, push: Push, settings: Settings) -> None:
    settings.HEARTBEAT_SECONDS = 0.1
    push("// finding f1")
    requested = actions.request_scan(service=service, trigger=Trigger.PERSON)
    stopped = threading.Event()

    def work() -> None:
        pipeline.run_scan(requested.id)
        connection.close()
        stopped.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "analyse", _wait_until_cancelled)
        thread = threading.Thread(target=work)
        thread.start()
        while not Scan.objects.filter(state=State.ANALYSING).exists():
            assert not stopped.wait(0.02)
        Scan.objects.update(claim="00000000-0000-4000-8000-000000000000")
        thread.join(timeout=120)
    assert stopped.is_set()
    assert Scan.objects.get().state == State.ANALYSING


def _wait_until_cancelled(*_arguments: object, cancelled: threading.Event, **_options: object) -> None:
    assert cancelled.wait(120)
    raise AnalysisCancelled


def test_scan_is_done_although_the_database_was_restarted_while_it_was_fetched(
    service: Service, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    push("// finding f1")

    def cut_off_after(*arguments: object, **options: object) -> object:
        fetched = fetch_commit(*arguments, **options)  # type: ignore[arg-type] # passed on as they came
        with pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return fetched

    monkeypatch.setattr(pipeline, "fetch_commit", cut_off_after)
    assert scan(service).state == State.DONE


def test_scan_whose_database_goes_away_is_left_for_the_sweep(
    service: Service, push: Push, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    push("// finding f1")

    def away(*_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "record_findings", away)
        left = scan(service)
    assert left.state == State.SAVING
    settings.HEARTBEAT_LOST_SECONDS = 0
    pipeline.run_scan(left.id)
    left.refresh_from_db()
    assert (left.state, left.attempts) == (State.DONE, 2)
    assert Occurrence.objects.count() == 1
