"""One commit is fetched into the cache, again and again, whatever happened to the cache in between."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.errors import ServiceError
from governance.registry.actions import edit_service, set_credential
from governance.repositories import cache
from governance.repositories.actions import fetch_commit, read_blob, read_lines
from tests.git_server import GitServer, Hold
from tests.hostile_repositories import Entry, git, write_large_blob, write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]

FILES = {"main.go": b"package main\n\nfunc main() {}\n", "pool/pool.go": b"package pool\n"}


def test_head_of_the_branch_is_fetched_and_described(served: Path, service_at: ServiceAt) -> None:
    write_repository(served / "push.git", FILES)
    commit = write_repository(
        served / "push.git", {**FILES, "new.go": b"package main\n"}, subject="Add new 新增\x1b[31m"
    )
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    assert fetched.commit == commit
    assert (fetched.author, fetched.subject) == ("Tester", "Add new 新增 [31m")
    assert fetched.committed_at.isoformat() == "2025-10-09T08:53:20+00:00"
    assert fetched.objects == 6  # one commit, two trees, three files: no history
    assert 0 < fetched.bytes < 10_000
    assert 0 < fetched.seconds < 30


def test_named_commit_is_fetched_though_the_branch_has_moved(served: Path, service_at: ServiceAt) -> None:
    first = write_repository(served / "push.git", FILES)
    write_repository(served / "push.git", {"main.go": b"package other\n"})
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main", commit=first)
    assert fetched.commit == first
    assert read_blob(fetched.git_dir, first, "pool/pool.go") == b"package pool\n"


def test_commit_that_is_cached_is_not_asked_for_again(served: Path, service_at: ServiceAt) -> None:
    commit = write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        fetch_commit(service, branch="main", commit=commit)
        asked = len(server.requests)
        fetch_commit(service, branch="main", commit=commit)
        assert len(server.requests) == asked


def test_next_commit_adds_only_what_changed_and_the_former_stays_readable(served: Path, service_at: ServiceAt) -> None:
    first = write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        before = fetch_commit(service, branch="main")
        second = write_repository(served / "push.git", {**FILES, "main.go": b"package changed\n"})
        after = fetch_commit(service, branch="main")
    assert after.objects == before.objects + 3  # the commit, its root and one file
    assert read_blob(after.git_dir, second, "main.go") == b"package changed\n"
    assert read_blob(after.git_dir, first, "main.go") == FILES["main.go"]


@pytest.mark.parametrize(
    ("branch", "commit", "code"),
    [
        ("gone", "", "branch-missing"),
        ("main", "1" * 40, "commit-missing"),
        ("main", "HEAD", "commit-name"),
        ("main", "--upload-pack=id", "commit-name"),
        ("main", "abc123", "commit-name"),
        ("-main", "", "branch-name"),
        ("main:refs/heads/other", "", "branch-name"),
        ("a..b", "", "branch-name"),
        ("main\nother", "", "branch-name"),
    ],
)
def test_branch_or_commit_that_cannot_be_had_is_named(
    served: Path, service_at: ServiceAt, branch: str, commit: str, code: str
) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server, refused(code):
        fetch_commit(service_at(server.url("push.git")), branch=branch, commit=commit)


def test_address_is_checked_again_at_each_fetch(served: Path, service_at: ServiceAt, settings: Settings) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        fetch_commit(service, branch="main")
        settings.REPOSITORY_PRIVATE_NETWORKS = []
        with refused("address-loopback"):
            fetch_commit(service, branch="main")


def test_stored_token_opens_a_private_repository(served: Path, service_at: ServiceAt) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served, username="bot", password="ghp_s3cret:with%odd\"'$`chars") as server:
        service = service_at(server.url("push.git"))
        with refused("auth-needed"):
            fetch_commit(service, branch="main")
        set_credential(service, kind="https-token", username="bot", secret="ghp_wrong", by=None)
        with refused("auth-refused") as caught:
            fetch_commit(service, branch="main")
        assert "ghp_wrong" not in str(caught.value)
        set_credential(service, kind="https-token", username="bot", secret="ghp_s3cret:with%odd\"'$`chars", by=None)
        assert fetch_commit(service, branch="main").objects == 5


def test_progress_is_told_while_bytes_come(served: Path, service_at: ServiceAt) -> None:
    write_large_blob(served / "push.git", 3_000_000, compressible=False)
    told: list[tuple[int, int]] = []
    hold = Hold(2_000_000)

    def note(size: int, objects: int) -> None:
        told.append((size, objects))
        if size > 1_000_000:
            hold.release.set()

    with GitServer(served, hold=hold) as server:
        fetch_commit(service_at(server.url("push.git")), branch="main", progress=note)
    assert any(size > 1_000_000 and objects == 3 for size, objects in told)


def test_error_raised_by_progress_ends_git(served: Path, service_at: ServiceAt) -> None:
    """The scan was taken over by another worker: its own fetch stops at once, leaving no process behind."""

    class TakenOverError(Exception):
        pass

    def stop(size: int, objects: int) -> None:
        raise TakenOverError

    write_repository(served / "push.git", FILES)
    with GitServer(served, hold=Hold(10)) as server:
        service = service_at(server.url("push.git"))
        with pytest.raises(TakenOverError):
            fetch_commit(service, branch="main", progress=stop)
        assert git_processes(server.url("")) == []


def git_processes(needle: str) -> list[Path]:
    """Return the directories in /proc of the processes, other than ours, with `needle` in their argument list."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if process.name != str(os.getpid()) and needle.encode() in (process / "cmdline").read_bytes():
                found.append(process)
    return found


