"""No secret can be read from git's processes, and none of them outlives its purpose."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.registry.actions import set_credential
from governance.repositories import git
from governance.repositories.actions import fetch_commit
from governance.repositories.fetch import create
from governance.repositories.limits import Limits
from tests.git_server import GitServer, Hold
from tests.hostile_repositories import write_large_blob, write_repository
from tests.processes import another_process, git_processes, is_git
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]


FILES = {"main.go": b"package main\n\nfunc main() {}\n", "pool/pool.go": b"package pool\n"}


FETCHER = """
import sys
import django
django.setup()
from governance.repositories import git
from governance.repositories.access import Access
from governance.repositories.limits import Limits
git.run(["ls-remote", "--end-of-options", sys.argv[1]], access=Access("http"), limits=Limits(seconds=60))
"""


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


def test_what_git_writes_behind_the_last_look_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look when git says its first word, and none before it has ended: a short fetch is no longer than that."""
    monkeypatch.setattr("governance.repositories.git._POLL_SECONDS", 60.0)
    git_dir = tmp_path / "grows.git"
    create(git_dir)
    grow = "!echo begun; sleep 0.5; for file in a b c; do head -c 60000 /dev/zero >$GIT_DIR/$file; done; :"
    with refused("limit-bytes"):
        git.run(["-c", f"alias.grow={grow}", "grow"], git_dir=git_dir, limits=Limits(seconds=60, disk_bytes=100_000))


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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_git_dies_with_the_worker_that_started_it(served: Path) -> None:
    hold = Hold(10)
    write_repository(served / "push.git", FILES)
    with GitServer(served, hold=hold) as server:
        with another_process(FETCHER, server.url("push.git")) as worker:
            assert hold.reached.wait(300)
            started = [process for process in git_processes(server.url("")) if process.name != str(worker.pid)]
            assert started
        deadline = time.monotonic() + 60
        while any(process.exists() for process in started) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert git_processes(server.url("")) == []
