"""Reads many files of a fetched commit with few processes: starting git takes longer than reading a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from governance.repositories import git
from governance.repositories.limits import READING, Limits
from governance.repositories.names import check_commit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BATCH_FILES: Final = 32
BATCH_REQUEST_BYTES: Final = 50_000  # what `git.run` takes as input at once
BATCH_BYTES: Final = BATCH_FILES * 4 * 1024 * 1024  # the analyser reads no file beyond 4 MiB, so nobody asks for one


def read_files(git_dir: Path, commit: str, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file of `commit`, in the order of `paths`; leave out what is not there.

    A path with a line break is left out too: git's answer about it could not be told from the next one. Raises the
    UserErrors of `git.run`.
    """
    check_commit(commit)
    for batch in _batches([path for path in paths if not {"\n", "\0"} & set(path)], len(commit)):
        request = b"".join(f"{commit}:{path}\0".encode(errors="surrogateescape") for path in batch)
        output = git.run(
            ["cat-file", "--batch", "-z"],
            git_dir=git_dir,
            stdin=request,
            limits=Limits(seconds=READING.seconds, output_bytes=BATCH_BYTES),
        )
        yield from _answers(batch, output.stdout)


def _batches(paths: Sequence[str], commit_length: int) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for path in paths:
        request = commit_length + len(path.encode(errors="surrogateescape")) + 2
        if batch and (len(batch) == BATCH_FILES or size + request > BATCH_REQUEST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += request
    if batch:
        yield batch


def _answers(batch: Sequence[str], output: bytes) -> Iterator[tuple[str, bytes]]:
    """Take git's answers apart: a line `<id> <type> <size>`, the content, a line break; or one line when missing."""
    at = 0
    for path in batch:
        end = output.find(b"\n", at)
        fields = output[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(fields) == 3 and fields[1] in (b"blob", b"tree", b"commit", b"tag") and fields[2].isdigit():
            size = int(fields[2])
            if fields[1] == b"blob":
                yield path, output[at : at + size]
            at += size + 1
