"""Directories and single files as sources: what is listed, what is left out, what is harmless."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanners.source import MAXIMUM_BYTES, DirectorySource, FileSource, SourceError, Unreadable


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("package a\n", encoding="utf-8")


def test_directory_lists_go_and_module_files_sorted(tmp_path: Path) -> None:
    fill(tmp_path, "b.go", "a/x.go", "go.mod", "go.work", "vendor/modules.txt", "README.md", "a/x.s")
    assert DirectorySource(tmp_path).paths() == ("a/x.go", "b.go", "go.mod", "go.work", "vendor/modules.txt")


def test_what_the_go_command_ignores_is_not_listed(tmp_path: Path) -> None:
    fill(tmp_path, ".git/x.go", "_old/x.go", ".hidden.go", "_draft.go", "a.go")
    assert DirectorySource(tmp_path).paths() == ("a.go",)


def test_repository_inside_the_directory_is_not_listed(tmp_path: Path) -> None:
    fill(tmp_path, "a.go", "sub/b.go", "sub/.git")
    assert DirectorySource(tmp_path).paths() == ("a.go",)


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, "out/secret.go", "in/a.go")
    (tmp_path / "in" / "link.go").symlink_to(tmp_path / "out" / "secret.go")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    assert DirectorySource(tmp_path / "in").paths() == ("a.go",)


def test_odd_names_are_listed_printably(tmp_path: Path) -> None:
    fill(tmp_path, "new\nline.go", "..go", "...x/..a.go")
    os.close(os.open(os.fsencode(tmp_path) + b"/bad\xff.go", os.O_CREAT))
    source = DirectorySource(tmp_path)
    assert source.paths() == ("bad\\xff.go", "new\nline.go")
    assert source.read("bad\\xff.go") == b""


def test_file_over_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "big.go").write_bytes(b" " * (MAXIMUM_BYTES + 1))
    with pytest.raises(Unreadable) as caught:
        DirectorySource(tmp_path).read("big.go")
    assert dict(caught.value.message.arguments)["size"] == (str(MAXIMUM_BYTES + 1),)


def test_named_pipe_does_not_make_the_reader_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.go")
    with pytest.raises(Unreadable):
        DirectorySource(tmp_path).read("pipe.go")


def test_unreadable_file_does_not_end_the_stream(tmp_path: Path) -> None:
    fill(tmp_path, "a.go", "b.go")
    source = DirectorySource(tmp_path)
    (tmp_path / "a.go").unlink()
    (path, refusal), (_, content) = source.stream(["a.go", "b.go"])
    assert path == "a.go"
    assert isinstance(refusal, Unreadable)
    assert content == b"package a\n"


def test_single_file_is_read_alone(tmp_path: Path) -> None:
    fill(tmp_path, "a.go", "b.go")
    assert FileSource(tmp_path / "a.go").paths() == ("a.go",)


def test_what_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no directory"):
        DirectorySource(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="is no file"):
        FileSource(tmp_path / "nowhere.go")
