"""`make run`, started for real: what it prints, what it leaves behind, and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from governance.server_processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

INHERITED = {"PATH", "HOME", "LANG", "TMPDIR"}  # tests and those who start them set much else
PROGRAMS = {"web": "gunicorn", "worker": "worker", "scheduler": "beat"}


class Launched:
    """A launcher that has printed its block."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.block = ""
        while "Stop" not in self.block:
            line = self.line()
            assert line, f"it ended before it was ready: {self.block}"
            self.block += line
        self.family = psutil.Process(process.pid).children(recursive=True)

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def program(self, name: str) -> psutil.Process:
        """Return the leader of a program that is running."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if PROGRAMS[name] in child.cmdline())

    def alive(self) -> list[psutil.Process]:
        return [process for process in self.family if process.is_running()]

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(sign)
        return self.process.wait(60)


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in INHERITED}
    return kept | {"DATA_DIR": str(data), "EXAMPLES": "no", "WEB_WORKERS": "1"} | more  # each imports all of Django


@contextmanager
def launched(data: Path) -> Iterator[Launched]:
    port = free_port()
    command = [sys.executable, "-m", "governance.launch"]
    with subprocess.Popen(
        command, env=environment(data, PORT=str(port)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Launched(process, port)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait(60)


def refused(data: Path, **more: str) -> str:
    """Launch what cannot start, and return the one line that it says."""
    command = [sys.executable, "-m", "governance.launch"]
    result = subprocess.run(
        command, env=environment(data, **more), capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 1, result.stdout
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data 数据"


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory that earlier starts may have written the files of the servers into."""
    return tmp_path_factory.mktemp("used") / "data 数据"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Launched, Path]]:
    """Return a service that runs, and its data directory."""
    data = tmp_path_factory.mktemp("launched") / "data 数据"
    with launched(data) as service:
        yield service, data


def test_service_ends_on_a_signal_starts_again_and_survives_the_death_of_its_launcher(data: Path) -> None:
    """One data directory through three starts: a start is dear, its programs import all of Django four times."""
    with launched(data) as first:
        assert f"http://localhost:{first.port}/" in first.block
        assert re.search(r"admin, password \S{16} ", first.block)
        assert str(data) in first.block
        assert_programs_answer(first)
        keys = {path.name: path.read_text() for path in (data / "keys").iterdir()}
        assert_nothing_is_left_after(signal.SIGINT, first, data)
    with launched(data) as second:  # keeps the data and shows no password
        assert "password" in second.block
        assert "admin, password" not in second.block
        assert {path.name: path.read_text() for path in (data / "keys").iterdir()} == keys
        second.process.kill()
        second.process.wait()
        with launched(data) as third:  # is not hindered by what the killed one left running
            assert second.alive() == []
            assert_programs_answer(third)
            assert_nothing_is_left_after(signal.SIGTERM, third, data)


def assert_programs_answer(service: Launched) -> None:
    assert {"web", "worker", "scheduler"} <= {name for name in PROGRAMS if service.program(name)}
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/healthz", timeout=10) as answer:
        assert answer.status == 200


def assert_nothing_is_left_after(sign: signal.Signals, service: Launched, data: Path) -> None:
    assert service.stop(sign) == 0
    assert service.alive() == []
    assert not (data / "run.env").exists()


def test_keys_and_passwords_are_for_the_owner_only(running: tuple[Launched, Path]) -> None:
    _, data = running
    assert data.stat().st_mode & 0o077 == 0
    for secret in [*(data / "keys").iterdir(), *data.glob("*/password"), data / "run.env"]:
        assert secret.stat().st_mode & 0o077 == 0, secret


def test_manage_finds_the_running_service_by_its_data_directory(running: tuple[Launched, Path]) -> None:
    _, data = running
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command"]
    question = "from governance.accounts.models import User; print(User.objects.get().username)"
    result = subprocess.run(
        [*command, question], env=environment(data), capture_output=True, text=True, timeout=300, check=True
    )
    assert result.stdout == "admin\n"


def test_data_directory_of_another_run_is_left_alone(running: tuple[Launched, Path]) -> None:
    service, data = running
    assert "is in use by another run" in refused(data, PORT=str(free_port()))
    assert service.process.poll() is None


def test_a_program_that_dies_is_started_again(running: tuple[Launched, Path]) -> None:
    service, _ = running
    killed = service.program("worker")
    killed.kill()
    assert service.line() == "\n"
    assert service.line().startswith("worker ended with status -9; it is started again")
    deadline = time.monotonic() + 300
    while not any(PROGRAMS["worker"] in p.cmdline() for p in psutil.Process(service.process.pid).children()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert service.program("worker").pid != killed.pid


def test_busy_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert f"port {port} of 127.0.0.1 cannot be used (Address already in use)" in refused(data, PORT=str(port))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００"])
def test_impossible_port_is_named(data: Path, port: str) -> None:
    assert f"PORT must be a number from 1 to 65535, not {port!r}" in refused(data, PORT=port)


def test_data_directory_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in refused(tmp_path / "file")


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("DATABASE_URL", "postgres://u:secret-word@127.0.0.1:1/x", "the database of DATABASE_URL cannot be reached"),
        ("DATABASE_URL", "mysql://u:secret-word@127.0.0.1:1/x", "PostgreSQL is the only one that works"),
        ("REDIS_URL", "redis://:secret-word@127.0.0.1:1/0", "the Redis of REDIS_URL cannot be reached"),
        ("REDIS_URL", "http://:secret-word@127.0.0.1:1/0", "REDIS_URL does not name a Redis"),
        ("FETCH_SECONDS", "soon", "a setting cannot be used"),
        ("CREDENTIAL_KEYS", "short", "Key 1 of CREDENTIAL_KEYS is not a Fernet key"),
        ("AUDIT_KEY", "short", "AUDIT_KEY is not"),
    ],
)
def test_setting_that_cannot_be_used_is_named_without_its_secret(
    used: Path, setting: str, value: str, said: str
) -> None:
    line = refused(used, PORT=str(free_port()), **{setting: value})
    assert said in line
    assert "secret-word" not in line
