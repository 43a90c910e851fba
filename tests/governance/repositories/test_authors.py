"""Who wrote a line, as far as the history that is read tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.repositories.actions import find_authors
from governance.repositories.cache import git_dir_of
from tests.git_server import GitServer
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from governance.registry.models import Service

OLD = b"package a\n\nvar old = 1\n"
NEW = OLD + b"var new = 2\n"


@pytest.fixture
def commits(served: Path) -> list[str]:
    """Two commits, of which the second adds a line."""
    return [write_repository(served / "push.git", {"a.go": content, "b.go": b"x\n"}) for content in (OLD, NEW)]


def test_each_line_has_the_author_of_its_commit(
    served: Path, service_at: Callable[[str], Service], commits: list[str]
) -> None:
    with GitServer(served) as server:
        service = service_at(server.url("push.git"))
        found = find_authors(service, commits[1], [("a.go", 3), ("a.go", 4), ("b.go", 1)])
    assert {line: who.commit for line, who in found.items()} == {
        ("a.go", 3): commits[0],
        ("a.go", 4): commits[1],
        ("b.go", 1): commits[0],
    }
    who = found["a.go", 4]
    assert (who.name, who.email, who.at.isoformat()) == (
        "Tester",
        "tester@example.com",
        "2025-10-09T08:53:20+00:00",
    )
    assert not git_dir_of(service).with_suffix(".history").exists()


def test_line_that_is_older_than_what_is_read_has_no_author(
    served: Path, service_at: Callable[[str], Service], commits: list[str], settings: Settings
) -> None:
    settings.AUTHOR_COMMITS = 1
    with GitServer(served) as server:
        assert find_authors(service_at(server.url("push.git")), commits[1], [("a.go", 3), ("a.go", 4)]) == {}


def test_file_that_is_not_there_has_no_author_and_hinders_no_other(
    served: Path, service_at: Callable[[str], Service], commits: list[str]
) -> None:
    with GitServer(served) as server:
        found = find_authors(service_at(server.url("push.git")), commits[1], [("-x", 1), ("a.go", 4), ("c.go", 9)])
    assert list(found) == [("a.go", 4)]
