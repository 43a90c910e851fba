"""Bare repositories written object by object, so that a test can put into one what no ordinary client would.

directory / "service.git" = write_repository(directory / "service.git", {"main.go": b"package main"})
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILE: Final = "100644"
SYMLINK: Final = "120000"
SUBMODULE: Final = "160000"
_WHO: Final = "Tester <tester@example.com> 1760000000 +0000"


@dataclass(frozen=True)
class Entry:
    """One entry of a tree: for a symlink the content is its target, for a submodule the commit it names."""

    path: str | bytes
    content: bytes = b""
    mode: str = FILE


def git(directory: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Run git in a clean environment and return what it printed; raise when it fails."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.com",
        "GIT_COMMITTER_NAME": "Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.com",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=directory, env=environment, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "replace").strip()


def write_repository(
    path: Path, files: Mapping[str, bytes] | Iterable[Entry], *, branch: str = "main", subject: str = "Add files"
) -> str:
    """Add a commit with exactly these files to `branch` of the bare repository `path`, made if need be.

    Returns the id of the commit.
    """
    entries = [Entry(name, content) for name, content in files.items()] if isinstance(files, Mapping) else files
    if not path.exists():
        path.mkdir(parents=True)
        git(path, "init", "--quiet", "--bare", "--template=", f"--initial-branch={branch}")
        git(path, "config", "gc.auto", "0")
    exists = bool(git(path, "for-each-ref", f"refs/heads/{branch}"))
    stream = b"".join(_fast_import(entries, branch, subject, after=exists))
    git(path, "fast-import", "--quiet", "--done", stdin=stream)
    return git(path, "rev-parse", f"refs/heads/{branch}")


def _fast_import(entries: Iterable[Entry], branch: str, subject: str, *, after: bool) -> Iterator[bytes]:
    message = subject.encode()
    yield f"commit refs/heads/{branch}\ncommitter {_WHO}\ndata {len(message)}\n".encode() + message + b"\n"
    if after:
        yield f"from refs/heads/{branch}^0\n".encode()
    yield b"deleteall\n"
    for entry in entries:
        name = entry.path.encode("utf-8") if isinstance(entry.path, str) else entry.path
        quoted = b'"' + b"".join(_quoted(byte) for byte in name) + b'"'
        if entry.mode == SUBMODULE:
            yield b"M 160000 " + entry.content + b" " + quoted + b"\n"
        else:
            yield f"M {entry.mode} inline ".encode() + quoted + f"\ndata {len(entry.content)}\n".encode()
            yield entry.content + b"\n"
    yield b"done\n"


def _quoted(byte: int) -> bytes:
    return bytes((byte,)) if 0x20 < byte < 0x7F and byte not in b'"\\' else b"\\%03o" % byte


def write_crafted_tree(path: Path, name: bytes, content: bytes = b"package main\n", mode: str = FILE) -> str:
    """Write a repository whose root tree holds one entry called `name`, which git itself would refuse to add."""
    write_repository(path, {"main.go": b"package main\n"})
    blob = git(path, "hash-object", "-w", "--stdin", stdin=content)
    raw = mode.encode() + b" " + name + b"\0" + bytes.fromhex(blob)
    tree = git(path, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    commit = git(path, "commit-tree", tree, "-m", "Add a strange name")
    git(path, "update-ref", "refs/heads/main", commit)
    return commit


def write_many_files(path: Path, count: int) -> str:
    """Write a repository of `count` small Go files in folders of a thousand."""
    return write_repository(
        path,
        [Entry(f"p{number // 1000}/f{number}.go", b"package p\n\nvar _ = %d\n" % number) for number in range(count)],
    )


def write_large_blob(path: Path, size: int, *, compressible: bool) -> str:
    """Write a repository with one file of `size` bytes: zeros, which travel as nothing, or noise, which does not."""
    noise = random.Random(1)
    return write_repository(path, {"asset.bin": bytes(size) if compressible else noise.randbytes(size)})


def write_many_references(path: Path, count: int) -> str:
    """Write a repository with `count` branches beside main."""
    commit = write_repository(path, {"main.go": b"package main\n"})
    names = sorted(["refs/heads/main", *(f"refs/heads/branch-{number:07d}" for number in range(count))])
    # One by one git needs 150 µs for each.
    lines = "".join(f"{commit} {name}\n" for name in names)
    (path / "packed-refs").write_text(f"# pack-refs with: peeled fully-peeled sorted \n{lines}", encoding="ascii")
    return commit
