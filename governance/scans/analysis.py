"""Runs the analyser in a process of its own, which may crash, hang or eat memory without harm to the worker."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.repositories import launch
from governance.scans.errors import AnalyserError
from governance.scans.report import Report, ReportInvalid, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    OnProgress = Callable[[Mapping[str, object]], None]

ANALYSER: Final = (sys.executable, "-m", "scanners")
# What the analyser gets to see of the worker's environment; secrets are not in it.
ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME")
TAIL_LINES: Final = 20
LINE_BYTES: Final = 4096
POLL_SECONDS: Final = 0.05


class AnalysisCancelled(Exception):  # noqa: N818 - nothing went wrong: somebody asked for the end
    """The caller set `cancelled`; the analyser is dead."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A report, and what it took: wall seconds and the largest resident set in bytes."""

    report: Report
    seconds: float
    peak_memory: int


def analyse(
    git_dir: Path,
    commit: str,
    *,
    profile: str,
    on_progress: OnProgress,
    cancelled: threading.Event,
    command: Sequence[str] = ANALYSER,
) -> Analysis:
    """Analyse one commit of a repository, under the limits of the settings `ANALYSIS_…` and `REPORT_BYTES`.

    Raises UserError `analysis-time`, `analysis-memory`, `analysis-report-size` (a limit was hit) or `analysis-refused`
    (the analyser said why it cannot), AnalyserError `analysis-crash` or `analysis-report` (it wrote something else than
    a report), and AnalysisCancelled.
    """
    arguments = ["scan", str(git_dir), "--commit", commit, "--profile", profile, "--stricter-only"]
    arguments += ["--format", "json", "--progress", "--cache", str(Path(settings.CACHE_DIR) / "reports")]
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:  # has no name: whoever kills the worker leaves no file behind
        process = _start([*command, *arguments], output)
        try:
            said = _Listener(process, on_progress)
            seen = _wait(process, cancelled, deadline=started + settings.ANALYSIS_SECONDS)
        finally:
            usage = _end(process)
        said.join()
        peak_memory = _peak_memory(usage, seen)
        size = output.seek(0, os.SEEK_END)
        if size >= settings.REPORT_BYTES:
            raise _over(
                "analysis-report-size", _("The report is larger than %(limit)s MB."), settings.REPORT_BYTES // 10**6
            )
        output.seek(0)
        report = _report(process.returncode, output, said, peak_memory)
    return Analysis(report, time.monotonic() - started, peak_memory)


def _start(command: Sequence[str], output: IO[bytes]) -> subprocess.Popen[bytes]:
    # Wall time is the limit that counts; that of the processor ends the analyser of a worker that is itself stopped.
    numbers = (os.getpid(), settings.REPORT_BYTES, settings.ANALYSIS_BYTES, settings.ANALYSIS_SECONDS)
    limits = [str(number) for number in numbers]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(launch.__file__), *limits, ",".join(ENVIRONMENT), *command],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _wait(process: subprocess.Popen[bytes], cancelled: threading.Event, deadline: float) -> int:
    """Return the peak of its memory as last seen, in bytes, when the process has ended.

    It stays a zombie, so that its id and its group's stay its own.
    """
    seen = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if cancelled.wait(POLL_SECONDS):
            raise AnalysisCancelled
        if time.monotonic() > deadline:
            raise _too_slow()
        seen = max(seen, _high_water_mark(process.pid))
    return seen


def _high_water_mark(launcher: int) -> int:
    """Return the peak of the analyser's resident memory in bytes so far, from proc(5); 0 where there is none."""
    try:
        analysers = Path(f"/proc/{launcher}/task/{launcher}/children").read_text(encoding="ascii").split()
        status = "".join(Path(f"/proc/{pid}/status").read_text(errors="replace") for pid in analysers)
    except OSError:  # not Linux, or it ended between two looks
        return 0
    return max(
        (int(kilobytes) * 1024 for kilobytes in re.findall(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)), default=0
    )


def _peak_memory(usage: resource.struct_rusage, seen: int) -> int:
    """Return the peak of the analyser's memory in bytes.

    What Linux reports at the end starts with the size of whoever started the process: a worker of 390 MB made 390 MB
    out of 60. Where it is not more than the worker's own, what was seen while it ran is nearer.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seen if seen and usage.ru_maxrss <= own else usage.ru_maxrss * unit


def _end(process: subprocess.Popen[bytes]) -> resource.struct_rusage:
    """Kill what is left of the process and its children, and return what they used."""
    os.killpg(process.pid, signal.SIGKILL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage


def _report(status: int, output: IO[bytes], said: _Listener, peak_memory: int) -> Report:
    """Read the report, or raise the error that tells why there is none."""
    if status in (0, 1):
        try:
            return parse(output.read())
        except ReportInvalid as error:
            if not said.traceback:
                raise AnalyserError(
                    "analysis-report", _("The analyser wrote something that is not a report."), f"{error}; {said.last}"
                ) from error
    if "MemoryError" in said.last or (status < 0 and peak_memory > 0.8 * settings.ANALYSIS_BYTES):
        raise _over(
            "analysis-memory", _("The analysis needs more than %(limit)s MB."), settings.ANALYSIS_BYTES // 10**6
        )
    if status == -signal.SIGXCPU:
        raise _too_slow()
    if status == 2 and not said.traceback:
        raise UserError("analysis-refused", said.last or _("The analyser refused and did not say why."))
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
    raise AnalyserError("analysis-crash", _("The analyser crashed."), f"analyser ended with {how}: {said.tail}")


def _too_slow() -> UserError:
    return _over("analysis-time", _("The analysis takes longer than %(limit)s seconds."), settings.ANALYSIS_SECONDS)


def _over(code: str, message: _StrPromise, limit: int) -> UserError:
    hint = _("Exclude what is not your own code, or ask your administrators for a higher limit.")
    return UserError(code, message, hint, limit=limit)


class _Listener:
    """Hears what the analyser says while it runs: progress, one JSON object a line, and the rest, whose end is kept."""

    def __init__(self, process: subprocess.Popen[bytes], on_progress: OnProgress) -> None:
        # Whether Python ended with an error that nobody caught: its exit status, 1, means nothing then.
        self.traceback = False
        self._lines: deque[str] = deque(maxlen=TAIL_LINES)
        self._on_progress = on_progress
        self._stream = process.stderr
        self._thread = threading.Thread(target=self._listen, name="analyser-listener", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._stream is not None  # noqa: S101 - narrows the type; a pipe was asked for
        with self._stream:
            while line := self._stream.readline(LINE_BYTES):
                self._hear(line.decode(errors="replace").rstrip())

    def _hear(self, line: str) -> None:
        try:
            progress = json.loads(line) if line.startswith("{") else None
        except (ValueError, RecursionError):
            progress = None
        if isinstance(progress, dict) and progress.keys() == {"stage", "done", "total"}:
            self._on_progress(progress)
        elif line:
            self.traceback = self.traceback or line.startswith(("Traceback (most recent call last)", "MemoryError"))
            self._lines.append(line)

    def join(self) -> None:
        """Wait until everything is heard; all who could still write are dead."""
        self._thread.join()

    @property
    def last(self) -> str:
        """The last line: of a refusal the reason, of a traceback the error."""
        return self._lines[-1] if self._lines else ""

    @property
    def tail(self) -> str:
        """The last lines."""
        return "\n".join(self._lines)