def is_git(process: Path) -> bool:
    """Return whether this is git or one of its helpers, and not the watcher beside it."""
    return Path((process / "cmdline").read_text().split("\0")[0]).name.startswith("git")


def test_secret_is_in_no_argument_list_while_a_fetch_is_held_open(served: Path, service_at: ServiceAt) -> None:
    write_large_blob(served / "push.git", 2_000_000, compressible=False)
    hold = Hold(500_000)
    with GitServer(served, username="bot", password="ghp_verysecret", hold=hold) as server:
        service = service_at(server.url("push.git"))
        set_credential(service, kind="https-token", username="bot", secret="ghp_verysecret", by=None)
        seen: list[tuple[int, int]] = []

        def look(size: int, objects: int) -> None:
            if hold.reached.is_set() and not hold.release.is_set():
                seen.append((len(git_processes(server.url(""))), len(git_processes("ghp_verysecret"))))
                hold.release.set()

        fetch_commit(service, branch="main", progress=look)
    assert seen
    processes, leaks = seen[0]
    assert processes >= 2  # git fetch and git remote-http
    assert leaks == 0


def test_environment_of_git_holds_nothing_of_the_service(
    served: Path, service_at: ServiceAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "must-not-be-inherited")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "http.proxy")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    write_large_blob(served / "push.git", 2_000_000, compressible=False)
    hold = Hold(500_000)
    environments: list[bytes] = []
    with GitServer(served, hold=hold) as server:

        def look(size: int, objects: int) -> None:
            if hold.reached.is_set() and not hold.release.is_set():
                running = filter(is_git, git_processes(server.url("")))
                environments.extend((process / "environ").read_bytes() for process in running)
                hold.release.set()

        fetch_commit(service_at(server.url("push.git")), branch="main", progress=look)
    assert len(environments) >= 2
    assert not any(b"must-not-be-inherited" in text or b"proxy" in text.lower() for text in environments)
    assert all(b"GIT_CONFIG_NOSYSTEM=1" in text and b"HOME=/dev/null" in text for text in environments)


# --- limits ---------------------------------------------------------------------------------------------------------


def test_fetch_that_takes_too_long_is_ended_with_all_its_processes(
    served: Path, service_at: ServiceAt, settings: Settings
) -> None:
    settings.FETCH_SECONDS = 1
    write_repository(served / "push.git", FILES)
    with GitServer(served, hold=Hold(10)) as server:
        service = service_at(server.url("push.git"))
        started = time.monotonic()
        with refused("limit-seconds") as caught:
            fetch_commit(service, branch="main")
        assert time.monotonic() - started < 5
        assert git_processes(server.url("")) == []
    limit = caught.value.facts["limit"]
    assert isinstance(limit, (int, float))
    assert 0 < limit <= 1
    assert not list(cache.git_dir_of(service).parent.glob("*.git"))


