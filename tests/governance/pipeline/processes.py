"""Real workers and a real scheduler as processes of their own, with short heartbeats, to be killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SETTINGS = {
    "HEARTBEAT_SECONDS": "1",
    "HEARTBEAT_LOST_SECONDS": "4",
    "SWEEP_SECONDS": "1",
    "SCAN_ATTEMPTS": "5",
    "WORKER_CONCURRENCY": "1",
    "CELERY_SKIP_CHECKS": "true",  # as in service, where they have been run before
    "DATABASE_SESSION": "-c client_connection_check_interval=500ms",
    "REPOSITORY_SCHEMES": "http",
    "REPOSITORY_PRIVATE_NETWORKS": "127.0.0.0/8",
}


class Processes:
    """Starts processes of the service; whatever still runs at the end of the block is killed."""

    def __init__(self, directory: Path, environment: dict[str, str]) -> None:
        self._directory = directory
        self._environment = {
            **os.environ,
            **SETTINGS,
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_DIR": str(directory / "data"),
            **environment,
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            kill(process)

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker with one process for tasks.

        It leaves alone what is done in the background: a look at what a branch has come to asks for scans of its own.
        """
        options = ["--hostname", f"worker{len(self._started)}@%h", "--queues", "urgent,reports,scans"]
        return self._start("celery", "--app", "governance", "worker", "--loglevel", "INFO", *options)

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler, which sweeps every second."""
        schedule = str(self._directory / "schedule")
        return self._start("celery", "--app", "governance", "beat", "--schedule", schedule)

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def wait_for(self, condition: Callable[[], bool], seconds: float = 300) -> None:
        """Wait until `condition` holds; in vain, fail with the last that the processes said."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain\n{self.log()[-8000:]}"
            time.sleep(0.1)  # every look at the database costs processor time that the processes need

    def log(self) -> str:
        """What all of them said."""
        return "".join(path.read_text(errors="replace") for path in sorted(self._directory.glob("*.log")))

    def _start(self, *module: str) -> subprocess.Popen[bytes]:
        with (self._directory / f"{len(self._started)}-{module[3]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=settings.BASE_DIR,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append(process)
        return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 a worker with all its processes, as if its machine had lost power.

    Of one that was killed before, the number may belong to another test's process by now.
    """
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
