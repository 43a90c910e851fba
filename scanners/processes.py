"""Work that is done beside this process, on another processor."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Generic, NoReturn, TypeVar

Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Beside(Generic[Result]):
    """Work that a forked process does with its copy of the memory; the result must be plain data.

    Where there is no fork, where other threads run (of which the copy would have the locks alone), and where the
    process ends without a result, for want of memory for example, the work is done here when its result is asked for.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work: Final = work
        self._started: Final = _fork(work) if hasattr(os, "fork") and threading.active_count() == 1 else None

    def result(self) -> Result:
        """Wait for the work, or do it; to be asked for once."""
        if self._started is not None:
            process, pipe = self._started
            with os.fdopen(pipe, "rb") as answer:
                written = answer.read()
            _, status = os.waitpid(process, 0)
            if status == 0:
                result: Result = pickle.loads(written)  # noqa: S301 - our own process wrote it
                return result
        return self._work()


def _fork(work: Callable[[], Result]) -> tuple[int, int] | None:
    """Start the work in a process; returns its id and the pipe that its result comes through."""
    reading, writing = os.pipe()
    gc.freeze()  # a collection writes to every object that it looks at, and would make both processes own the pages
    try:
        process = os.fork()
    except OSError:  # there are too many processes
        os.close(reading)
        os.close(writing)
        return None
    if process == 0:
        os.close(reading)
        _answer(work, writing)
    os.close(writing)
    return process, reading


def _answer(work: Callable[[], Result], pipe: int) -> NoReturn:
    """Do the work, and end without a word where it fails: it is done again where the failure can be told."""
    status = 1
    with suppress(BaseException):
        result = pickle.dumps(work())
        with os.fdopen(pipe, "wb") as answer:
            answer.write(result)
        status = 0
    os._exit(status)  # what waits to be written or to be closed at the end is the other process's
