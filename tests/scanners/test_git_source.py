"""Git trees as sources, with a real git: any repository, any name, nothing checked out, nothing fetched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scanners.git_source import GitSource
from scanners.source import MAXIMUM_BYTES, SourceError, Unreadable

IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(repository: Path, *arguments: str, data: bytes = b"") -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments],
        input=data,
        capture_output=True,
        check=True,
        env={**os.environ, **IDENTITY},
    )
    return done.stdout.decode().strip()


def bare(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "--bare", "--quiet")
    return directory


def blob(repository: Path, content: bytes) -> str:
    return git(repository, "hash-object", "-w", "--stdin", data=content)


def commit(repository: Path, *entries: tuple[str, str, bytes]) -> str:
    """Commit a tree of (mode, object, name), flat and unchecked, as a hostile pusher could make it."""
    content = b"".join(
        mode.encode() + b" " + name + b"\0" + bytes.fromhex(object_id) for mode, object_id, name in entries
    )
    tree = git(repository, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", data=content)
    return git(repository, "commit-tree", tree, "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path / "service.git")


def test_bare_repository_is_read_at_a_commit(repository: Path) -> None:
    old = commit(repository, ("100644", blob(repository, b"package old\n"), b"a.go"))
    new = commit(repository, ("100755", blob(repository, b"package new\n"), b"a.go"))
    with GitSource(repository, old) as source:
        assert source.commit == old
        assert source.read("a.go") == b"package old\n"
    with GitSource(repository, new) as source:
        assert source.read("a.go") == b"package new\n"


def test_working_repository_is_read_without_its_working_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a.go").write_text("package committed\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x")
    (tmp_path / "a.go").write_text("package edited\n", encoding="utf-8")
    with GitSource(tmp_path, "HEAD") as source:
        assert source.read("a.go") == b"package committed\n"


def test_links_and_submodules_are_left_out(repository: Path) -> None:
    object_id = blob(repository, b"package a\n")
    head = commit(
        repository, ("120000", object_id, b"link.go"), ("160000", object_id, b"sub.go"), ("100644", object_id, b"x.go")
    )
    with GitSource(repository, head) as source:
        assert source.paths() == ("x.go",)


def test_odd_names_are_harmless(repository: Path) -> None:
    object_id = blob(repository, b"package a\n")
    head = commit(
        repository,
        ("100644", object_id, b"bad\xff.go"),
        ("100644", object_id, b"new\nline.go"),
        ("100644", object_id, b"tab\t'\".go"),
    )
    with GitSource(repository, head) as source:
        assert source.paths() == ("bad\\xff.go", "new\nline.go", "tab\t'\".go")
        assert all(content == b"package a\n" for _, content in source.stream(source.paths()))


def test_path_that_climbs_is_refused(repository: Path) -> None:
    object_id = blob(repository, b"package a\n")
    inner = git(
        repository,
        "hash-object",
        "-t",
        "tree",
        "-w",
        "--stdin",
        "--literally",
        data=b"100644 x.go\0" + bytes.fromhex(object_id),
    )
    head = commit(repository, ("40000", inner, b"..."), ("40000", inner, b".."))
    with GitSource(repository, head) as source:
        assert source.paths() == ()
        assert [refusal.path for refusal in source.refused()] == ["../x.go"]


def test_file_over_the_limit_is_refused_unread(repository: Path) -> None:
    head = commit(repository, ("100644", blob(repository, b" " * (MAXIMUM_BYTES + 1)), b"big.go"))
    with GitSource(repository, head) as source:
        assert source.paths() == ()
        assert [refusal.message.key for refusal in source.refused()] == ["analyser.too-large"]


def test_missing_blob_is_refused_and_the_rest_is_read(repository: Path) -> None:
    head = commit(repository, ("100644", "12" * 20, b"a.go"), ("100644", blob(repository, b"package b\n"), b"b.go"))
    with GitSource(repository, head) as source:
        assert [(refusal.path, refusal.message.key) for refusal in source.refused()] == [
            ("a.go", "analyser.blob-missing")
        ]
        assert source.read("b.go") == b"package b\n"


def test_blob_that_vanishes_after_listing_is_refused_alone(repository: Path) -> None:
    object_id = blob(repository, b"package a\n")
    head = commit(repository, ("100644", object_id, b"a.go"), ("100644", blob(repository, b"package b\n"), b"b.go"))
    with GitSource(repository, head) as source:
        (repository / "objects" / object_id[:2] / object_id[2:]).unlink()
        (_, refusal), (_, content) = source.stream(["a.go", "b.go"])
    assert isinstance(refusal, Unreadable)
    assert content == b"package b\n"


def test_partial_clone_is_not_completed_over_the_network(tmp_path: Path, repository: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    head = commit(repository, ("100644", blob(repository, b"package a\n"), b"a.go"))
    git(repository, "update-ref", "refs/heads/main", head)
    git(
        tmp_path,
        "clone",
        "-q",
        "--bare",
        "--filter=blob:none",
        "-b",
        "main",
        f"file://{repository}",
        str(tmp_path / "partial"),
    )
    with GitSource(tmp_path / "partial", head) as source:
        assert [(refusal.path, refusal.message.key) for refusal in source.refused()] == [
            ("a.go", "analyser.blob-missing")
        ]


def test_more_files_than_one_window_come_in_order(repository: Path) -> None:
    entries = [
        ("100644", blob(repository, b"package a%d\n" % (number % 7)), b"%04d.go" % number) for number in range(600)
    ]
    with GitSource(repository, commit(repository, *entries)) as source:
        streamed = list(source.stream(source.paths()))
    assert [path for path, _ in streamed] == list(source.paths())
    assert [content for _, content in streamed] == [b"package a%d\n" % (number % 7) for number in range(600)]


def test_file_can_be_read_during_a_stream_that_is_left_early(repository: Path) -> None:
    entries = [("100644", blob(repository, b"package a%d\n" % number), b"%d.go" % number) for number in range(9)]
    with GitSource(repository, commit(repository, *entries)) as source:
        stream = source.stream(source.paths())
        next(stream)
        assert source.read("7.go") == b"package a7\n"
        assert next(stream) == ("1.go", b"package a1\n")
        del stream
        assert source.read("3.go") == b"package a3\n"


def test_one_process_serves_all_reads(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [("100644", blob(repository, b"package a%d\n" % number), b"%d.go" % number) for number in range(5)]
    started: list[object] = []
    popen = subprocess.Popen

    def counted(*given: Any, **named: Any) -> subprocess.Popen[bytes]:
        started.append(given)
        return popen(*given, **named)

    with GitSource(repository, commit(repository, *entries)) as source:
        monkeypatch.setattr(subprocess, "Popen", counted)
        assert [source.read(path) for path in source.paths()] == [b"package a%d\n" % number for number in range(5)]
    assert len(started) == 1


@pytest.mark.parametrize("revision", ["0" * 40, "nowhere", "--output=/tmp/x", "-h", "", "HEAD:a.go"])
def test_commit_that_is_not_there_is_told(repository: Path, revision: str) -> None:
    with pytest.raises(SourceError, match="has no commit"):
        GitSource(repository, revision)


def test_directory_that_is_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no Git repository"):
        GitSource(tmp_path, "HEAD")


def test_configuration_of_the_user_is_not_read(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = commit(repository, ("100644", blob(repository, b"package a\n"), b"a.go"))
    (tmp_path / ".gitconfig").write_text("[broken\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    with GitSource(repository, head) as source:
        assert source.read("a.go") == b"package a\n"
