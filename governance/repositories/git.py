"""Runs git: the only importer of GitPython, and of it only `Git().execute`.

GitPython starts the process (argument list, no shell) and gives it back at once; everything else it offers is left
alone, because it cannot limit bytes and kills by walking the process table. Here git gets an environment of its own
(see `launch.py`), a session of its own, so that one signal ends it with all its children, and limits that are looked at
five times a second.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

import git as gitpython
from django.conf import settings

from governance.repositories.access import NO_ACCESS, Access
from governance.repositories.limits import Limits, exceeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.repositories.values import Progress

_LAUNCH: Final = str(Path(__file__).with_name("launch.py"))
_POLL_SECONDS: Final = 0.2
_INPUT_BYTES: Final = 60_000  # fits a pipe, so that writing never waits

_ENVIRONMENT: Final = {
    "HOME": os.devnull,  # no .netrc, no configuration, no keys can be found below it
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}
_CONFIG: Final = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "core.packedGitLimit=256m",
    "core.bigFileThreshold=16m",  # larger blobs are streamed to disk, not held in memory
    "credential.helper=",  # empties the list; access.py may add the one helper there is
    "fetch.fsck.zeroPaddedFilemode=ignore",  # old but honest repositories have it; all other findings refuse
    "fetch.unpackLimit=1",  # always one pack: its header announces how many objects come
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "http.sslVerify=true",
    "i18n.logOutputEncoding=UTF-8",
    "maintenance.auto=false",
    "pack.threads=1",
    "protocol.version=2",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    "transfer.credentialsInUrl=die",
    "transfer.fsckObjects=true",
)


@dataclass(frozen=True, slots=True)
class Output:
    """What git left: its exit status and what it wrote, secrets struck out of the error text."""

    status: int
    stdout: bytes
    stderr: str


def run(
    arguments: Sequence[str],
    *,
    limits: Limits,
    git_dir: Path | None = None,
    access: Access = NO_ACCESS,
    stdin: bytes = b"",
    progress: Progress | None = None,
    inherit: Sequence[int] = (),
) -> Output:
    """Run `git ARGUMENTS` on the bare repository `git_dir` and return what it left, whatever its exit status.

    `inherit` are file descriptors that git keeps open, so that a lock outlives us while git does. Raises UserError
    `limit-seconds`, `limit-bytes`, `limit-objects` or `limit-output` after killing git and every child of it.
    """
    if len(stdin) > _INPUT_BYTES:
        raise ValueError("more input than a pipe holds")
    started = time.monotonic()
    process = _start(arguments, limits, git_dir, access, inherit)
    try:
        with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
            pipe.write(stdin)  # a git that has already failed says so by its status
        stdout, stderr = _collect(process, limits, started + limits.seconds, git_dir, progress)
        process.wait(timeout=max(1.0, started + limits.seconds - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise exceeded("limit-seconds", limits.seconds, limits.seconds) from None
    finally:
        _end(process)
    if git_dir is not None:
        _check_disk(git_dir, limits)  # git, or the kernel at a file's limit, may have ended between two looks
    return Output(process.returncode, stdout, _struck(stderr.decode("utf-8", "replace"), access.secrets))


def _start(
    arguments: Sequence[str], limits: Limits, git_dir: Path | None, access: Access, inherit: Sequence[int]
) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_DIR": str(git_dir or os.devnull),
        "GIT_ALLOW_PROTOCOL": access.protocol,
        **_ENVIRONMENT,
        **access.environment,
    }
    limited = [str(os.getpid()), str(limits.disk_bytes), str(settings.FETCH_MEMORY_BYTES), "0", ",".join(environment)]
    config = [part for pair in (*_CONFIG, *access.config) for part in ("-c", pair)]
    started = gitpython.Git("/").execute(
        [sys.executable, "-I", "-S", _LAUNCH, *limited, "git", *config, *arguments],
        as_process=True,
        istream=subprocess.PIPE,
        env=environment,
        shell=False,
        start_new_session=True,
        pass_fds=tuple(inherit),
    )
    process: subprocess.Popen[bytes] | None = started.proc
    if process is None:
        raise RuntimeError("GitPython gave no process")
    started.proc = None  # or its finaliser would signal a process that is ours to end
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the group unless git has ended by itself, and close our ends of the pipes."""
    if process.returncode is None:  # not yet waited for, so the number cannot belong to another group
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()


def _collect(
    process: subprocess.Popen[bytes], limits: Limits, deadline: float, git_dir: Path | None, progress: Progress | None
) -> tuple[bytes, bytes]:
    """Read both pipes to their ends, looking at the clock, the disk and the amount read meanwhile."""
    read = {"stdout": bytearray(), "stderr": bytearray()}
    next_look = 0.0
    with selectors.DefaultSelector() as selector:
        selector.register(cast("IO[bytes]", process.stdout), selectors.EVENT_READ, "stdout")
        selector.register(cast("IO[bytes]", process.stderr), selectors.EVENT_READ, "stderr")
        while selector.get_map():
            for key, _events in selector.select(_POLL_SECONDS):
                chunk = os.read(key.fd, 65536)
                read[key.data] += chunk
                if not chunk:
                    selector.unregister(key.fileobj)
            now = time.monotonic()
            if now > deadline:
                raise exceeded("limit-seconds", limits.seconds, limits.seconds)
            amount = sum(map(len, read.values()))
            if amount > limits.output_bytes:
                raise exceeded("limit-output", limits.output_bytes, amount)
            if git_dir is not None and now >= next_look:
                next_look = now + _POLL_SECONDS
                figures = _check_disk(git_dir, limits)
                if progress is not None:
                    progress(*figures)
    return bytes(read["stdout"]), bytes(read["stderr"])


def _check_disk(git_dir: Path, limits: Limits) -> tuple[int, int]:
    figures = disk_bytes(git_dir), packed_objects(git_dir)
    if figures[0] >= limits.disk_bytes:
        raise exceeded("limit-bytes", limits.disk_bytes, figures[0])
    if figures[1] > limits.objects:
        raise exceeded("limit-objects", limits.objects, figures[1])
    return figures


def disk_bytes(git_dir: Path) -> int:
    """Return what the files of a repository take on disk; files that vanish meanwhile count nothing."""
    total = 0
    for folder, _folders, names in os.walk(git_dir):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += Path(folder, name).lstat().st_size
    return total


def packed_objects(git_dir: Path) -> int:
    """Return how many objects the packs announce in their headers, those still being received included."""
    total = 0
    for pack in (git_dir / "objects" / "pack").glob("*pack*"):
        if pack.suffix != ".pack" and not pack.name.startswith("tmp_pack_"):
            continue
        try:
            with pack.open("rb") as file:
                header = file.read(12)
        except FileNotFoundError:
            continue
        if len(header) == 12 and header.startswith(b"PACK"):
            total += cast("int", struct.unpack(">I", header[8:])[0])
    return total


def _struck(text: str, secrets: Sequence[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
