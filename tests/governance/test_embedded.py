"""The servers out of wheels: started for real, in directories of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

PROBE = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
    connection.execute("INSERT INTO starts DEFAULT VALUES")
    rows = connection.execute("SELECT count(*) FROM starts").fetchone()[0]
queue = redis.Redis.from_url(os.environ["REDIS_URL"])
print(rows, queue.rpush("queue", "message"))
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "a directory 池"


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}} | more


def wrapper(directory: Path, *command: str) -> list[str]:
    return [sys.executable, "-m", "governance.embedded", "--data", str(directory), *command]


def run(directory: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        wrapper(directory, *command), env=environment(**more), capture_output=True, text=True, timeout=300, check=False
    )


def processes_below(directory: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(directory):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def wait_until_gone(directory: Path) -> None:
    deadline = time.monotonic() + 300
    while processes_below(directory):
        assert time.monotonic() < deadline, processes_below(directory)
        time.sleep(0.1)


def test_both_servers_answer_below_a_path_with_spaces_and_chinese_and_keep_what_they_store(directory: Path) -> None:
    assert run(directory, sys.executable, "-c", PROBE).stdout == "1 1\n"
    assert run(directory, sys.executable, "-c", PROBE).stdout == "2 2\n"


def test_servers_end_with_the_command_and_its_status_is_passed_on(directory: Path) -> None:
    assert run(directory, "sh", "-c", "exit 7").returncode == 7
    assert processes_below(directory) == []


def test_given_servers_are_used_and_nothing_is_started(directory: Path) -> None:
    given = {"DATABASE_URL": "postgres://given", "REDIS_URL": "redis://given"}
    result = run(directory, "sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"', **given)
    assert result.stdout == "postgres://given redis://given\n"
    assert list(directory.glob("*")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_servers_end_when_the_wrapper_is_killed(directory: Path) -> None:
    with subprocess.Popen(
        wrapper(directory, "sh", "-c", "echo up; sleep 60"), env=environment(), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        command = psutil.Process(process.pid).children()
        process.kill()
    wait_until_gone(directory)
    for child in command:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has slept its minute
            if child.name() in {"sh", "sleep"}:
                child.kill()


def test_termination_ends_the_command_and_the_servers(directory: Path) -> None:
    with subprocess.Popen(
        wrapper(directory, "sh", "-c", "echo up; exec sleep 60"), env=environment(), stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    assert processes_below(directory) == []


def test_a_pid_file_that_names_somebody_elses_process_is_not_believed(directory: Path) -> None:
    run(directory, "true")
    (directory / "postgresql/data/postmaster.pid").write_text(f"{os.getpid()}\n")
    (directory / "redis/redis.pid").write_text(f"{os.getpid()}\n")
    assert run(directory, "true").returncode == 0


def test_an_interrupted_first_start_is_begun_anew(directory: Path) -> None:
    unfinished = directory / "postgresql/data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert run(directory, "true").returncode == 0


def test_files_of_another_postgresql_are_named_in_one_line(directory: Path) -> None:
    (directory / "postgresql/data").mkdir(parents=True)
    (directory / "postgresql/data/PG_VERSION").write_text("16\n")
    result = run(directory, "true")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "was written by PostgreSQL 16" in result.stderr


def test_passwords_are_in_no_list_of_processes_and_in_files_of_the_owner(directory: Path) -> None:
    result = run(directory, "ps", "-eo", "args")
    for server in ("postgresql", "redis"):
        password = directory / server / "password"
        assert password.stat().st_mode & 0o077 == 0
        assert password.read_text() not in result.stdout
