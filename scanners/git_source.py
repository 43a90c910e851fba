"""A Git tree at a commit, read from the object store through `git ls-tree` and one `git cat-file --batch`."""

from __future__ import annotations

import os
import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from scanners.model import Text
from scanners.source import MAXIMUM_BYTES, SourceError, Unreadable, is_wanted, too_large

_REGULAR_MODES: Final = frozenset({b"100644", b"100755", b"100664"})  # not 120000 (symbolic link), 160000 (submodule)
_WINDOW: Final = 256  # requests under way; 41 bytes each stay far below the 64 KiB of a pipe, so no side ever waits
_NO_CONFIGURATION: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not be completed over the network
    "GIT_ALLOW_PROTOCOL": "none",  # for a git too old to know the line above
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file of a tree; `size` is 0 where git does not tell it."""

    path: str
    object_id: str
    size: int
    present: bool


class GitSource:
    """The Go files of a repository, bare or not, at a commit."""

    def __init__(self, repository: Path, revision: str) -> None:
        self._repository = repository.resolve()
        if not self._repository.is_dir():
            raise SourceError(f"{repository}: is no directory")
        self.commit: str | None = self._resolve(revision)
        self._objects: dict[str, str] = {}
        refused: list[Unreadable] = []
        for entry in self._tree():
            if _is_unusual(entry.path):
                refused.append(Unreadable(entry.path, Text.of("analyser.unusual-path")))
            elif not entry.present:
                refused.append(Unreadable(entry.path, Text.of("analyser.blob-missing", object=entry.object_id)))
            elif entry.size > MAXIMUM_BYTES:
                refused.append(too_large(entry.path, entry.size))
            else:
                self._objects[entry.path] = entry.object_id
        self._paths = tuple(sorted(self._objects))
        self._refused = tuple(refused)
        self._reader: subprocess.Popen[bytes] | None = None

    def paths(self) -> Sequence[str]:
        """The paths of the tree's Go and module files, sorted."""
        return self._paths

    def refused(self) -> Sequence[Unreadable]:
        """Files over the limit and paths that no checkout could hold."""
        return self._refused

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises Unreadable."""
        [(_, content)] = self.stream([path])  # exhausts the stream, which keeps its process for the next
        if isinstance(content, Unreadable):
            raise content
        return content

    def stream(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | Unreadable]]:
        """The bytes of many files, in the order asked for.

        Holds the one reading process until it is exhausted: `read` during a stream would take its answers, so a
        stream that is left early starts the process anew.
        """
        if self._reader is not None and self._reader.poll() is not None:
            self._reader = None
        reader = self._reader or self._start()
        self._reader = None  # a second stream inside this one gets a process of its own
        waiting: deque[str] = deque()
        remaining = iter(paths)
        finished = False
        try:
            while True:
                batch = list(islice(remaining, _WINDOW - len(waiting))) if len(waiting) <= _WINDOW // 2 else []
                if batch:
                    _input(reader).write("".join(f"{self._objects[path]}\n" for path in batch).encode())
                    _input(reader).flush()
                    waiting.extend(batch)
                if not waiting:
                    finished = True
                    return
                path = waiting.popleft()
                yield path, self._answer(reader, path)
        except BrokenPipeError as error:
            raise SourceError(f"{self._repository}: git cat-file ended early") from error
        finally:
            if finished and self._reader is None:
                self._reader = reader
            else:
                _end(reader)

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The object id of each file."""
        return ((path, self._objects[path]) for path in paths)

    def _answer(self, reader: subprocess.Popen[bytes], path: str) -> bytes | Unreadable:
        header = _output(reader).readline()
        match header.split():
            case [object_id, b"missing"]:
                return Unreadable(path, Text.of("analyser.blob-missing", object=object_id.decode()))
            case [_, kind, size]:
                if int(size) > MAXIMUM_BYTES:
                    _skip(_output(reader), int(size) + 1)
                    return too_large(path, int(size))
                content = _output(reader).read(int(size) + 1)
                if len(content) != int(size) + 1:
                    raise SourceError(f"{self._repository}: git cat-file ended early")
                if kind != b"blob":
                    return Unreadable(path, Text.of("analyser.unreadable", reason="not a blob"))
                return content[:-1]
        raise SourceError(f"{self._repository}: git cat-file answered {header[:80]!r}")

    def _resolve(self, revision: str) -> str:
        done = self._git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        commit = done.stdout.decode("ascii", "replace").strip()
        if done.returncode or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit):
            if self._git("rev-parse", "--git-dir").returncode:
                raise SourceError(f"{self._repository}: is no Git repository")
            raise SourceError(f"{self._repository}: has no commit {revision!r}; fetch it first")
        return commit

    def _tree(self) -> Iterator[_Entry]:
        """Every regular file that a source lists, and those whose path is refused."""
        done = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", str(self.commit))
        absent: set[str] = set()
        if done.returncode:  # git cannot tell sizes (-l), and ends reading, where a partial clone lacks one object
            done = self._git("ls-tree", "-r", "-z", "--full-tree", str(self.commit))
            listed = self._git("rev-list", "--objects", "--no-walk", "--missing=print", str(self.commit))
            absent = {line[1:] for line in listed.stdout.decode("utf-8", "replace").split("\n") if line[:1] == "?"}
        if done.returncode:
            raise SourceError(
                f"{self._repository}: the tree of {self.commit} cannot be read: {_first_line(done.stderr)}"
            )
        for entry in done.stdout.split(b"\0"):
            meta, _, name = entry.partition(b"\t")
            if not name.endswith((b".go", b".mod", b".work", b".txt", b".toml")):
                continue
            mode, _, object_name, *size = meta.split()
            path, object_id = name.decode("utf-8", "backslashreplace"), object_name.decode()
            if mode in _REGULAR_MODES and (is_wanted(path) or _is_unusual(path)):
                # Git prints "-" or "BAD" for the size of an object that it does not have.
                known = size[0].isdigit() if size else object_id not in absent
                yield _Entry(path, object_id, int(size[0]) if size and known else 0, present=known)

    def _command(self, *arguments: str) -> list[str]:
        # Only a setting on the command line may say that another user's repository is safe to read.
        settings = ["-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"]
        return ["git", *settings, "-C", str(self._repository), *arguments]

    def _environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {**clean, **_NO_CONFIGURATION, "GIT_CEILING_DIRECTORIES": str(self._repository.parent)}

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                self._command(*arguments),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise SourceError("git is not installed; it is needed to read a commit") from error

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command("cat-file", "--batch"),
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=1 << 18,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the reading process."""
        if self._reader is not None:
            _end(self._reader)
            self._reader = None


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None  # noqa: S101 - opened with a pipe
    return process.stdin


def _output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None  # noqa: S101 - opened with a pipe
    return process.stdout


def _is_unusual(path: str) -> bool:
    return any(part in {"", ".", ".."} for part in path.split("/"))


def _skip(stream: IO[bytes], size: int) -> None:
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        size -= len(part)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    _output(process).close()
    with suppress(BrokenPipeError):  # requests that were still buffered have no reader any more
        _input(process).close()
    process.wait()


def _first_line(output: bytes) -> str:
    return output.decode("utf-8", "replace").strip().partition("\n")[0]
