"""What a process of the service can be, and the command line of each: the launcher and the image both start them here.

`python -m governance.roles web|worker|scheduler|migrate` becomes that process; `health ROLE` tells whether the one
beside it is well; anything else goes to manage.py. Every role checks the settings first.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The checks of what somebody has set. To check all, every page is imported: 2.5 s in place of 0.8, before each start.
CHECKED = ("security", "settings")

SCHEDULE_SECONDS = 600  # the scheduler writes its file every 3 minutes

# gunicorn beats through a file; in memory, because a slow disk would make it kill workers that are well.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes a private file in it


def web(*, host: str, port: int) -> list[str]:
    """Return the command of the web server."""
    command = [
        "gunicorn",
        "governance.wsgi",
        "--bind",
        f"{host}:{port}",
        "--access-logfile",
        "-",
        "--no-control-socket",
    ]
    command += ["--workers", os.environ.get("WEB_WORKERS", "2")]
    return [*_module(*command), *(["--worker-tmp-dir", MEMORY] if MEMORY else [])]


def worker() -> list[str]:
    """Return the command of a worker."""
    return _celery("worker", "--loglevel", "INFO")


def scheduler(schedule: Path) -> list[str]:
    """Return the command of the scheduler, which notes in the file `schedule` what it did last."""
    return _celery("beat", "--loglevel", "INFO", "--schedule", str(schedule))


def manage(*arguments: str) -> list[str]:
    """Return a command of manage.py."""
    return _module("django", *arguments)


def is_web_well() -> bool:
    """Ask the web server whether it reaches its database and its queue."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".").replace("*", "localhost")
    connection = http.client.HTTPConnection("127.0.0.1", _port(), timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def is_worker_well() -> bool:
    """Ask the worker on this machine to answer."""
    name = f"celery@{socket.gethostname()}"
    command = _celery("inspect", "ping", "--timeout", "10", "--destination", name)
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def is_scheduler_well() -> bool:
    """Look at how old the scheduler's notes are."""
    notes = [path.stat().st_mtime for path in _schedule().parent.glob(f"{_schedule().name}*")]
    return bool(notes) and time.time() - max(notes) < SCHEDULE_SECONDS


def _module(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def _celery(*arguments: str) -> list[str]:
    # Whoever starts it has run Django's checks: again they take a third of its start, for addresses it does not serve.
    return _module("celery", "--app", "governance", "--skip-checks", *arguments)


def _port() -> int:
    return int(os.environ.get("PORT", "8000"))


def _schedule() -> Path:
    return Path(os.environ.get("SCHEDULE_FILE", "/tmp/schedule"))  # noqa: S108 - a container's own /tmp


HEALTH: dict[str, Callable[[], bool]] = {"web": is_web_well, "worker": is_worker_well, "scheduler": is_scheduler_well}
ROLES: dict[str, Callable[[], list[str]]] = {
    "web": lambda: web(host="0.0.0.0", port=_port()),  # noqa: S104 - a container's own network
    "worker": worker,
    "scheduler": lambda: scheduler(_schedule()),
    "migrate": lambda: manage("migrate", "--no-input", "--skip-checks"),
}


def main(arguments: Sequence[str]) -> int:
    """Become the process that `arguments` name; return a status only when that cannot be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    if not arguments:
        print(f"error: name a role: {', '.join(ROLES)}", file=sys.stderr)
        return 2
    role, *rest = arguments
    if role == "health" and len(rest) == 1 and rest[0] in HEALTH:
        return 0 if HEALTH[rest[0]]() else 1
    if role in ROLES and not rest:
        tags = [argument for tag in CHECKED for argument in ("--tag", tag)]
        status = subprocess.run(manage("check", "--deploy", "--fail-level", "ERROR", *tags), check=False).returncode
        return status or _become(ROLES[role]())
    return _become(manage(*arguments))


def _become(command: list[str]) -> NoReturn:
    """Replace this process, so that signals reach the one that matters."""
    os.execv(command[0], command)  # noqa: S606 - a shell in between would swallow the signals


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
