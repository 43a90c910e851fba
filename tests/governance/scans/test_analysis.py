"""The analyser's process: every way in which it may misbehave ends in a clear error, and none harms the worker."""

from __future__ import annotations

import os
import threading
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from governance.errors import ServiceError, UserError
from governance.scans import analysis as analysing
from governance.scans.analysis import Analysis, AnalysisCancelled, analyse
from tests.governance.scans.analysers import analyser
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_django import Settings

MB = 1_000_000


def run(directory: Path, code: str, cancelled: threading.Event | None = None) -> tuple[Analysis, list[Any]]:
    heard: list[Mapping[str, object]] = []
    analysis = analyse(
        directory,
        "0" * 40,
        profile="iron",
        on_progress=heard.append,
        cancelled=cancelled or threading.Event(),
        command=analyser(directory, code),
    )
    return analysis, heard


@pytest.mark.parametrize("status", [0, 1])
def test_report_comes_back_with_what_it_took(tmp_path: Path, status: int) -> None:
    analysis, _heard = run(tmp_path, f"print(REPORT); sys.exit({status})")
    assert analysis.report.analyser == "ironrules 0.1.0"
    assert 0 < analysis.seconds < 30


@pytest.mark.parametrize("worker", [0, 400], ids=["small worker", "large worker"])
def test_peak_memory_is_that_of_the_analyser(tmp_path: Path, worker: int) -> None:
    ballast = bytearray(worker * MB)
    analysis, _heard = run(tmp_path, "x = bytearray(250_000_000); del x; time.sleep(0.3); print(REPORT)")
    assert 250 * MB < analysis.peak_memory < 300 * MB
    del ballast


def test_analyser_is_told_what_to_do(tmp_path: Path, settings: Settings) -> None:
    settings.CACHE_DIR = tmp_path / "cache"
    run(tmp_path, f"open({str(tmp_path / 'said')!r}, 'w').write(' '.join(sys.argv[1:])); print(REPORT)")
    said = (tmp_path / "said").read_text()
    assert said == (
        f"scan {tmp_path} --commit {'0' * 40} --profile iron --stricter-only "
        f"--format json --progress --cache {tmp_path}/cache/reports"
    )


def test_progress_is_heard_and_the_rest_is_not_taken_for_it(tmp_path: Path) -> None:
    lines = ['{"stage": "parse", "done": 1, "total": 2}', "a remark", '{"stage": 1', '{"a":' * 700, '{"other": 1}']
    _analysis, heard = run(tmp_path, f"print({chr(10).join(lines)!r}, file=sys.stderr); print(REPORT)")
    assert heard == [{"stage": "parse", "done": 1, "total": 2}]


def test_secrets_of_the_worker_are_not_in_its_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    run(tmp_path, "print(REPORT); sys.exit(2 if 'SECRET_KEY' in os.environ else 0)")


# --- ways to fail --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("os.kill(os.getpid(), 11)", "analysis-crash", id="segmentation fault"),
        pytest.param("os.kill(os.getpid(), 9)", "analysis-crash", id="killed from outside"),
        pytest.param("raise ValueError('x')", "analysis-crash", id="uncaught error, exit status 1"),
        pytest.param("print(REPORT); raise SystemExit(7)", "analysis-crash", id="unknown exit status"),
        pytest.param("print('garbage')", "analysis-report", id="not JSON"),
        pytest.param("print(REPORT[:-5])", "analysis-report", id="cut off"),
        pytest.param("pass", "analysis-report", id="silent"),
        pytest.param("print('{}')", "analysis-report", id="not a report"),
        pytest.param("sys.stdout.buffer.write(bytes([255, 254]))", "analysis-report", id="not text"),
    ],
)
def test_fault_of_the_analyser_has_a_reference(tmp_path: Path, code: str, expected: str) -> None:
    with pytest.raises(ServiceError) as failure:
        run(tmp_path, code)
    assert failure.value.code == expected
    assert failure.value.reference


