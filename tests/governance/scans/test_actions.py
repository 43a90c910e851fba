"""Scans change by conditional updates: who holds the claim decides, and nobody else."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from governance.errors import ServiceError, UserError
from governance.registry.models import Service
from governance.scans import actions
from governance.scans.actions import Claim, ClaimLost
from governance.scans.models import Scan, State, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

    from governance.accounts.models import Team

    Request = Callable[..., Scan]


@pytest.fixture
def other_service(other_team: Team) -> Service:
    return Service.objects.create(
        team=other_team, slug="bills", name="Bills", repository_url="x", default_branch="main"
    )


def taken(scan: Scan, worker: str = "one") -> Claim:
    claim = actions.claim(scan.id, worker)
    assert claim is not None
    return claim


def state_of(scan: Scan) -> str:
    return Scan.objects.values_list("state", flat=True).get(id=scan.id)


def silence(scan: Scan, seconds: float = 3600) -> None:
    """Let the last heartbeat be that long ago."""
    Scan.objects.filter(id=scan.id).update(heartbeat_at=F("heartbeat_at") - timedelta(seconds=seconds))


# --- requests ------------------------------------------------------------------------------------------------------


def test_request_is_queued_for_the_default_branch(request_scan: Request) -> None:
    scan = request_scan()
    assert (scan.state, scan.branch, scan.commit) == (State.QUEUED, "main", "")


def test_message_is_sent_after_commit(
    request_scan: Request, sent: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        scan = request_scan()
        assert sent == []
    assert sent == [scan.id]


@pytest.mark.django_db(transaction=True)
def test_request_stands_when_the_broker_is_away(request_scan: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_scan_id: int) -> None:
        raise ConnectionError

    monkeypatch.setattr("governance.scans.sending.enqueue", refuse)
    scan = request_scan()
    assert state_of(scan) == State.QUEUED


def test_newer_request_replaces_an_older_one_of_the_branch(request_scan: Request) -> None:
    older, newer = request_scan(), request_scan()
    assert (state_of(older), state_of(newer)) == (State.SUPERSEDED, State.QUEUED)
    assert Scan.objects.get(id=older.id).ended_at is not None


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"commit": "a" * 40}, {}),
        ({}, {"commit": "a" * 40}),
        ({"commit": "a" * 40}, {"commit": "b" * 40}),
        ({"branch": "topic"}, {}),
        ({"branch": "topic"}, {"branch": "topic", "pull_request": 7}),
        ({"branch": "topic", "pull_request": 7}, {"branch": "topic"}),
        ({"branch": "topic", "pull_request": 7}, {"branch": "topic", "pull_request": 8}),
        ({"branch": "topic"}, {"branch": "topic", "base_branch": "main"}),
    ],
)
def test_request_for_something_else_replaces_nothing(
    request_scan: Request, older: dict[str, Any], newer: dict[str, Any]
) -> None:
    scan = request_scan(**older)
    request_scan(**newer)
    assert state_of(scan) == State.QUEUED


@pytest.mark.parametrize("newer", [{"commit": "b" * 40}, {}, {"commit": "b" * 40, "branch": "renamed"}])
def test_newer_commit_of_a_pull_request_replaces_the_older(request_scan: Request, newer: dict[str, str]) -> None:
    older = request_scan(branch="topic", commit="a" * 40, pull_request=7)
    newest = request_scan(**{"branch": "topic", "pull_request": 7, **newer})
    assert (state_of(older), state_of(newest)) == (State.SUPERSEDED, State.QUEUED)


def test_pull_request_is_compared_with_the_default_branch_unless_it_names_another(request_scan: Request) -> None:
    assert request_scan(branch="topic", pull_request=7).base_branch == "main"
    assert request_scan(branch="topic", pull_request=8, base_branch="release").base_branch == "release"
    assert request_scan(branch="topic").base_branch == ""


def test_request_does_not_replace_that_of_another_service(request_scan: Request, other_service: Service) -> None:
    scan = request_scan(service=other_service)
    request_scan()
    assert state_of(scan) == State.QUEUED


def test_running_scan_is_not_replaced(request_scan: Request) -> None:
    running = request_scan()
    taken(running)
    request_scan()
    assert state_of(running) == State.FETCHING


# --- claims --------------------------------------------------------------------------------------------------------


def test_claim_begins_the_scan(request_scan: Request) -> None:
    scan = request_scan()
    claim = taken(scan, "host:1")
    scan.refresh_from_db()
    assert (scan.state, scan.claim, scan.worker, scan.attempts) == (State.FETCHING, claim.key, "host:1", 1)
    assert scan.heartbeat_at is not None
    assert scan.fetching_at is not None


def test_second_worker_cannot_claim(request_scan: Request) -> None:
    scan = request_scan()
    taken(scan)
    assert actions.claim(scan.id, "two") is None


def test_scan_that_is_gone_cannot_be_claimed(db: None) -> None:
    assert actions.claim(4711, "one") is None


def test_ended_scan_cannot_be_claimed(request_scan: Request) -> None:
    scan = request_scan()
    actions.fail(taken(scan), UserError("x", "y"))
    assert actions.claim(scan.id, "two") is None


def test_scans_of_a_service_run_in_the_order_of_request(request_scan: Request) -> None:
    first, second = request_scan(commit="a" * 40), request_scan(commit="b" * 40)
    assert actions.claim(second.id, "one") is None
    claim = taken(first)
    assert actions.claim(second.id, "one") is None
    actions.fail(claim, UserError("x", "y"))
    assert actions.claim(second.id, "one") is not None


def test_services_do_not_wait_for_each_other(request_scan: Request, other_service: Service) -> None:
    first, second = request_scan(), request_scan(service=other_service)
    assert actions.claim(first.id, "one") is not None
    assert actions.claim(second.id, "one") is not None


def test_database_refuses_a_second_running_scan_of_a_service(request_scan: Request) -> None:
    taken(request_scan(commit="a" * 40))
    second = request_scan(commit="b" * 40)
    with pytest.raises(IntegrityError, match="one_running_scan_a_service"), transaction.atomic():
        Scan.objects.filter(id=second.id).update(state=State.SAVING)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_claims(request_scan: Request) -> None:
    scans = [request_scan(commit=digit * 40) for digit in "ab"]
    claims: list[Claim | None] = []
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        barrier.wait()
        claims.append(actions.claim(scans[number % 2].id, f"worker {number}"))
        connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [claim.scan_id for claim in claims if claim] == [scans[0].id]


# --- progress and ends ---------------------------------------------------------------------------------------------


def test_scan_goes_through_its_states(request_scan: Request) -> None:
    scan = request_scan()
    claim = taken(scan)
    actions.advance(claim, State.ANALYSING, commit="a" * 40)
    assert state_of(scan) == State.ANALYSING
    actions.advance(claim, State.SAVING)
    actions.finish(claim, analyser="test")
    scan.refresh_from_db()
    assert (scan.state, scan.commit, scan.analyser, scan.claim) == (State.DONE, "a" * 40, "test", None)
    assert None not in (scan.fetching_at, scan.analysing_at, scan.saving_at, scan.ended_at)


def test_no_state_is_skipped(request_scan: Request) -> None:
    claim = taken(request_scan())
    with pytest.raises(ClaimLost):
        actions.advance(claim, State.SAVING)
    with pytest.raises(ClaimLost):
        actions.finish(claim)


def test_heartbeat_keeps_progress(request_scan: Request) -> None:
    scan = request_scan()
    claim = taken(scan)
    silence(scan)
    actions.heartbeat(claim, {"stage": "parse", "done": 1, "total": 2})
    scan.refresh_from_db()
    assert scan.progress == {"stage": "parse", "done": 1, "total": 2}
    assert actions.release_lost() == []


@pytest.mark.parametrize(
    "verb",
    [
        lambda claim: actions.advance(claim, State.ANALYSING),
        lambda claim: actions.heartbeat(claim, {}),
        lambda claim: actions.fail(claim, UserError("x", "y")),
        actions.hold,
        actions.finish,
    ],
    ids=["advance", "heartbeat", "fail", "hold", "finish"],
)
@pytest.mark.parametrize("state", [State.FETCHING, State.SAVING])
def test_who_lost_the_claim_can_do_nothing(
    request_scan: Request, verb: Callable[[Claim], object], state: State
) -> None:
    scan = request_scan()
    taken(scan)
    Scan.objects.filter(id=scan.id).update(state=state)
    before = Scan.objects.values().get(id=scan.id)
    with pytest.raises(ClaimLost):
        verb(Claim(scan.id, uuid.uuid4(), 1))
    assert Scan.objects.values().get(id=scan.id) == before


def test_failure_says_what_happened_in_both_languages(request_scan: Request) -> None:
    scan = request_scan()
    actions.fail(taken(scan), UserError("branch-missing", "There is no such branch.", "Choose another."))
    scan.refresh_from_db()
    assert (scan.state, scan.error_code) == (State.FAILED, "branch-missing")
    assert scan.error_messages["en"] == "There is no such branch. Choose another."
    assert set(scan.error_messages) == {"en", "zh-hans"}


def test_fault_of_ours_shows_a_reference_and_no_details(request_scan: Request) -> None:
    scan = request_scan()
    fault = ServiceError("git-failed", "fatal: /var/cache is read-only")
    actions.fail(taken(scan), fault)
    scan.refresh_from_db()
    assert scan.error_reference == fault.reference
    assert fault.reference in scan.error_message
    assert "read-only" not in str(scan.error_messages)


@pytest.mark.parametrize("end", ["finish", "fail"])
def test_end_of_a_scan_wakes_the_next(
    request_scan: Request,
    sent: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    end: str,
) -> None:
    first, second = request_scan(commit="a" * 40), request_scan(commit="b" * 40)
    request_scan(commit="c" * 40)
    claim = taken(first)
    with django_capture_on_commit_callbacks(execute=True):
        if end == "fail":
            actions.fail(claim, UserError("x", "y"))
        else:
            actions.advance(claim, State.ANALYSING)
            actions.advance(claim, State.SAVING)
            actions.finish(claim)
    assert sent == [second.id]


# --- lost workers and lost messages --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.FETCHING, State.ANALYSING, State.SAVING])
def test_lost_scan_is_taken_over_in_any_state(request_scan: Request, state: State) -> None:
    scan = request_scan()
    first = taken(scan)
    Scan.objects.filter(id=scan.id).update(state=state)
    silence(scan)
    second = taken(scan, "two")
    assert second.key != first.key
    assert second.attempt == 2
    assert state_of(scan) == State.FETCHING


def test_heartbeat_counts_as_lost_only_after_the_time_set(request_scan: Request, settings: Settings) -> None:
    scan = request_scan()
    taken(scan)
    silence(scan, settings.HEARTBEAT_LOST_SECONDS - 5)
    assert actions.claim(scan.id, "two") is None
    silence(scan, 10)
    assert actions.claim(scan.id, "two") is not None


def test_sweep_finds_lost_scans(request_scan: Request) -> None:
    scan = request_scan()
    taken(scan)
    silence(scan)
    assert actions.release_lost() == [scan.id]
    assert state_of(scan) == State.QUEUED


def test_lost_scan_goes_before_later_requests(request_scan: Request) -> None:
    first, second = request_scan(commit="a" * 40), request_scan(commit="b" * 40)
    taken(first)
    silence(first)
    assert actions.claim(second.id, "two") is None
    assert actions.claim(first.id, "two") is not None


def test_scan_whose_workers_keep_dying_fails(
    request_scan: Request,
    sent: list[int],
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    scan, next_scan = request_scan(commit="a" * 40), request_scan(commit="b" * 40)
    for attempt in range(settings.SCAN_ATTEMPTS):
        assert taken(scan).attempt == attempt + 1
        silence(scan)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.claim(scan.id, "another") is None
    scan.refresh_from_db()
    assert (scan.state, scan.error_code) == (State.FAILED, "scan-attempts")
    assert "worker died" in scan.error_message
    assert sent == [next_scan.id]


@pytest.mark.django_db(transaction=True)
def test_scan_that_is_being_saved_is_not_taken_for_lost(request_scan: Request) -> None:
    scan = request_scan()
    claim = taken(scan)
    actions.advance(claim, State.ANALYSING)
    actions.advance(claim, State.SAVING)
    silence(scan)
    released: list[list[int]] = []

    def sweep() -> None:
        released.append(actions.release_lost())
        connection.close()

    with transaction.atomic():
        actions.hold(claim)
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(timeout=30)
        actions.finish(claim)
    assert released == [[]]
    assert state_of(scan) == State.DONE


def test_waiting_scans_are_the_oldest_of_idle_services(request_scan: Request, other_service: Service) -> None:
    first = request_scan(commit="a" * 40)
    request_scan(commit="b" * 40)
    other = request_scan(service=other_service)
    assert actions.waiting() == [first.id, other.id]
    taken(first)
    assert actions.waiting() == [other.id]


# --- a newer commit while one is scanned ---------------------------------------------------------------------------


def announced(request_scan: Request, commit: str = "", **options: object) -> int:
    """Request a scan as a push does, and return how many running ones that ended."""
    scan = request_scan(trigger=Trigger.PUSH, **options)
    return actions.cut_off(scan, announced=commit)


def test_push_ends_the_running_scan_of_its_branch(request_scan: Request, sent: list[int]) -> None:
    running = taken(request_scan(trigger=Trigger.PUSH))
    assert announced(request_scan) == 1
    assert Scan.objects.get(id=running.scan_id).state == State.SUPERSEDED
    with pytest.raises(ClaimLost):
        actions.heartbeat(running)
    with pytest.raises(ClaimLost):
        actions.advance(running, State.ANALYSING)
    assert taken(Scan.objects.get(state=State.QUEUED)).attempt == 1


def test_end_of_a_running_scan_sends_for_the_next(
    request_scan: Request, sent: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    taken(request_scan(trigger=Trigger.PUSH))
    newer = request_scan(trigger=Trigger.PUSH)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cut_off(newer)
    assert sent == [newer.id]


def test_every_second_scan_of_a_busy_branch_runs_to_its_end(request_scan: Request) -> None:
    taken(request_scan(trigger=Trigger.PUSH))
    assert announced(request_scan) == 1
    second = taken(Scan.objects.get(state=State.QUEUED))
    assert announced(request_scan) == announced(request_scan) == 0
    Scan.objects.filter(id=second.scan_id).update(state=State.DONE, claim=None)
    taken(Scan.objects.get(state=State.QUEUED))
    assert announced(request_scan) == 1


@pytest.mark.parametrize("state", [State.SAVING, State.DONE])
def test_scan_that_saves_is_left_to_its_end(request_scan: Request, state: State) -> None:
    running = taken(request_scan(trigger=Trigger.PUSH))
    Scan.objects.filter(id=running.scan_id).update(state=state)
    assert announced(request_scan) == 0


def test_scan_of_the_announced_commit_goes_on(request_scan: Request) -> None:
    running = taken(request_scan(trigger=Trigger.PUSH))
    Scan.objects.filter(id=running.scan_id).update(commit="a" * 40)
    assert announced(request_scan, "a" * 40) == 0
    assert announced(request_scan, "b" * 40) == 1


@pytest.mark.parametrize(
    "other", [{"branch": "topic"}, {"pull_request": 5, "branch": "main"}, {"trigger": Trigger.PERSON}], ids=str
)
def test_push_leaves_other_scans_alone(request_scan: Request, other: dict[str, object]) -> None:
    taken(request_scan(**{"trigger": Trigger.PUSH} | other))
    assert announced(request_scan) == 0


def test_new_commit_of_a_pull_request_ends_the_scan_of_its_old_one(request_scan: Request) -> None:
    taken(request_scan(trigger=Trigger.PULL_REQUEST, pull_request=5, branch="refs/pull/5/head"))
    assert announced(request_scan, pull_request=6, branch="refs/pull/6/head") == 0
    assert announced(request_scan, pull_request=5, branch="refs/pull/5/head") == 1
