"""`make run`: everything in one terminal, from an empty directory to three scanned examples.

The environment decides: PORT and HOST of the web server, DATA_DIR, EXAMPLES=no, and every setting of the service. What
DATABASE_URL and REDIS_URL name is used; what they do not name is started. While it runs, `run.env` in the data
directory tells manage.py how to reach it. In one file, in the order in which things are started and ended.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import django
import redis
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from governance import roles
from governance.checks import check_servers
from governance.embedded import is_set, servers
from governance.messages import compile_catalogues
from governance.server_processes import EmbeddedError
from governance.supervisor import Program, Supervisor, end_leftovers
from trail import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.core.checks import CheckMessage

    from governance.embedded import Server

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60
TEND_SECONDS = 0.5


class LaunchError(Exception):
    """The service cannot be started; the message is one line for the person at the terminal."""


class Interrupted(BaseException):
    """Somebody asked to stop; not an `Exception`, so that nothing on the way takes it for a failure."""


@dataclass(frozen=True)
class Place:
    """Where the service is to live."""

    host: str
    port: int
    data: Path

    @classmethod
    def from_environment(cls) -> Place:
        """Read HOST, PORT and DATA_DIR."""
        text = os.environ.get("PORT") or "8000"
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
            raise LaunchError(f"PORT must be a number from 1 to 65535, not {text!r}.")
        data = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
        return cls(host=os.environ.get("HOST") or "127.0.0.1", port=int(text), data=data)

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{'localhost' if self.host in {'127.0.0.1', '0.0.0.0'} else self.host}:{self.port}/"  # noqa: S104


def main() -> int:
    """Run until somebody stops it; return 0 after that, 1 when it could not be started or kept running."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    try:
        with ExitStack() as stack:
            _run(Place.from_environment(), stack)
    except Interrupted:
        print("Stopped.")
        return 0
    except (LaunchError, EmbeddedError, CommandError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    return 1


def _interrupt(*_: object) -> None:
    """Stop once: a second Ctrl-C must not cut short the stopping."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    raise Interrupted


def _run(place: Place, stack: ExitStack) -> NoReturn:
    stack.enter_context(_data_directory(place.data))
    end_leftovers(place.data)
    _check_port(place)
    _check_git()
    started = stack.enter_context(servers(place.data, durable=True))
    environment = _environment(place, started)
    stack.enter_context(_announced(place.data / "run.env", environment))
    os.environ.update(environment)
    _check_settings()

    _prepare()

    supervisor = Supervisor(_programs(place), directory=place.data, environment=os.environ)
    stack.callback(supervisor.stop)
    supervisor.start()
    _wait_for_web(place, supervisor)
    password = _welcome(examples=os.environ.get("EXAMPLES", "yes").lower() not in {"no", "0", "false"})
    print(_block(place, password), flush=True)
    while True:
        time.sleep(TEND_SECONDS)
        for line in supervisor.tend():
            print(line, flush=True)
        for server in started.values():
            if server.process.poll() is not None:
                raise LaunchError(f"{server.title} ended with status {server.process.returncode} (log: {server.log}).")


@contextmanager
def _data_directory(path: Path) -> Iterator[None]:
    """Make the data directory, for its owner only, and keep every other run out of it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (path / "lock").open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(f"{path} is in use by another run: stop that one, or choose another DATA_DIR.") from None
        yield


def _check_port(place: Place) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LaunchError(
            f"port {place.port} of {place.host} cannot be used ({reason}): choose another PORT."
        ) from None


def _check_git() -> None:
    if shutil.which("git") is None:
        raise LaunchError("git is not installed: it fetches the repositories.")


def _environment(place: Place, started: Mapping[str, Server]) -> dict[str, str]:
    """Return what the programs need beyond the environment they inherit."""
    environment = {"DJANGO_SETTINGS_MODULE": "governance.settings", "DATA_DIR": str(place.data)}
    environment |= {name: server.url for name, server in started.items()}
    keys: dict[str, Callable[[], str]] = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(64),
        "CREDENTIAL_KEYS": lambda: Fernet.generate_key().decode("ascii"),
        "AUDIT_KEY": lambda: PrivateKey.new().text,
    }
    for name, make in keys.items():
        if not is_set(name):
            environment[f"{name}_FILE"] = str(_key_file(place.data / "keys" / name.lower().replace("_", "-"), make))
    for name, value in {
        "STATIC_ROOT": str(place.data / "static"),
        "REPOSITORY_LOCAL_PATHS": str(place.data / "examples"),
        "PUBLIC_URL": f"http://{place.host}:{place.port}",
    }.items():
        if not os.environ.get(name):
            environment[name] = value
    return environment


