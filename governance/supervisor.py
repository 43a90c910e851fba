"""Keeps the programs of `make run` running in one terminal, and leaves none behind.

Each program is a session of its own, so that a Ctrl-C in the terminal reaches this process only, which then ends them
in order. A program that dies is started again. What a killed run left behind is ended by the next one.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil

from governance.server_processes import with_parent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Asked politely first: a worker puts its message back, a web process ends its answers. A scan can take minutes, and
# is taken up again by the next run, so it is not waited for.
STOP_SIGNALS = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 5.0))
KILL_SECONDS = 10.0
LONG_LIFE_SECONDS = 60.0  # a program that lived this long is started again at once when it ends
LONGEST_PAUSE_SECONDS = 30.0
LOG_BYTES = 10_000_000


@dataclass
class Program:
    """A command that is to run all the time."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts_again_at: float = 0.0
    pause: float = field(default=0.0)


class Supervisor:
    """Starts programs, starts those that died again, and stops all of them with everything that they started."""

    def __init__(self, programs: Sequence[Program], *, directory: Path, environment: Mapping[str, str]) -> None:
        """Keep logs in `directory`/logs, and a record of the running processes in `directory`/processes.json."""
        self.programs = programs
        self.environment = environment
        self.logs = directory / "logs"
        self.record = directory / "processes.json"

    def start(self) -> None:
        """Start every program."""
        self.logs.mkdir(exist_ok=True)
        for program in self.programs:
            self._start(program)

    def tend(self) -> list[str]:
        """Start again what has ended; return a line for the person at the terminal for each."""
        said = []
        now = time.monotonic()
        for program in self.programs:
            if program.process is not None and program.process.poll() is not None:
                lived = now - program.started_at
                program.pause = 0.0 if lived > LONG_LIFE_SECONDS else min(program.pause * 2 + 1, LONGEST_PAUSE_SECONDS)
                program.starts_again_at = now + program.pause
                said.append(
                    f"{program.name} ended with status {program.process.returncode}; it is started again in "
                    f"{program.pause:.0f} s (log: {self.log_of(program)})"
                )
                program.process = None
            if program.process is None and now >= program.starts_again_at:
                self._start(program)
        return said

    def stop(self) -> None:
        """End every program and all processes that descend from them."""
        leaders = [psutil.Process(p.process.pid) for p in self.programs if p.process and p.process.poll() is None]
        _end(leaders)
        for program in self.programs:
            if program.process is not None:
                program.process.wait()
        self.record.unlink(missing_ok=True)

    def log_of(self, program: Program) -> Path:
        """Return the file that `program` writes to."""
        return self.logs / f"{program.name}.log"

    def _start(self, program: Program) -> None:
        log = self.log_of(program)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            program.process = subprocess.Popen(
                [*with_parent(), *program.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                start_new_session=True,
            )
        program.started_at = time.monotonic()
        self._write_record()

    def _write_record(self) -> None:
        pids = [p.process.pid for p in self.programs if p.process is not None and p.process.poll() is None]
        written = self.record.with_suffix(".unfinished")
        written.write_text(json.dumps([[pid, psutil.Process(pid).create_time()] for pid in pids]), encoding="ascii")
        written.replace(self.record)


def end_leftovers(directory: Path) -> None:
    """End what a killed run recorded in `directory`; a process that has only inherited the number is left alone."""
    record = directory / "processes.json"
    if not record.exists():
        return
    leaders = []
    for pid, created_at in json.loads(record.read_text(encoding="ascii")):
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if abs(process.create_time() - created_at) < 1:  # the clock may have been corrected in between
                leaders.append(process)
    _end(leaders)
    record.unlink()


def _end(leaders: Sequence[psutil.Process]) -> None:
    """Send `leaders` one signal after the other, then kill what is left of them and of their descendants.

    Descendants are noted before each signal: once its parent has died, a process can no longer be found by it.
    """
    family = set(leaders)
    for sign, seconds in STOP_SIGNALS:
        for process in leaders:
            with suppress(psutil.NoSuchProcess):
                family.update(process.children(recursive=True))
                process.send_signal(sign)
        _, alive = psutil.wait_procs(leaders, timeout=seconds)
        if not alive:
            break
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(family, timeout=KILL_SECONDS)
