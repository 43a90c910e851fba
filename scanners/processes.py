"""Tasks that several processes share."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared(
    tasks: Sequence[Callable[[], Result]], processes: int, begun: Callable[[int], None] = lambda _number: None
) -> list[Result]:
    """The results of the tasks, in their order; they must be plain data, and there may be 256 tasks.

    Each process, a fork with a copy of all that is in memory, takes the next task as soon as it is free. What a process
    leaves undone that ends early, for want of memory for example, is done here. `begun` is told the number of each task
    that this process takes. Where there is no fork, and where other threads run (of which a copy would have the locks
    alone), all is done here.
    """
    can_fork = hasattr(os, "fork") and threading.active_count() == 1
    queue, writing = os.pipe()
    os.write(writing, bytes(range(len(tasks))))
    os.close(writing)
    forks = [fork for _ in range(processes - 1 if can_fork else 0) if (fork := _fork(tasks, queue)) is not None]
    done = {}
    for number in _taken(queue):
        begun(number)
        done[number] = tasks[number]()
    os.close(queue)
    for process, answers in forks:
        with os.fdopen(answers, "rb") as answer:
            written = answer.read()
        _, status = os.waitpid(process, 0)
        if status == 0:
            done |= pickle.loads(written)  # noqa: S301 - our own process wrote it
    return [done[number] if number in done else task() for number, task in enumerate(tasks)]


def _taken(queue: int) -> Iterator[int]:
    """The tasks that this process takes: whoever reads the next byte has it."""
    while taken := os.read(queue, 1):
        yield taken[0]


def _fork(tasks: Sequence[Callable[[], Result]], queue: int) -> tuple[int, int] | None:
    """Start a process that takes tasks; returns its id and the pipe that its results come through."""
    reading, writing = os.pipe()
    gc.freeze()  # a collection writes to every object that it looks at, and would make both processes own the pages
    try:
        process = os.fork()
    except OSError:  # there are too many processes
        os.close(reading)
        os.close(writing)
        return None
    if process == 0:
        _answer(tasks, queue, writing)
    os.close(writing)
    return process, reading


def _answer(tasks: Sequence[Callable[[], Result]], queue: int, pipe: int) -> NoReturn:
    """Do tasks, and end without a word where one fails: it is done again where the failure can be told."""
    status = 1
    with suppress(BaseException):
        results = pickle.dumps({number: tasks[number]() for number in _taken(queue)})
        with os.fdopen(pipe, "wb") as answer:
            answer.write(results)
        status = 0
    os._exit(status)  # what waits to be written or to be closed at the end is the other process's
