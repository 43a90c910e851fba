"""Kill -9 of the worker in each state: the scan ends done, once, and nothing is doubled.

Real workers, a real scheduler, a real broker, the real analyser; only the times are shorter than in service.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection

from governance.findings.models import Finding, Pool
from governance.registry.models import Service
from governance.scans import actions
from governance.scans.models import Scan, State, Trigger
from governance.scans.sending import RUN_SCAN
from governance.scorecards.models import Scorecard
from tests.git_server import GitServer, Hold
from tests.governance.pipeline.go_files import go_files
from tests.governance.pipeline.processes import Processes, kill
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from governance.accounts.models import Team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# The states, and in how many pools a scan is to be in them: only the analyser needs many, to be met at its work.
POOLS = {State.FETCHING: 60, State.ANALYSING: 300, State.SAVING: 60}


@pytest.fixture
def broker(worker_id: str) -> Iterator[str]:
    """A database of the Redis of this run that no other test uses."""
    number = 1 + int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 1
    url = urlsplit(settings.REDIS_URL)._replace(path=f"/{number}").geturl()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def database() -> str:
    """The address of the test's own database."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@pytest.fixture
def hold() -> Hold:
    """Lets the Git server stop in the middle of a pack, once it is asked to; released, it holds nothing."""
    hold = Hold(after_bytes=2000)
    hold.release.set()
    return hold


@pytest.fixture
def git_server(tmp_path: Path, hold: Hold) -> Iterator[GitServer]:
    for state, pools in POOLS.items():
        write_repository(tmp_path / "served" / f"{state}.git", go_files(pools))
    with GitServer(tmp_path / "served", hold=hold) as server:
        yield server


@pytest.fixture
def served(service: Service, git_server: GitServer) -> Service:
    """The service, with the repository that keeps the analyser busy."""
    service.repository_url = git_server.url(f"{State.ANALYSING}.git")
    service.save()
    return service


@pytest.fixture
def processes(tmp_path: Path, database: str, broker: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    """What is started is the service's own; messages of this process go to the same broker."""
    client = Celery(broker=broker, set_as_current=False)
    monkeypatch.setattr(
        "governance.scans.sending.enqueue",
        lambda scan_id, **_options: client.send_task(RUN_SCAN, [scan_id], queue="scans"),
    )
    with Processes(tmp_path, {"DATABASE_URL": database, "REDIS_URL": broker}) as processes:
        yield processes
    client.close()


@contextmanager
def slow(state: State, hold: Hold, database: str) -> Iterator[None]:
    """Make a scan stay in `state` for the length of the block."""
    match state:
        case State.FETCHING:
            hold.release.clear()
            yield
            hold.release.set()
        case State.SAVING:
            with psycopg.connect(database) as other:
                other.execute("LOCK TABLE scorecards_scorecard IN SHARE MODE")  # meanwhile no scorecard is written
                yield
        case _:
            yield  # the analyser has enough to do


def is_in(scan: Scan, state: State, attempt: int) -> bool:
    return Scan.objects.filter(id=scan.id, state=state, attempts=attempt).exists()


def request(service: Service) -> Scan:
    return actions.request_scan(service=service, trigger=Trigger.PERSON)


def assert_done_once(scan: Scan, attempts: int, pools: int = POOLS[State.ANALYSING]) -> None:
    """The scan, its service's only one, is done, and its results are there once."""
    scan.refresh_from_db()
    assert (scan.state, scan.error_code, scan.attempts) == (State.DONE, "", attempts)
    findings = Finding.objects.filter(service=scan.service)
    assert Scan.objects.filter(service=scan.service).count() == 1
    assert Scorecard.objects.filter(service=scan.service).count() == 1
    assert Pool.objects.filter(scan=scan).count() == pools
    assert findings.count() == scan.occurrences.count() == scan.stats["findings"]["new"]
    assert findings.filter(first_scan=scan, state="open").count() >= pools


def test_scans_are_done_once_although_their_worker_is_killed_twice_in_each_state(
    team: Team, git_server: GitServer, processes: Processes, hold: Hold, database: str
) -> None:
    """The states one after the other: the worker that has survived one is that which is killed in the next."""
    worker = processes.worker()
    processes.scheduler()
    for state, pools in POOLS.items():
        service = Service.objects.create(
            team=team, slug=state, name=state, repository_url=git_server.url(f"{state}.git"), default_branch="main"
        )
        with slow(state, hold, database):
            scan = request(service)
            processes.wait_for(lambda: is_in(scan, state, attempt=1))  # noqa: B023 - called before they change
            kill(worker)  # everything at once, as when a machine loses power
            worker = processes.worker()
            processes.wait_for(lambda: is_in(scan, state, attempt=2))  # noqa: B023 - the same
            kill_the_process_at_work(scan)  # and only the process at work, as the kernel does when memory runs out
        processes.wait_for(lambda: Scan.objects.get(id=scan.id).has_ended)  # noqa: B023 - the same
        assert_done_once(scan, attempts=3, pools=pools)
    undisturbed = request(service)
    processes.wait_for(lambda: Scan.objects.get(id=undisturbed.id).has_ended)
    assert_finds_the_same(undisturbed, scan)


def assert_finds_the_same(undisturbed: Scan, disturbed: Scan) -> None:
    undisturbed.refresh_from_db()
    assert undisturbed.stats["findings"] == {"new": 0, "reopened": 0, "fixed": 0}
    assert undisturbed.scorecards.get().figures == disturbed.scorecards.get().figures


def kill_the_process_at_work(scan: Scan) -> None:
    _host, _colon, pid = Scan.objects.values_list("worker", flat=True).get(id=scan.id).partition(":")
    os.kill(int(pid), signal.SIGKILL)


def test_lost_message_is_sent_again(served: Service, processes: Processes, broker: str) -> None:
    """The message is lost with Redis, as after a restart without persistence: the sweep sends it again."""
    scan = request(served)
    with redis.Redis.from_url(broker) as client:
        assert client.llen("scans") == 1
        client.flushdb()
    processes.worker()
    processes.scheduler()
    processes.wait_for(lambda: Scan.objects.get(id=scan.id).has_ended)
    assert_done_once(scan, attempts=1)


def test_worker_that_was_only_asleep_writes_nothing_when_it_wakes(served: Service, processes: Processes) -> None:
    sleeper = processes.worker()
    processes.scheduler()
    scan = request(served)
    processes.wait_for(lambda: is_in(scan, State.ANALYSING, attempt=1))
    os.killpg(sleeper.pid, signal.SIGSTOP)
    processes.worker()
    processes.wait_for(lambda: Scan.objects.get(id=scan.id).has_ended)
    os.killpg(sleeper.pid, signal.SIGCONT)
    processes.wait_for(lambda: "another worker or a newer commit has taken its place" in processes.log())
    assert_done_once(scan, attempts=2)


def test_times_in_service_hand_a_scan_on_within_two_minutes() -> None:
    worst = settings.HEARTBEAT_LOST_SECONDS + settings.SWEEP_SECONDS
    assert worst <= 100  # the rest is for the message to be taken and for the claim
    assert settings.HEARTBEAT_LOST_SECONDS >= 5 * settings.HEARTBEAT_SECONDS  # a slow database is no dead worker
