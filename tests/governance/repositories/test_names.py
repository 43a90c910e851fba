"""What passes as the name of a branch is a name to git as well."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.errors import UserError
from governance.repositories.names import check_branch, check_commit, reference_of
from tests.refused import refused


@pytest.mark.parametrize(
    "name", ["main", "release/1.x", "feature/消息-网关", "a@b", "1", "dependabot/go_modules/x-1.2"]
)
def test_ordinary_branch_passes(name: str) -> None:
    assert check_branch(name) == name


@given(st.text("ab/.-@{~^:?*[\\ \n\x00lock文", max_size=12))
@settings(max_examples=150, deadline=None)
@example("HEAD")
@example("a.lock/b")
@example("-")
def test_branch_that_passes_is_one_to_git(name: str) -> None:
    try:
        check_branch(name)
    except UserError as error:
        assert error.code == "branch-name"  # noqa: PT017 - most names are refused, which is not what is asked here
        return
    done = subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("commit", ["a" * 40, "0123456789" * 4, "f" * 64])
def test_full_id_passes(commit: str) -> None:
    assert check_commit(commit) == commit


@pytest.mark.parametrize(
    "commit", ["", "a" * 39, "a" * 41, "A" * 40, "g" * 40, "HEAD", "a" * 40 + "\n", "-" + "a" * 39]
)
def test_anything_else_is_refused(commit: str) -> None:
    with refused("commit-name"):
        check_commit(commit)


@pytest.mark.parametrize("name", ["refs/pull/7/head", "refs/merge-requests/7/head", "refs/pull-requests/7/from"])
def test_head_of_a_pull_request_is_its_own_reference(name: str) -> None:
    assert reference_of(check_branch(name)) == name


@pytest.mark.parametrize("name", ["main", "refs/pull/7/merge", "refs/tags/v1", "refs/pull/7/head/x"])
def test_any_other_name_is_a_branch(name: str) -> None:
    assert reference_of(name) == f"refs/heads/{name}"
