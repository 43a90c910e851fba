"""Writers of the trail, to be killed: `python writers.py WRITERS SECONDS` changes services in many processes at once.

The parent forks the writers once Django is loaded. After every third change that any of them has made it kills one of
them with SIGKILL, whatever that one is doing, and puts another in its place; when the time is over it kills the rest.
Each change is one of the real actions, on rows that all writers share as well as on rows of their own. Prints how many
were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count
from typing import NoReturn

import django

CHANGES_A_KILL = 3
KILLS_AT_LEAST = 20  # also where the machine is too busy for that within the time


def main(writers: int, seconds: float) -> None:
    """Keep as many writers alive for so long."""
    django.setup()
    chosen = random.Random(writers)
    done, tell = os.pipe()
    numbers = count()
    alive = [start(next(numbers), tell) for _ in range(writers)]
    end = time.monotonic() + seconds
    killed = 0
    while time.monotonic() < end or killed < KILLS_AT_LEAST:
        for _ in range(CHANGES_A_KILL):
            os.read(done, 1)
        place = chosen.randrange(writers)
        kill(alive[place])
        alive[place] = start(next(numbers), tell)
        killed += 1
    for writer in alive:
        kill(writer)
    print(killed + writers)  # noqa: T201 - read by the test


def kill(writer: int) -> None:
    """Kill a writer; one that has ended by itself had a fault."""
    os.kill(writer, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1])
    if status != -signal.SIGKILL:
        sys.exit(f"a writer ended with {status}")


def start(number: int, tell: int) -> int:
    """Fork a writer."""
    writer = os.fork()
    if writer == 0:
        write(number, tell)
    return writer


def write(number: int, tell: int) -> NoReturn:
    """Register and change services until killed, with a byte for each change."""
    from governance.accounts.models import Team
    from governance.registry.actions import create_service, edit_service
    from governance.registry.models import Service

    team = Team.objects.get(slug="messaging")
    for change in count():
        name = f"w{number}-{change}"
        create_service(team=team, url=f"https://git.example.com/{name}.git", name=name, branch="main", by=None)
        os.write(tell, b".")
        shared = Service.objects.select_related("team").get(slug="gateway")
        edit_service(shared, name=name, url=shared.repository_url, branch="main", by=None)
        os.write(tell, b".")
    raise AssertionError


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
