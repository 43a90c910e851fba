"""Where a branch left another is found in real repositories, as deep as it takes and no deeper than allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.repositories import cache, merge_base
from governance.repositories.actions import fetch_commit, find_merge_base
from governance.repositories.values import MergeBase
from tests.git_server import GitServer
from tests.hostile_repositories import git, write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from governance.registry.models import Service

    ServiceAt = Callable[[str], Service]


@pytest.fixture
def repository(served: Path) -> Path:
    """A repository in which `topic` left `main` at its second commit; both have gone on."""
    path = served / "gateway.git"
    commit(path, 1)
    commit(path, 2)
    git(path, "branch", "topic", "main")
    commit(path, 3)
    commit(path, 4, branch="topic")
    return path


def commit(repository: Path, number: int, branch: str = "main") -> str:
    return write_repository(repository, {"main.go": b"package main // %d\n" % number}, branch=branch)


def at(repository: Path, revision: str) -> str:
    return git(repository, "rev-parse", revision)


@pytest.fixture(params=["true", "false"], ids=["server-leaves-files-out", "server-sends-all"])
def filtering(request: pytest.FixtureRequest, repository: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", request.param)


@pytest.mark.usefixtures("filtering")
def test_commit_at_which_the_branches_parted_is_found(repository: Path, served: Path, service_at: ServiceAt) -> None:
    with GitServer(served) as server:
        service = service_at(server.url("gateway.git"))
        found = find_merge_base(service, branch="topic", base_branch="main")
    assert found == MergeBase(head=at(repository, "topic"), base=at(repository, "main~1"))
    assert not list(cache.git_dir_of(service).parent.glob("*.history"))


def test_named_commit_is_compared_though_its_branch_is_elsewhere(
    repository: Path, served: Path, service_at: ServiceAt
) -> None:
    head = at(repository, "topic")
    git(repository, "branch", "--delete", "--force", "topic")
    git(repository, "update-ref", "refs/pull/7/head", head)
    with GitServer(served) as server:
        service = service_at(server.url("gateway.git"))
        found = find_merge_base(service, branch="topic-of-a-fork", commit=head, base_branch="main")
    assert found == MergeBase(head, at(repository, "main~1"))


@pytest.mark.usefixtures("filtering")
def test_history_is_fetched_deeper_until_the_branches_meet(
    repository: Path, served: Path, service_at: ServiceAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_base, "FIRST_STEP", 2)
    monkeypatch.setattr(merge_base, "STEP_FACTOR", 2)
    for number in range(10, 15):
        commit(repository, number)
    with GitServer(served) as server:
        found = find_merge_base(service_at(server.url("gateway.git")), branch="topic", base_branch="main")
    assert found == MergeBase(at(repository, "topic"), at(repository, "topic~1"))


def test_without_a_merge_base_in_reach_the_head_of_the_other_branch_stands_for_it(
    repository: Path, served: Path, service_at: ServiceAt, settings: Settings
) -> None:
    settings.MERGE_BASE_COMMITS = 1
    with GitServer(served) as server:
        found = find_merge_base(service_at(server.url("gateway.git")), branch="topic", base_branch="main")
    assert found == MergeBase(at(repository, "topic"), at(repository, "main"), is_merge_base=False)


def test_branches_without_a_common_commit_are_not_searched_further(
    repository: Path, served: Path, service_at: ServiceAt
) -> None:
    commit(repository, 99, branch="orphan")
    with GitServer(served) as server:
        found = find_merge_base(service_at(server.url("gateway.git")), branch="orphan", base_branch="main")
        assert sum("upload-pack" in request.path and request.method == "POST" for request in server.requests) == 2
    assert found == MergeBase(at(repository, "orphan"), at(repository, "main"), is_merge_base=False)


def test_base_branch_that_is_not_there_is_named(repository: Path, served: Path, service_at: ServiceAt) -> None:
    with GitServer(served) as server, refused("branch-missing"):
        find_merge_base(service_at(server.url("gateway.git")), branch="topic", base_branch="release")


def test_both_commits_are_fetched_together(repository: Path, served: Path, service_at: ServiceAt) -> None:
    head, base = at(repository, "topic"), at(repository, "main~1")
    with GitServer(served) as server:
        service = service_at(server.url("gateway.git"))
        fetched = fetch_commit(service, branch="topic", commit=head, beside=[base])
        assert fetched.commit == head
        asked = len(server.requests)
        fetch_commit(service, branch="topic", commit=base)
        assert len(server.requests) == asked
