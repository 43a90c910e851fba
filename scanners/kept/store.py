"""A directory of kept reports, one file for each question; those that nobody asks for any more go first."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from scanners.kept.plain import plain, typed
from scanners.kept.question import Question
from scanners.model import Report

VARIABLE: Final = "IRONRULES_CACHE"
_MOST: Final = 128 * 1024 * 1024  # bytes; the report on Go's own source takes 16 KB
_SUFFIX: Final = ".json.gz"
_OURS: Final = f"{'[0-9a-f]' * 64}{_SUFFIX}*"  # and what a process that was killed had begun to write


def default_directory() -> Path | None:
    """Where reports are kept if nobody says: what IRONRULES_CACHE says, else the user's cache; None is nowhere."""
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE]) if os.environ[VARIABLE] else None
    named = os.environ.get("XDG_CACHE_HOME", "")
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises where there is none
    above = Path(named) if named else Path(home) / ".cache"
    return above / "ironrules" if above.is_absolute() else None


class Kept:
    """The reports that are kept in a directory; None keeps nothing. `complain` hears why one could not be kept."""

    def __init__(self, directory: Path | None, complain: Callable[[str], None], *, most: int = _MOST) -> None:
        self._directory: Final = directory
        self._complain: Final = complain
        self._most: Final = most

    def report(self, question: Question, answer: Callable[[], Report]) -> Report:
        """The kept answer to the question, or the one that is found now and kept."""
        if self._directory is None or not question.can_be_recognised:
            return answer()
        started = time.perf_counter()
        file = self._directory / f"{question.digest()}{_SUFFIX}"
        found = _read(file)
        if found is not None:
            seconds = (("read", time.perf_counter() - started), ("parse", 0.0), ("analyse", 0.0))
            return replace(
                found, commit=question.source.commit, stats=replace(found.stats, seconds=seconds, is_kept=True)
            )
        report = answer()
        try:
            self._write(file, report)
        except OSError as error:
            self._complain(f"{self._directory}: the report is not kept: {error.strerror}")
        return report

    def _write(self, file: Path, report: Report) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = gzip.compress(json.dumps(plain(report)).encode(), compresslevel=1, mtime=0)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", delete=False) as written:
            written.write(content)
        os.replace(written.name, file)  # noqa: PTH105 - whoever reads meanwhile has the old file or the new one
        self._forget(file.parent)

    def _forget(self, directory: Path) -> None:
        """Remove the reports that were asked for longest ago; another process may be at it too."""
        left = self._most
        for file, status in sorted(_files(directory), key=lambda each: each[1].st_mtime_ns, reverse=True):
            left -= status.st_size
            if left < 0:
                file.unlink(missing_ok=True)


def _read(file: Path) -> Report | None:
    """The report in a file, which is asked for last now; None where there is none, or a damaged one."""
    try:
        report = typed(Report, json.loads(gzip.decompress(file.read_bytes())))
    except (OSError, EOFError, zlib.error, ValueError):
        return None
    with suppress(OSError):  # a cache that may only be read is one all the same
        os.utime(file)
    assert isinstance(report, Report)  # noqa: S101 - narrows the type
    return report


def _files(directory: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for file in directory.glob(_OURS):
        with suppress(FileNotFoundError):
            yield file, file.stat()