def test_repository_over_the_byte_limit_is_ended_early(served: Path, service_at: ServiceAt, settings: Settings) -> None:
    settings.FETCH_BYTES = 1_000_000
    write_large_blob(served / "push.git", 10_000_000, compressible=False)
    with GitServer(served) as server, refused("limit-bytes") as caught:
        fetch_commit(service_at(server.url("push.git")), branch="main")
    assert caught.value.facts["limit"] == 1_000_000
    figure = caught.value.facts["figure"]
    assert isinstance(figure, int)
    assert 1_000_000 <= figure <= 1_100_000  # the kernel stops the file, however fast it comes
    assert "1000000" in caught.value.message


def test_object_limit_is_read_from_the_announcement(served: Path, service_at: ServiceAt, settings: Settings) -> None:
    """The pack says at its start how many objects come: nothing more is received."""
    settings.FETCH_OBJECTS = 100
    noise = [Entry(f"f{number}", os.urandom(20_000)) for number in range(200)]
    write_repository(served / "push.git", noise)
    with GitServer(served, hold=Hold(100_000)) as server, refused("limit-objects") as caught:
        fetch_commit(service_at(server.url("push.git")), branch="main")
    assert (caught.value.facts["limit"], caught.value.facts["figure"]) == (100, 202)


def test_fetch_over_a_limit_leaves_the_former_commit_readable(
    served: Path, service_at: ServiceAt, settings: Settings
) -> None:
    first = write_repository(served / "push.git", FILES)
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        fetched = fetch_commit(service, branch="main")
        write_large_blob(served / "push.git", 5_000_000, compressible=False)
        settings.FETCH_BYTES = 1_000_000
        with refused("limit-bytes"):
            fetch_commit(service, branch="main")
        assert read_blob(fetched.git_dir, first, "main.go") == FILES["main.go"]
        third = write_repository(served / "push.git", {"main.go": b"package small\n"})
        assert fetch_commit(service, branch="main").commit == third


# --- the cache ------------------------------------------------------------------------------------------------------


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
FETCHER = """
import sys
import django
django.setup()
from governance.repositories import git
from governance.repositories.access import Access
from governance.repositories.limits import Limits
git.run(["ls-remote", "--end-of-options", sys.argv[1]], access=Access("http"), limits=Limits(seconds=60))
"""


@contextmanager
def another_process(program: str, argument: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside us, and kill it with -9 in the end, if not before."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "governance.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", program, argument], env=environment, stdout=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    git_dir = tmp_path / "cache" / "1-abc.git"
    with another_process(HOLDER, str(git_dir)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with refused("repository-busy"), cache.locked(git_dir, seconds=0):
            pass
    with cache.locked(git_dir, seconds=5) as descriptor:
        assert fcntl.fcntl(descriptor, fcntl.F_GETFD) & fcntl.FD_CLOEXEC


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_git_dies_with_the_worker_that_started_it(served: Path) -> None:
    hold = Hold(10)
    write_repository(served / "push.git", FILES)
    with GitServer(served, hold=hold) as server:
        with another_process(FETCHER, server.url("push.git")) as worker:
            assert hold.reached.wait(20)
            started = [process for process in git_processes(server.url("")) if process.name != str(worker.pid)]
            assert started
        deadline = time.monotonic() + 10
        while any(process.exists() for process in started) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert git_processes(server.url("")) == []


def test_different_repositories_are_fetched_side_by_side(served: Path, tmp_path: Path) -> None:
    inside = threading.Barrier(2, timeout=10)

    def hold(name: str) -> None:
        with cache.locked(tmp_path / "cache" / name, seconds=1):
            inside.wait()

    threads = [threading.Thread(target=hold, args=(name,)) for name in ("1-a.git", "2-b.git")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert not inside.broken


def test_git_that_cannot_start_a_repository_is_our_fault(
    served: Path, service_at: ServiceAt, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write_repository(served / "push.git", FILES)
    settings.FETCH_MEMORY_BYTES = 1_000_000  # the loader itself needs more
    with GitServer(served) as server, pytest.raises(ServiceError) as caught:
        fetch_commit(service_at(server.url("push.git")), branch="main")
    assert caught.value.code == "git-failed"
    assert caught.value.reference in caplog.text


# --- reading --------------------------------------------------------------------------------------------------------


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


def test_history_of_the_server_is_not_walked(served: Path, service_at: ServiceAt) -> None:
    for number in range(5):
        write_repository(served / "push.git", {"main.go": b"package p%d\n" % number})
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    assert fetched.objects == 3
    assert git(fetched.git_dir, "rev-list", "--count", fetched.commit) == "1"