def _key_file(path: Path, make: Callable[[], str]) -> Path:
    """Return the file with a key that is made once and then kept: without it, what it encrypted is lost."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(make(), encoding="ascii")
        unfinished.replace(path)
    return path


@contextmanager
def _announced(path: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Leave the environment in a file while the service runs."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}='{value}'\n" for name, value in environment.items()), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()


def _check_settings() -> None:
    """Read the settings and try what they name: the database and Redis may be somebody else's."""
    try:
        _refuse(check_servers())  # first: Django itself stops in the middle when the database is of another kind
        django.setup()
    except (ImproperlyConfigured, OSError, ValueError) as error:
        raise LaunchError(f"a setting cannot be used: {_one_line(error)}") from error
    _refuse(run_checks(tags=roles.CHECKED, include_deployment_checks=True))
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        raise LaunchError(f"the database of DATABASE_URL cannot be reached: {_one_line(error)}") from None
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise LaunchError(f"the Redis of REDIS_URL cannot be reached: {_one_line(error)}") from None


def _refuse(messages: Iterable[CheckMessage]) -> None:
    """Stop if there is an error among what the checks say."""
    if errors := [message for message in messages if message.is_serious() and not message.is_silenced()]:
        raise LaunchError(" ".join(f"{error.msg} {error.hint or ''}".strip() for error in errors))


def _prepare() -> None:
    """Bring database, messages and static files up to date."""
    compile_catalogues()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _welcome(*, examples: bool) -> str | None:
    """On the first start load the examples and make an admin account; return its password, None on later starts.

    The account comes last: as long as there is none, the next start is a first start again.
    """
    password = None
    users = get_user_model().objects
    if not users.filter(is_superuser=True).exists():
        if examples:
            call_command("load_examples", verbosity=0)
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", password=password)
    connections.close_all()
    return password


def _programs(place: Place) -> list[Program]:
    """Return what runs until the end."""
    return [
        Program("web", roles.web(host=place.host, port=place.port)),
        Program("worker", roles.worker()),
        Program("scheduler", roles.scheduler(place.data / "schedule")),
    ]


def _wait_for_web(place: Place, supervisor: Supervisor) -> None:
    """Wait for the first answer; a program that dies before it would only die again."""
    address = f"http://{place.host}:{place.port}/"
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        for program in supervisor.programs:
            if program.process is not None and program.process.poll() is not None:
                raise LaunchError(f"{program.name} does not start (log: {supervisor.log_of(program)}).")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # an answer, even if it is a refusal
        except OSError:
            time.sleep(0.1)
    raise LaunchError(f"{address} does not answer within {READY_SECONDS} s (logs: {supervisor.logs}).")


def _block(place: Place, password: str | None) -> str:
    """Return what the person at the terminal has to know."""
    if password:
        account = f"admin, password {password} (shown only now)"
    else:
        directory = "" if place.data == ROOT / ".data" else f"DATA_DIR='{place.data}' "
        account = f"as before; a new password: {directory}.venv/bin/python manage.py changepassword admin"
    return "\n".join(
        [
            "",
            f"  Iron Rules   {place.address}",
            f"  Account      {account}",
            f"  Data         {place.data} (logs in logs/, keys in keys/)",
            "  Stop         Ctrl-C",
            "",
        ]
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main())
