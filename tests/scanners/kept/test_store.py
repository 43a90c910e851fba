"""Reports in a directory: found again, never wrong, never many."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners import DirectorySource, Profile, Report, Selection, scan
from scanners.kept import Kept, Question, default_directory
from scanners.knowledge.tables import NOTHING
from tests.scanners.go_source import DIRTY, few_rules, write

RULES = few_rules()


class Scans:
    """Scans of a directory with what is kept, and how many were needed."""

    def __init__(self, code: Path, directory: Path | None, *, most: int = 1 << 20) -> None:
        self.code = code
        self.complaints: list[str] = []
        self.needed = 0
        self._kept = Kept(directory, self.complaints.append, most=most)

    def report(self) -> Report:
        source = DirectorySource(self.code)
        return self._kept.report(Question(source, Profile.IRON, Selection(), RULES, NOTHING), self._anew(source))

    def _anew(self, source: DirectorySource) -> Callable[[], Report]:
        def answer() -> Report:
            self.needed += 1
            return scan(source, rules=RULES)

        return answer


def told(report: Report) -> Report:
    """The report without what may differ: how long it took, and whether it was kept."""
    return dataclasses.replace(report, stats=dataclasses.replace(report.stats, seconds=(), is_kept=False))


@pytest.fixture
def code(tmp_path: Path) -> Path:
    return write(tmp_path / "code", {"a.go": DIRTY})


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "reports"


def test_the_same_code_is_scanned_once(code: Path, directory: Path) -> None:
    scans = Scans(code, directory)
    first, second = scans.report(), scans.report()
    assert (first.stats.is_kept, second.stats.is_kept, scans.needed) == (False, True, 1)
    assert told(first) == told(second)
    assert first.findings


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["a.go", "a_test.go", "b/b.go", "b.txt", "go.mod", "vendor/modules.txt"]),
        st.sampled_from(["", "package a\n", "package b\n", DIRTY, DIRTY.replace("pool", "other"), "module n\n"]),
    ),
    min_size=1,
    max_size=4,
)


@given(EDITS)
@settings(max_examples=25)
def test_whatever_is_edited_the_report_is_the_one_of_a_scan(edits: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as directory:
        code = write(Path(directory) / "code", {"a.go": DIRTY})
        keeping, never = Scans(code, Path(directory) / "kept"), Scans(code, None)
        for name, content in edits:
            write(code, {"go.mod": "module example.com/m\n", name: content})
            assert told(keeping.report()) == told(never.report())


def test_a_code_that_comes_back_is_not_scanned_again(code: Path, directory: Path) -> None:
    scans = Scans(code, directory)
    for text in (DIRTY, "package a\n", DIRTY, "package a\n"):
        write(code, {"a.go": text})
        scans.report()
    assert scans.needed == 2


@pytest.mark.parametrize("damage", [b"", b"no gzip", b"\x1f\x8b\x08\x00"])
def test_a_damaged_report_is_made_again(code: Path, directory: Path, damage: bytes) -> None:
    scans = Scans(code, directory)
    first = scans.report()
    [file] = directory.iterdir()
    file.write_bytes(damage)
    assert told(scans.report()) == told(first)
    assert scans.report().stats.is_kept
    assert scans.needed == 2


def test_the_report_that_was_asked_for_longest_ago_goes_first(code: Path, directory: Path) -> None:
    scans = Scans(code, directory)
    texts = [DIRTY, DIRTY.replace("pool", "other"), DIRTY.replace("pool", "third")]
    for hours, text in enumerate(texts[:2]):
        write(code, {"a.go": text})
        scans.report()
        [newest] = [file for file in directory.iterdir() if file.stat().st_mtime > 1e9]
        os.utime(newest, (hours, hours))
    room = sum(file.stat().st_size for file in directory.iterdir()) + 9
    scans = Scans(code, directory, most=room)
    write(code, {"a.go": texts[0]})
    scans.report()  # asked for again: now the second is the oldest
    for text in (texts[2], texts[0], texts[1]):
        write(code, {"a.go": text})
        scans.report()
    assert scans.needed == 2  # the third, and the second anew
    assert sum(file.stat().st_size for file in directory.iterdir()) <= room


def test_files_of_others_are_left_alone(code: Path, directory: Path) -> None:
    directory.mkdir(parents=True)
    (directory / "notes.json.gz").write_bytes(b"x" * 100)
    Scans(code, directory, most=0).report()
    assert [file.name for file in directory.iterdir()] == ["notes.json.gz"]


def test_a_directory_that_cannot_be_made_is_told_and_the_report_is_there(code: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    scans = Scans(code, tmp_path / "file" / "reports")
    assert scans.report().findings
    assert scans.complaints == [f"{tmp_path}/file/reports: the report is not kept: Not a directory"]


def test_only_its_owner_may_read_what_is_kept(code: Path, directory: Path) -> None:
    Scans(code, directory).report()
    modes = [oct(path.stat().st_mode & 0o777) for path in (directory, *directory.iterdir())]
    assert modes == ["0o700", "0o600"]


@pytest.mark.parametrize(
    ("variables", "where"),
    [
        ({"IRONRULES_CACHE": "/kept", "XDG_CACHE_HOME": "/caches"}, Path("/kept")),
        ({"XDG_CACHE_HOME": "/caches", "HOME": "/home/a"}, Path("/caches/ironrules")),
        ({"HOME": "/home/a"}, Path("/home/a/.cache/ironrules")),
        ({"IRONRULES_CACHE": "", "HOME": "/home/a"}, None),
        ({"HOME": "here"}, None),
    ],
)
def test_the_environment_says_where(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], where: Path | None
) -> None:
    for name in ("IRONRULES_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_directory() == where
