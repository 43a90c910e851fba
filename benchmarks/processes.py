"""Commands run in processes of their own, with what they cost."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

_LIMIT: Final = 900  # seconds; what needs more has failed
# Runs in the child, so that the peak is the analyser's alone: that of its first process and of the largest of the
# others together, which counts the memory that they share twice.
_MEASURED: Final = """
import os, resource, sys
from scanners.__main__ import main
status = main(sys.argv[1:])
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(sum(peaks), file=sys.stderr, flush=True)
os._exit(status if status > 1 else 0)  # as the command line does
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time and of processor time (the second says more where others use the machine), and megabytes."""

    wall: float
    cpu: float
    megabytes: float = 0.0

    @classmethod
    def median(cls, costs: Sequence[Self]) -> Cost:
        """The median of each time, the largest peak."""
        return Cost(
            statistics.median(each.wall for each in costs),
            statistics.median(each.cpu for each in costs),
            max(each.megabytes for each in costs),
        )


def run(command: Sequence[str], good: Sequence[int] = (0,)) -> tuple[Cost, str]:
    """The cost of a command and what it printed. Ends the benchmark when the command fails."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, env=_environment(), capture_output=True, text=True, check=False, timeout=_LIMIT, errors="replace"
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in good:
        raise SystemExit(f"{command[0]}: exit {done.returncode}: {done.stderr.strip()[-800:]}")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    last = done.stderr.strip().rpartition("\n")[2]
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kilobytes elsewhere
    return Cost(wall, cpu, int(last) * unit / 1e6 if last.isdigit() else 0.0), done.stdout


def analyse(path: str, commit: str | None, output: Path, *, kept: Path | None = None, jobs: int | None = None) -> Cost:
    """Scan once; the report goes to a file, and is taken from what is `kept` if it is there."""
    options = ["--commit", commit] if commit is not None else []
    options += ["--cache", str(kept)] if kept is not None else ["--no-cache"]
    options += ["--jobs", str(jobs)] if jobs is not None else []
    command = [sys.executable, "-c", _MEASURED, "scan", path, "--format", "json", "--output", str(output)]
    return run([*command, *options])[0]


def _environment() -> dict[str, str]:
    """The environment, in which Python may keep its byte code as it does for every installed package."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