def test_refusal_is_passed_on_in_the_analysers_words(tmp_path: Path) -> None:
    with pytest.raises(UserError) as failure:
        run(tmp_path, "sys.exit(print('error: no such commit', file=sys.stderr) or 2)")
    assert (failure.value.code, failure.value.message) == ("analysis-refused", "error: no such commit")


def test_hanging_analyser_is_killed_with_its_children(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANALYSIS_SECONDS = 1
    pid_file = tmp_path / "child"
    code = f"pid = os.fork()\nif pid: open({str(pid_file)!r}, 'w').write(str(pid))\ntime.sleep(600)"
    # The time is over once the child is there, however long Python takes to start.
    clock = SimpleNamespace(monotonic=lambda: 2.0 if pid_file.exists() and pid_file.read_text() else 0.0)
    monkeypatch.setattr(analysing, "time", clock)
    with pytest.raises(UserError, match="longer than 1 seconds") as failure:
        run(tmp_path, code)
    assert failure.value.code == "analysis-time"
    assert has_ended(int(pid_file.read_text()))


def test_busy_analyser_is_stopped_even_when_nobody_waits_for_it(tmp_path: Path, settings: Settings) -> None:
    settings.ANALYSIS_SECONDS = 1
    with pytest.raises(UserError) as failure:
        run(tmp_path, "import resource; print(resource.getrlimit(resource.RLIMIT_CPU), file=sys.stderr); sys.exit(2)")
    assert failure.value.message == "(1, 6)"


@pytest.mark.parametrize("code", ["x = bytearray(10**12)", "x = []\nwhile True: x.append(bytes(10**7))"])
def test_memory_has_a_limit(tmp_path: Path, settings: Settings, code: str) -> None:
    settings.ANALYSIS_BYTES = 300 * MB
    with pytest.raises(UserError, match="more than 300 MB") as failure:
        run(tmp_path, code)
    assert failure.value.code == "analysis-memory"


def test_size_of_the_report_has_a_limit(tmp_path: Path, settings: Settings) -> None:
    settings.REPORT_BYTES = 1 * MB
    with pytest.raises(UserError, match="larger than 1 MB") as failure:
        run(tmp_path, "while True: sys.stdout.write('x' * 100_000)")
    assert failure.value.code == "analysis-report-size"


def test_flood_of_messages_is_kept_in_part(tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as failure:
        run(tmp_path, "sys.stderr.write('x' * 10**7); sys.exit(7)")
    assert len(failure.value.message) < 100_000


def test_cancelled_analysis_ends_at_once(tmp_path: Path) -> None:
    cancelled = threading.Event()
    threading.Timer(0.5, cancelled.set).start()
    started = time.monotonic()
    with pytest.raises(AnalysisCancelled):
        run(tmp_path, "time.sleep(600)", cancelled)
    assert time.monotonic() - started < 300


def test_analyser_dies_with_its_worker(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    worker = os.fork()
    if not worker:
        run(tmp_path, f"open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    while not (pid_file.exists() and pid_file.read_text()):
        time.sleep(0.05)
    os.kill(worker, 9)
    os.waitpid(worker, 0)
    assert has_ended(int(pid_file.read_text()))


def test_analyses_leave_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run(tmp_path, "print(REPORT)")
    assert [path.name for path in tmp_path.iterdir()] == ["analyser.py"]


def has_ended(pid: int) -> bool:
    """Wait until a process that nobody reaps has ended."""
    try:
        process = psutil.Process(pid)
        deadline = time.monotonic() + 60
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.05)
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_commit_with_the_same_code_is_not_analysed_anew(tmp_path: Path, settings: Settings) -> None:
    settings.CACHE_DIR = tmp_path / "cache"
    repository, never = tmp_path / "served.git", threading.Event()
    analysed = []
    for notes in (b"one", b"two"):
        commit = write_repository(repository, {"main.go": b"package main\n", "README": notes})
        heard: list[Mapping[str, object]] = []
        analysis = analyse(repository, commit, profile="iron", on_progress=heard.append, cancelled=never)
        assert analysis.report.commit == commit
        analysed.append(any(said["stage"] == "analyse" for said in heard))
    assert analysed == [True, False]
