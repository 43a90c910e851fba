"""Processes of servers that this one starts: on a free port, until they answer, and ended whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

START_SECONDS = 60
STOP_SECONDS = 30
START_ATTEMPTS = 5  # a free port can be taken by somebody else before the server binds it


class EmbeddedError(Exception):
    """A server could not be started; the message is one line for the person at the terminal."""


def start_server(
    title: str, log: Path, start: Callable[[int, Path], subprocess.Popen[bytes]], answers: Callable[[int], bool]
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server on a free port and wait until it answers."""
    for _ in range(START_ATTEMPTS):
        port = free_port()
        process = start(port, log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while process.poll() is None and time.monotonic() < deadline:
                if answers(port):
                    return process, port
                time.sleep(0.05)
        except BaseException:
            stop(process, signal.SIGTERM)
            raise
        if process.poll() is None:
            stop(process, signal.SIGTERM)
            raise EmbeddedError(f"{title} did not answer within {START_SECONDS} s; its log is {log}.")
    reason = last_line(log.read_text(encoding="utf-8", errors="replace"))
    raise EmbeddedError(f"{title} does not start: {reason} (log: {log})")


def spawn(command: Sequence[str], *, log: Path, cwd: Path, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that a Ctrl-C in the terminal does not reach it."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdin=stdin, stdout=output, stderr=output, env=environment(), cwd=cwd, start_new_session=True
        )


def stop(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """End a server with a signal, by force where it does not heed that in time."""
    process.send_signal(sign)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_leftover(pid_file: Path, *, name: str, cwd: Path) -> None:
    """End the server that a killed run left behind in `cwd`; a stale pid file is removed."""
    try:
        process = psutil.Process(int(pid_file.read_text(encoding="ascii").split()[0]))
        if process.name() == name and Path(process.cwd()).resolve() == cwd.resolve():
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_SECONDS)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait()
    except (FileNotFoundError, psutil.NoSuchProcess):
        pass  # no file, or the server went away by itself: nothing is left to end
    except (ValueError, IndexError, psutil.AccessDenied) as error:
        raise EmbeddedError(f"{pid_file} may name a running server ({error}): end it and remove the file.") from error
    pid_file.unlink(missing_ok=True)


def with_parent() -> list[str]:
    """Return the prefix of a command that is to end when this process is killed; empty where setpriv is missing."""
    return ["setpriv", "--pdeathsig=INT"] if shutil.which("setpriv") else []


def environment() -> dict[str, str]:
    """Return this process's environment without what would change the servers' behaviour or the language they speak."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
