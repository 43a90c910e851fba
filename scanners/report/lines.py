"""The lines of the source, for reports that show them or count in other units than bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from scanners.source import Unreadable


class Lines:
    """Files by path, read when they are asked for and kept; a file that can no longer be read has no lines."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._files: dict[str, tuple[bytes, ...]] = {}

    def of(self, path: str) -> tuple[bytes, ...]:
        """The lines of a file with their ends."""
        if path not in self._files:
            try:
                self._files[path] = split(self._read(path))
            except (Unreadable, KeyError):  # the file went since the scan, or the report is of another source
                self._files[path] = ()
        return self._files[path]

    def content(self, path: str) -> bytes:
        """The bytes of a file."""
        return b"".join(self.of(path))

    def utf16_column(self, path: str, line: int, column: int) -> int:
        """A column that counts bytes as one that counts UTF-16 code units; both start at 1."""
        lines = self.of(path)
        if not 0 < line <= len(lines):
            return column
        before = lines[line - 1][: column - 1].decode("utf-8", "replace")
        return len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1

    def place(self, path: str, offset: int) -> tuple[int, int]:
        """Line and column (in bytes) of a byte of the file; both start at 1."""
        lines = self.of(path)
        starts = [0, *accumulate(map(len, lines[:-1]))] if lines else [0]
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1


def split(content: bytes) -> tuple[bytes, ...]:
    r"""The lines of a text with their ends, which are \n alone."""
    lines = content.split(b"\n")
    return tuple(line + b"\n" for line in lines[:-1]) + ((lines[-1],) if lines[-1] else ())
