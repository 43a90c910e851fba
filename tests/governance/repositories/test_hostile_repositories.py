"""A repository made to harm ends in a result or a clear failure, within the limits; nothing is written outside."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from governance.repositories.actions import fetch_commit, read_blob
from tests.git_server import GitServer
from tests.hostile_repositories import (
    SUBMODULE,
    SYMLINK,
    Entry,
    git,
    write_crafted_tree,
    write_large_blob,
    write_many_files,
    write_many_references,
    write_repository,
)
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from governance.registry.models import Service
    from governance.repositories.values import FetchedCommit

pytestmark = pytest.mark.slow

MAIN = Entry("main.go", b"package main\n")


@pytest.fixture
def fetch(served: Path, service_at: Callable[[str], Service]) -> Callable[[], FetchedCommit]:
    """Fetch the head of main of the repository `push.git` from a real server."""

    def fetch_now() -> FetchedCommit:
        with GitServer(served) as server:
            return fetch_commit(service_at(server.url("push.git")), branch="main")

    return fetch_now


def listed(fetched: FetchedCommit) -> list[str]:
    """Return mode and path of each file of the commit, as git quotes them."""
    lines = git(fetched.git_dir, "ls-tree", "-r", "--full-tree", fetched.commit).splitlines()
    return [f"{line.split()[0]} {line.partition(chr(9))[2]}" for line in lines]


def test_symlink_is_never_followed(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_repository(
        served / "push.git", [MAIN, Entry("passwd.go", b"/etc/passwd", SYMLINK), Entry("up", b"../..", SYMLINK)]
    )
    fetched = fetch()
    assert read_blob(fetched.git_dir, fetched.commit, "passwd.go") == b"/etc/passwd"
    assert [path for path in fetched.git_dir.rglob("*") if path.is_symlink()] == []


def test_blob_of_200_mb_that_travels_as_nothing_is_fetched_in_little_memory_and_not_read(
    served: Path, fetch: Callable[[], FetchedCommit], settings: Settings
) -> None:
    settings.FETCH_MEMORY_BYTES = 150_000_000
    write_large_blob(served / "push.git", 200_000_000, compressible=True)
    started = time.monotonic()
    fetched = fetch()
    assert fetched.bytes < 1_000_000
    with refused("limit-output"):
        read_blob(fetched.git_dir, fetched.commit, "asset.bin")
    assert time.monotonic() - started < 60


def test_blob_that_does_not_compress_ends_at_the_byte_limit(
    served: Path, fetch: Callable[[], FetchedCommit], settings: Settings
) -> None:
    settings.FETCH_BYTES = 2_000_000
    write_large_blob(served / "push.git", 8_000_000, compressible=False)
    with refused("limit-bytes"):
        fetch()


def test_fifty_thousand_files_are_fetched(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_many_files(served / "push.git", 50_000)
    fetched = fetch()
    assert fetched.objects == 50_000 + 50 + 2
    assert len(list(fetched.git_dir.rglob("*"))) < 40  # one pack, not 50,000 loose objects
    assert read_blob(fetched.git_dir, fetched.commit, "p49/f49999.go").endswith(b"49999\n")


def test_files_over_the_limit_are_named(served: Path, fetch: Callable[[], FetchedCommit], settings: Settings) -> None:
    settings.FETCH_OBJECTS = 10_000
    write_many_files(served / "push.git", 12_000)
    with refused("limit-objects") as caught:
        fetch()
    assert caught.value.facts["figure"] == 12_000 + 12 + 2


def test_names_with_line_breaks_and_invalid_utf_8_are_fetched_and_read(
    served: Path, fetch: Callable[[], FetchedCommit]
) -> None:
    names = [
        b"a\nb.go",
        b'tab\tquote".go',
        b"caf\xe9.go",
        b"-rf.go",
        b"--upload-pack=id",
        b":colon.go",
        b"\xff\xfe/x.go",
    ]
    write_repository(served / "push.git", [Entry(name, name) for name in names])
    fetched = fetch()
    assert len(listed(fetched)) == len(names)
    for name in names:
        path = name.decode("utf-8", "surrogateescape")
        assert read_blob(fetched.git_dir, fetched.commit, path) == name


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GIT", b"git~1", b".g\xe2\x80\x8cit", b"a/b", b""])
def test_name_that_leads_out_of_the_tree_is_refused(
    served: Path, fetch: Callable[[], FetchedCommit], name: bytes
) -> None:
    write_crafted_tree(served / "push.git", name)
    with refused("malformed") as caught:
        fetch()
    assert "git fsck" in caught.value.hint


def test_gitmodules_that_is_a_link_is_refused(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_crafted_tree(served / "push.git", b".gitmodules", b"/etc/passwd", SYMLINK)
    with refused("malformed") as caught:
        fetch()
    assert "gitmodulesSymlink" in caught.value.message


def test_commit_with_a_zero_byte_is_refused(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_repository(served / "push.git", [MAIN], subject="Add\0")
    with refused("malformed") as caught:
        fetch()
    assert "nulInCommit" in caught.value.message


@pytest.mark.parametrize(
    ("address", "code"),
    [("ext::sh -c 'touch OWNED'", ""), ("--upload-pack=touch OWNED", "malformed"), ("file:///etc", "")],
)
def test_submodule_runs_nothing_and_is_not_fetched(
    served: Path, fetch: Callable[[], FetchedCommit], tmp_path: Path, address: str, code: str
) -> None:
    address = address.replace("OWNED", str(tmp_path / "owned"))
    modules = f'[submodule "x"]\n\tpath = x\n\turl = {address}\n\tupdate = checkout\n'
    write_repository(
        served / "push.git", [MAIN, Entry(".gitmodules", modules.encode()), Entry("x", b"1" * 40, SUBMODULE)]
    )
    if code:
        with refused(code):
            fetch()
    else:
        assert "160000 x" in listed(fetch())
    assert not (tmp_path / "owned").exists()


def test_configuration_and_hooks_in_the_tree_are_only_files(
    served: Path, fetch: Callable[[], FetchedCommit], tmp_path: Path
) -> None:
    trap = f"#!/bin/sh\ntouch {tmp_path}/owned\n".encode()
    config = f"[core]\n\tfsmonitor = touch {tmp_path}/owned\n\tsshCommand = touch {tmp_path}/owned\n".encode()
    entries = [Entry(name, config) for name in ("config", "git/config", "bare.git/config", ".gitconfig")]
    entries += [
        Entry(f"hooks/{name}", trap, "100755") for name in ("post-checkout", "reference-transaction", "pre-auto-gc")
    ]
    entries += [Entry("HEAD", b"ref: refs/heads/main\n"), Entry(".gitattributes", b"* filter=trap\n"), MAIN]
    write_repository(served / "push.git", entries)
    fetched = fetch()
    assert read_blob(fetched.git_dir, fetched.commit, "config") == config
    assert not (tmp_path / "owned").exists()
    assert not (fetched.git_dir / "hooks").exists()


def test_hooks_of_the_serving_side_do_not_run_here(
    served: Path, fetch: Callable[[], FetchedCommit], tmp_path: Path
) -> None:
    write_repository(served / "push.git", [MAIN])
    hooks = served / "push.git" / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-merge"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/owned\n")
        (hooks / name).chmod(0o755)
    assert fetch().objects == 3
    assert not (tmp_path / "owned").exists()


def test_two_hundred_thousand_branches_are_not_fetched(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_many_references(served / "push.git", 200_000)
    fetched = fetch()
    assert git(fetched.git_dir, "for-each-ref", "--format=%(refname)") == "refs/fetched/0"


def test_tree_nested_a_thousand_deep_is_fetched(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    path = "/".join(["d"] * 1000) + "/deep.go"
    write_repository(served / "push.git", {path: b"package deep\n"})
    fetched = fetch()
    assert read_blob(fetched.git_dir, fetched.commit, path) == b"package deep\n"


def test_name_of_many_kilobytes_ends_somehow_clear(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    name = "n" * 20_000 + ".go"
    write_repository(served / "push.git", {name: b"package long\n"})
    try:
        fetched = fetch()
    except Exception as error:  # noqa: BLE001 - newer versions of git refuse such a name, older ones take it
        assert getattr(error, "code", "") == "malformed"  # noqa: PT017
    else:
        assert read_blob(fetched.git_dir, fetched.commit, name) == b"package long\n"


def test_subject_and_author_cannot_smuggle_control_characters(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    write_repository(served / "push.git", [MAIN], subject="Add \x1b[2J<script>" + "x" * 5000)
    fetched = fetch()
    assert fetched.subject.isprintable()
    assert len(fetched.subject) <= 200


def test_lfs_pointer_is_only_a_small_file(served: Path, fetch: Callable[[], FetchedCommit]) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"
    write_repository(
        served / "push.git", [Entry("model.bin", pointer), Entry(".gitattributes", b"*.bin filter=lfs diff=lfs\n")]
    )
    fetched = fetch()
    assert read_blob(fetched.git_dir, fetched.commit, "model.bin") == pointer


def test_nothing_is_written_outside_the_cache(
    served: Path, fetch: Callable[[], FetchedCommit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_repository(served / "push.git", [MAIN])
    fetch()
    assert sorted(os.listdir(tmp_path)) == ["cache", "served"]  # noqa: PTH208 - the names are what counts
