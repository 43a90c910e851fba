"""A pull request from a fork: two repositories of one server are fetched into one, and nothing but a fork is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.registry.actions import set_credential
from governance.repositories import cache
from governance.repositories.actions import fetch_commit, find_merge_base, read_blob
from governance.repositories.values import MergeBase
from tests.git_server import GitServer
from tests.hostile_repositories import git, write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]

FORK = "somebody/gateway"


@pytest.fixture
def repository(served: Path) -> Path:
    """The repository, which has gone on since it was forked; `topic` is in the fork alone."""
    path = served / "messaging/gateway.git"
    write_repository(path, {"main.go": b"package main // parted\n"})
    fork = served / f"{FORK}.git"
    git(served, "clone", "--quiet", "--bare", str(path), str(fork))
    write_repository(fork, {"main.go": b"package main // added\n"}, branch="main")
    git(fork, "branch", "--move", "main", "topic")
    write_repository(path, {"main.go": b"package main // on main\n"})
    return path


@pytest.fixture
def fork(repository: Path, served: Path) -> Path:
    return served / f"{FORK}.git"


@pytest.fixture
def server(served: Path) -> Iterator[GitServer]:
    with GitServer(served) as server:
        yield server


@pytest.fixture(params=["true", "false"], ids=["server-leaves-files-out", "server-sends-all"])
def filtering(request: pytest.FixtureRequest, repository: Path, fork: Path) -> None:
    for path in (repository, fork):
        git(path, "config", "uploadpack.allowFilter", request.param)


@pytest.mark.usefixtures("filtering")
def test_commit_at_which_the_fork_left_the_base_branch_is_found(
    repository: Path, fork: Path, server: GitServer, service_at: ServiceAt
) -> None:
    service = service_at(server.url("messaging/gateway.git"))
    found = find_merge_base(service, branch="topic", fork=FORK, base_branch="main")
    assert found == MergeBase(git(fork, "rev-parse", "topic"), git(repository, "rev-parse", "main~1"))
    assert not list(cache.git_dir_of(service).parent.glob("*.history"))


def test_fork_that_is_many_commits_behind_is_followed_to_where_it_left(
    repository: Path, fork: Path, server: GitServer, service_at: ServiceAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.repositories.merge_base.FIRST_STEP", 1)
    monkeypatch.setattr("governance.repositories.merge_base.STEP_FACTOR", 2)
    parted = git(repository, "rev-parse", "main~1")
    for number in range(9):
        write_repository(repository, {"main.go": b"package main // %d\n" % number})
    for number in range(3):
        write_repository(fork, {"main.go": b"package fork // %d\n" % number}, branch="topic")
    service = service_at(server.url("messaging/gateway.git"))
    assert find_merge_base(service, branch="topic", fork=FORK, base_branch="main").base == parted


def test_commits_of_both_are_in_one_cache(
    repository: Path, fork: Path, server: GitServer, service_at: ServiceAt
) -> None:
    head, base = git(fork, "rev-parse", "topic"), git(repository, "rev-parse", "main~1")
    service = service_at(server.url("messaging/gateway.git"))
    fetched = fetch_commit(service, branch="topic", commit=head, fork=FORK, beside=[base])
    assert fetched.commit == head
    assert b"added" in read_blob(fetched.git_dir, head, "main.go")
    assert b"parted" in read_blob(fetched.git_dir, base, "main.go")
    asked = len(server.requests)
    fetch_commit(service, branch="topic", commit=head, fork=FORK, beside=[base])
    assert len(server.requests) == asked


def test_damaged_cache_is_fetched_anew_from_both(
    repository: Path, fork: Path, server: GitServer, service_at: ServiceAt
) -> None:
    head, base = git(fork, "rev-parse", "topic"), git(repository, "rev-parse", "main~1")
    service = service_at(server.url("messaging/gateway.git"))
    wanted = {"branch": "topic", "commit": head, "fork": FORK}
    git_dir = fetch_commit(service, **wanted, beside=[base]).git_dir  # type: ignore[arg-type] # a keyword each
    for pack in (git_dir / "objects" / "pack").glob("*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(b"")
    again = fetch_commit(service, **wanted, beside=[base])  # type: ignore[arg-type] # a keyword each
    assert b"parted" in read_blob(again.git_dir, base, "main.go")


def test_repository_that_shares_no_commit_is_not_taken_for_a_fork(
    repository: Path, served: Path, server: GitServer, service_at: ServiceAt
) -> None:
    write_repository(served / "other/secrets.git", {"main.go": b"package secrets\n"})
    service = service_at(server.url("messaging/gateway.git"))
    with refused("fork-unrelated"):
        find_merge_base(service, branch="main", fork="other/secrets", base_branch="main")
    assert not list(cache.git_dir_of(service).parent.glob("*.history"))


def test_fork_that_is_gone_is_told_apart_from_the_repository(
    repository: Path, server: GitServer, service_at: ServiceAt
) -> None:
    service = service_at(server.url("messaging/gateway.git"))
    with refused("fork-out-of-reach"):
        find_merge_base(service, branch="topic", fork="nobody/gateway", base_branch="main")


@pytest.mark.usefixtures("fork")
def test_credential_of_the_service_goes_to_its_own_server_only(
    served: Path, service_at: ServiceAt, owner: User
) -> None:
    with GitServer(served, username="bot", password="s3cret") as server:
        service = service_at(server.url("messaging/gateway.git"))
        set_credential(service, kind="https-token", username="bot", secret="s3cret", by=owner)
        head = find_merge_base(service, branch="topic", fork=FORK, base_branch="main").head
        fetch_commit(service, branch="topic", commit=head, fork=FORK)
        places = {request.host for request in server.requests if request.authorization}
    assert places == {f"127.0.0.1:{server.port}"}


def test_guard_looks_at_the_address_of_the_fork_too(
    repository: Path, server: GitServer, service_at: ServiceAt, settings: Settings
) -> None:
    service = service_at(server.url("messaging/gateway.git"))
    settings.REPOSITORY_PRIVATE_NETWORKS = []
    with refused("address-loopback"):
        fetch_commit(service, branch="topic", fork=FORK)
    assert server.requests == []
