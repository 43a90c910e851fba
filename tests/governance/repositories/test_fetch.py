"""One commit is fetched into the cache and described, within the limits."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.errors import ServiceError
from governance.registry.actions import set_credential
from governance.repositories import cache
from governance.repositories.actions import fetch_commit, read_blob
from tests.git_server import GitServer, Hold
from tests.hostile_repositories import Entry, git, write_large_blob, write_repository
from tests.processes import git_processes
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable

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
        assert time.monotonic() - started < 30  # the server would have held it for a minute
        while git_processes(server.url("")) and time.monotonic() - started < 60:
            time.sleep(0.05)  # what was killed ends when it is scheduled
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


def test_git_that_cannot_start_a_repository_is_our_fault(
    served: Path, service_at: ServiceAt, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    write_repository(served / "push.git", FILES)
    settings.FETCH_MEMORY_BYTES = 1_000_000  # the loader itself needs more
    with GitServer(served) as server, pytest.raises(ServiceError) as caught:
        fetch_commit(service_at(server.url("push.git")), branch="main")
    assert caught.value.code == "git-failed"
    assert caught.value.reference in caplog.text


def test_history_of_the_server_is_not_walked(served: Path, service_at: ServiceAt) -> None:
    for number in range(5):
        write_repository(served / "push.git", {"main.go": b"package p%d\n" % number})
    with GitServer(served) as server:
        fetched = fetch_commit(service_at(server.url("push.git")), branch="main")
    assert fetched.objects == 3
    assert git(fetched.git_dir, "rev-list", "--count", fetched.commit) == "1"
