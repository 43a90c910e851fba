"""Looks at the processes of this machine, and starts some that a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]


def git_processes(needle: str) -> list[Path]:
    """Return the directories in /proc of the processes, other than ours, with `needle` in their argument list."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if process.name != str(os.getpid()) and needle.encode() in (process / "cmdline").read_bytes():
                found.append(process)
    return found


def is_git(process: Path) -> bool:
    """Return whether this is git or one of its helpers, and not the watcher beside it."""
    return Path((process / "cmdline").read_text().split("\0")[0]).name.startswith("git")


@contextmanager
def another_process(program: str, argument: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside us, and kill it with -9 in the end, if not before."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "governance.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", program, argument], env=environment, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()
