r"""Where Go files come from: a directory, one file, or a Git tree at a commit. Nothing is checked out or executed.

Every source gives paths (relative, with `/`) and bytes. Paths may hold anything that a file name may; bytes that are
not UTF-8 are written as `\xNN`.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from scanners.model import Text

MAXIMUM_BYTES: Final = 4 * 1024 * 1024  # the largest hand-written Go files have some 2 MB; beyond are data tables
_WANTED_NAMES: Final = frozenset({"go.mod", "go.work", "modules.txt", ".ironrules.toml"})


class SourceError(Exception):
    """The source as a whole cannot be read; one line says why and what to do."""


class Unreadable(OSError):  # noqa: N818 - names what the file is
    """One file of a source cannot be read."""

    def __init__(self, path: str, message: Text) -> None:
        super().__init__(f"{path}: {message.key}")
        self.path = path
        self.message = message


class Source(Protocol):
    """Files by path. A context manager: leaving it ends what reading has started."""

    @property
    def commit(self) -> str | None:
        """The full id of the commit that is read; None outside Git."""

    def paths(self) -> Sequence[str]:
        """Go files, go.mod, go.work and vendor/modules.txt, sorted; no content is read."""

    def refused(self) -> Sequence[Unreadable]:
        """Entries that were left out of `paths()`, with the reason."""

    def read(self, path: str) -> bytes:
        """The bytes of one of `paths()`; raises Unreadable."""

    def stream(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | Unreadable]]:
        """The bytes of many files, in the order asked for; quicker than `read` for each."""

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """For each of the paths what Git would call its content; a commit tells it without reading anything."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


def is_wanted(path: str) -> bool:
    """Whether a source lists this path: names and folders that the go command ignores are not."""
    *folders, name = path.split("/")
    if any(folder.startswith((".", "_")) for folder in folders):
        return False
    if name.endswith(".go"):
        return not name.startswith((".", "_"))
    return name in _WANTED_NAMES


def too_large(path: str, size: int) -> Unreadable:
    """The refusal of a file over the limit."""
    return Unreadable(path, Text.of("analyser.too-large", size=size, limit=MAXIMUM_BYTES))


def printable(name: str) -> str:
    r"""A file name of the operating system with bytes that are not UTF-8 as `\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


class _FileSystemSource:
    """Files of the file system by the path they are reported under. Symbolic links are not followed."""

    commit: str | None = None

    def __init__(self, files: dict[str, str], refused: Sequence[Unreadable] = ()) -> None:
        self._files = files
        self._paths = tuple(sorted(files))
        self._refused = tuple(refused)

    def paths(self) -> Sequence[str]:
        """The paths of the files, sorted."""
        return self._paths

    def refused(self) -> Sequence[Unreadable]:
        """Directories that could not be listed."""
        return self._refused

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises Unreadable."""
        try:
            # O_NONBLOCK: a named pipe that took the file's place must not make us wait for its writer.
            descriptor = os.open(self._files[path], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                status = os.fstat(descriptor)
                is_whole = stat.S_ISREG(status.st_mode) and status.st_size <= MAXIMUM_BYTES
                content = os.read(descriptor, status.st_size) if is_whole else b""
            finally:
                os.close(descriptor)
        except OSError as error:
            raise Unreadable(path, Text.of("analyser.unreadable", reason=error.strerror or error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(path, Text.of("analyser.unreadable", reason="not a regular file"))
        if not is_whole:
            raise too_large(path, status.st_size)
        return content

    def stream(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | Unreadable]]:
        """The bytes of each file in turn."""
        for path in paths:
            try:
                yield path, self.read(path)
            except Unreadable as refusal:
                yield path, refusal

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The object id that each file has in Git, so that what is scanned here is known once it is committed."""
        for path, content in self.stream(paths):
            if isinstance(content, Unreadable):
                yield path, content.message.key
            else:
                yield path, hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Nothing to end."""


class DirectorySource(_FileSystemSource):
    """The Go files under a directory; other repositories inside it are left out, as Git leaves them out."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise SourceError(f"{root}: is no directory")
        files: dict[str, str] = {}
        refused: list[Unreadable] = []

        def refuse(error: OSError) -> None:
            where = printable(os.path.relpath(os.fsdecode(error.filename), root))
            refused.append(Unreadable(where, Text.of("analyser.unreadable", reason=error.strerror or error)))

        top = str(root)
        for folder, folders, names in os.walk(top, onerror=refuse):
            if folder != top and (".git" in folders or ".git" in names):
                folders.clear()
                continue
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            inside = "" if folder == top else f"{os.path.relpath(folder, top)}/"
            for name in names:
                path = printable(f"{inside}{name}")
                if is_wanted(path) and not os.path.islink(file := os.path.join(folder, name)):  # noqa: PTH114, PTH118 - 10 times as fast
                    files[path] = file
        super().__init__(files, refused)


class FileSource(_FileSystemSource):
    """One file, read alone."""

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise SourceError(f"{file}: is no file")
        super().__init__({printable(file.name): str(file)})


class ListedSource(_FileSystemSource):
    """Files that somebody else lists, by the path that they are reported under: those of a vet.cfg."""
