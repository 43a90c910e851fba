"""PostgreSQL is stopped and started while a scan is in each state: it ends done, once, and nothing is doubled.

The PostgreSQL is this test's own, because others use that of the test run.
"""

from __future__ import annotations

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from governance.embedded import Server, postgresql, redis_server
from tests.git_server import GitServer, Hold
from tests.governance.pipeline.go_files import go_files
from tests.governance.pipeline.processes import Processes
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

DOWN_SECONDS = 2
# The states, and in how many pools a scan is to be in them: only the analyser needs many, to be met at its work.
POOLS = {"fetching": 60, "analysing": 300, "saving": 60}


class Database:
    """A PostgreSQL that can be stopped and started on its port."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self._process = server.process
        self._directory = server.log.parent

    def stop(self) -> None:
        """Stop it as an operator does: open sessions are ended."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def start(self) -> None:
        """Start it as it was started first, and wait until it answers."""
        self._process = subprocess.Popen(
            self._process.args, cwd=self._directory, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            else:
                return

    def one(self, query: str) -> tuple[object, ...]:
        """Return the only row of a query."""
        with psycopg.connect(self.url) as session:
            row = session.execute(query.encode()).fetchone()
        assert row is not None
        return row


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with postgresql(tmp_path / "postgresql", durable=False) as server:
        database = Database(server)
        yield database
        database.stop()


@pytest.fixture
def processes(tmp_path: Path, database: Database) -> Iterator[Processes]:
    with redis_server(tmp_path / "redis", durable=False) as broker:
        environment = {"DATABASE_URL": database.url, "REDIS_URL": broker.url, "DATABASE_CONN_MAX_AGE": "0"}
        with Processes(tmp_path, environment) as processes:
            yield processes


@contextmanager
def slow(state: str, hold: Hold, database: Database) -> Iterator[None]:
    """Make a scan stay in `state` for the length of the block, or until the database is stopped."""
    if state == "fetching":
        hold.release.clear()
        yield
        hold.release.set()
    elif state == "saving":
        session = psycopg.connect(database.url)
        session.execute("LOCK TABLE scorecards_scorecard IN SHARE MODE")  # until it is gone, no scorecard is written
        yield
        session.close()
    else:
        yield


def test_scans_are_done_once_although_their_database_is_restarted(
    tmp_path: Path, database: Database, processes: Processes
) -> None:
    """The states one after the other, each in a first scan and in one that finds everything again.

    One worker and one scheduler live through all of it, as in service: a start of each is dear, and so is `migrate`.
    """
    hold = Hold(after_bytes=2000)
    hold.release.set()
    with GitServer(tmp_path / "served", hold=hold) as server:
        processes.manage("migrate", "--verbosity", "0", "--skip-checks")
        processes.worker()
        processes.scheduler()
        for number, (state, pools) in enumerate(POOLS.items()):
            for scan in (2 * number + 1, 2 * number + 2):
                write_repository(tmp_path / "served" / f"{state}.git", go_files(pools, remark=f"scan {scan}"))
                with slow(state, hold, database), ThreadPoolExecutor(1) as alongside:
                    if scan % 2:
                        command = ["register", server.url(f"{state}.git"), "--team", "messaging", "--create-team"]
                    else:
                        command = ["scan", state]
                    command += ["--skip-checks"]  # they take longer than the command
                    # Not waited for: until Python has ended, a scan may have gone through the state.
                    asked = alongside.submit(processes.manage, *command)
                    reached = f"SELECT count(*) FROM scans_scan WHERE state = '{state}' AND id = {scan}"
                    processes.wait_for(lambda: database.one(reached) == (1,))  # noqa: B023 - called before it changes
                    database.stop()
                    asked.result()
                time.sleep(DOWN_SECONDS)
                database.start()
                ended = f"SELECT count(*) FROM scans_scan WHERE state IN ('done', 'failed') AND id = {scan}"
                processes.wait_for(lambda: database.one(ended) == (1,))  # noqa: B023 - the same
            assert_results_are_there_once(database, pools, first=2 * number + 1, second=2 * number + 2)


def assert_results_are_there_once(database: Database, pools: int, *, first: int, second: int) -> None:
    """Both scans of a service are done, and the second found what the first had found."""
    scans = f"scan_id IN ({first}, {second})"
    service = f"service_id = (SELECT service_id FROM scans_scan WHERE id = {first})"
    states = f"SELECT array_agg(state || error_code) FROM scans_scan WHERE {service}"
    assert database.one(states) == (["done", "done"],)
    assert database.one(f"SELECT count(*) FROM scorecards_scorecard WHERE {scans}") == (2,)
    assert database.one(f"SELECT count(*) FROM findings_pool WHERE {scans}") == (2 * pools,)
    (found,) = database.one(f"SELECT count(*) FROM findings_finding WHERE {service} AND state = 'open'")
    assert database.one(f"SELECT count(*) FROM findings_finding WHERE {service}") == (found,)
    assert database.one(f"SELECT count(*) FROM findings_occurrence WHERE scan_id = {first}") == (found,)
    assert database.one(f"SELECT count(*) FROM findings_occurrence WHERE scan_id = {second}") == (found,)
    assert database.one(f"SELECT stats -> 'findings' ->> 'new' FROM scans_scan WHERE id = {second}") == ("0",)
