"""Files of a fetched commit are read from the object store, within a limit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from governance.repositories.actions import fetch_commit, read_blob, read_lines
from tests.git_server import GitServer
from tests.hostile_repositories import write_large_blob, write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]


FILES = {"main.go": b"package main\n\nfunc main() {}\n", "pool/pool.go": b"package pool\n"}


def test_lines_are_read_with_their_numbers(served: Path, service_at: ServiceAt) -> None:
    write_repository(served / "push.git", {"a b/文件.go": b"one\ntwo\nthr\xffee\nfour"})
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    at = (fetched.git_dir, fetched.commit, "a b/文件.go")
    assert read_lines(*at, 2, 3) == ["two", "thr\ufffdee"]
    assert read_lines(*at, 4, 9) == ["four"]
    assert read_lines(*at, -1, 1) == ["one"]
    assert read_lines(*at, 7, 9) == []


def test_what_is_not_there_is_named(served: Path, service_at: ServiceAt, tmp_path: Path) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    for path in ("gone.go", "pool", "../main.go", "main.go\0x", "", ":main.go"):
        with refused("file-missing"):
            read_blob(fetched.git_dir, fetched.commit, path)
    with refused("file-missing"):
        read_blob(fetched.git_dir, "1" * 40, "main.go")
    with refused("file-missing"):
        read_blob(tmp_path / "no.git", fetched.commit, "main.go")
    with refused("commit-name"):
        read_blob(fetched.git_dir, "main", "main.go")


def test_file_over_the_limit_is_not_read(served: Path, service_at: ServiceAt) -> None:
    write_large_blob(served / "push.git", 5_000_000, compressible=True)
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    with refused("limit-output"):
        read_blob(fetched.git_dir, fetched.commit, "asset.bin", limit=1000)
    assert len(read_blob(fetched.git_dir, fetched.commit, "asset.bin", limit=5_000_000)) == 5_000_000
