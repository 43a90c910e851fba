"""The cache recovers from whatever happened to it, and one process at a time changes it."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.registry.actions import edit_service
from governance.repositories import cache
from governance.repositories.actions import fetch_commit, read_blob
from tests.git_server import GitServer
from tests.hostile_repositories import write_repository
from tests.processes import another_process
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]


FILES = {"main.go": b"package main\n\nfunc main() {}\n", "pool/pool.go": b"package pool\n"}


HOLDER = """
import sys, time
from pathlib import Path
import django
django.setup()
from governance.repositories import cache
with cache.locked(Path(sys.argv[1]), seconds=5):
    print("held", flush=True)
    time.sleep(60)
"""


def damage_head(git_dir: Path) -> None:
    (git_dir / "HEAD").write_bytes(b"\0" * 41)


def damage_pack(git_dir: Path) -> None:
    pack = next((git_dir / "objects" / "pack").glob("*.pack"))
    pack.chmod(0o600)
    pack.write_bytes(pack.read_bytes()[:-40])


def remove_pack(git_dir: Path) -> None:
    next((git_dir / "objects" / "pack").glob("*.pack")).unlink()


def damage_reference(git_dir: Path) -> None:
    (git_dir / "refs" / "fetched" / "latest").write_bytes(b"")


def damage_shallow(git_dir: Path) -> None:
    (git_dir / "shallow").write_bytes(b"garbage\n")


def damage_config(git_dir: Path) -> None:
    (git_dir / "config").write_bytes(b"[core\nbroken")


def empty(git_dir: Path) -> None:
    for path in sorted(git_dir.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    "damage",
    [damage_head, damage_pack, remove_pack, damage_reference, damage_shallow, damage_config, empty],
    ids=lambda damage: damage.__name__,
)
@pytest.mark.parametrize("by_commit", [False, True], ids=["branch", "commit"])
def test_damaged_cache_is_fetched_anew(
    served: Path, service_at: ServiceAt, damage: Callable[[Path], None], by_commit: bool
) -> None:
    commit = write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        git_dir = fetch_commit(service, branch="main").git_dir
        damage(git_dir)
        fetched = fetch_commit(service, branch="main", commit=commit if by_commit else "")
    assert fetched.commit == commit
    assert read_blob(git_dir, commit, "main.go") == FILES["main.go"]


def test_lock_files_of_a_killed_git_are_removed(served: Path, service_at: ServiceAt) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        git_dir = fetch_commit(service, branch="main").git_dir
        for name in ("shallow.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/fetched/latest.lock"):
            (git_dir / name).touch()
        (git_dir / "objects" / "pack" / "tmp_pack_abc").write_bytes(b"x" * 100_000)
        commit = write_repository(served / "push.git", {"main.go": b"package next\n"})
        assert fetch_commit(service, branch="main").commit == commit
    assert not list(git_dir.rglob("*.lock"))
    assert not list(git_dir.rglob("tmp_*"))


def test_cache_is_fetched_anew_before_it_outgrows_its_limit(
    served: Path, service_at: ServiceAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "PACKS", 3)
    sizes = []
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        for number in range(7):
            write_repository(served / "push.git", {"asset.bin": os.urandom(10_000), "n": b"%d" % number})
            sizes.append(fetch_commit(service, branch="main").objects)
    assert sizes == [4, 8, 12, 4, 8, 12, 4]


def test_address_that_changed_gets_a_cache_of_its_own(served: Path, service_at: ServiceAt) -> None:
    write_repository(served / "one.git", FILES)
    write_repository(served / "two.git", {"main.go": b"package two\n"})
    with GitServer(served) as server:
        service = service_at(server.url("one.git"))
        first = fetch_commit(service, branch="main").git_dir
        edit_service(service, name="Gateway", url=server.url("two.git"), branch="main", by=None)
        second = fetch_commit(service, branch="main").git_dir
    assert first != second
    assert not first.exists()
    assert [path.name for path in second.parent.glob("*.git")] == [second.name]


def test_fetch_waits_for_the_one_before_it(served: Path, service_at: ServiceAt, settings: Settings) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        with cache.locked(cache.git_dir_of(service), seconds=1):
            settings.FETCH_SECONDS = 1
            with refused("repository-busy"):
                fetch_commit(service, branch="main")
        assert fetch_commit(service, branch="main").objects == 5


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    git_dir = tmp_path / "cache" / "1-abc.git"
    with another_process(HOLDER, str(git_dir)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with refused("repository-busy"), cache.locked(git_dir, seconds=0):
            pass
    with cache.locked(git_dir, seconds=5) as descriptor:
        assert fcntl.fcntl(descriptor, fcntl.F_GETFD) & fcntl.FD_CLOEXEC


def test_different_repositories_are_fetched_side_by_side(served: Path, tmp_path: Path) -> None:
    inside = threading.Barrier(2, timeout=60)

    def hold(name: str) -> None:
        with cache.locked(tmp_path / "cache" / name, seconds=1):
            inside.wait()

    threads = [threading.Thread(target=hold, args=(name,)) for name in ("1-a.git", "2-b.git")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert not inside.broken
