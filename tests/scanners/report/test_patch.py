"""Patches: whatever the edits and the file are, git applies them and what comes out is what they say."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners import DirectorySource, Report, load_rules, scan
from scanners.fixes import edited
from scanners.model import Edit, Fix, Text
from scanners.report import patch
from scanners.report.lines import Lines
from tests.scanners.go_source import DIRTY, scanned, write

TITLE = Text.of("IR301.declared", pool="pool")


def with_edits(report: Report, *fixes: tuple[Edit, ...]) -> Report:
    finding = report.findings[0]
    findings = tuple(dataclasses.replace(finding, fix=Fix(TITLE, edits)) for edits in fixes)
    return dataclasses.replace(report, findings=findings)


def applied(root: Path, text: str) -> None:
    """Let git apply the patch to the directory."""
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        cwd=root,
        input=text.encode("utf-8", "surrogateescape"),
        check=True,
        timeout=60,
        capture_output=True,
        env={"GIT_CEILING_DIRECTORIES": str(root.parent), "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return scanned(tmp_path_factory.mktemp("report"), {"a.go": DIRTY})


PIECES = st.sampled_from([b"a", b"\tb := 1", b"", b"}", "池".encode(), b"x\r", b"\xff"])
CONTENT = st.lists(PIECES, min_size=1, max_size=40).flatmap(
    lambda lines: st.sampled_from([b"\n".join([*lines, b"z"]), b"\n".join([*lines, b""])])
)


@settings(max_examples=25, deadline=None)
@given(content=CONTENT, data=st.data())
def test_git_applies_any_edits(
    report: Report, content: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    points = data.draw(st.lists(st.integers(0, len(content)), min_size=2, max_size=8, unique=True).map(sorted))
    replacement = st.sampled_from(["", "new", "two\nlines\n", "\n", "重置"])
    edits = [
        Edit("dir/a.go", start, end, data.draw(replacement))
        for start, end in zip(points[::2], points[1::2], strict=False)
    ]
    root = tmp_path_factory.mktemp("applied")
    file = root / "dir" / "a.go"
    file.parent.mkdir()
    file.write_bytes(content)
    text = patch.render(with_edits(report, *((edit,) for edit in edits)), Lines(lambda _: content))
    expected = edited(content, edits)
    if expected != content:
        applied(root, text)
    assert file.read_bytes() == expected


@pytest.mark.parametrize("name", ["with space.go", 'quo"te.go', "back\\slash.go", "tab\t.go", "池.go", "-a.go"])
def test_git_finds_the_file_whatever_its_name(report: Report, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"one\ntwo\n")
    applied(tmp_path, patch.render(with_edits(report, (Edit(name, 0, 3, "1"),)), Lines(lambda _: b"one\ntwo\n")))
    assert (tmp_path / name).read_bytes() == b"1\ntwo\n"


def test_of_edits_that_overlap_the_first_is_taken(report: Report) -> None:
    first, second, third = Edit("a.go", 0, 5, "x"), Edit("a.go", 4, 6, "y"), Edit("a.go", 20, 21, "z")
    chosen = patch.chosen_edits(with_edits(report, (first,), (second, third), (first,)))
    assert chosen == {"a.go": [first]}


def test_suppressed_finding_is_left_as_it_is(report: Report) -> None:
    edited_report = with_edits(report, (Edit("a.go", 0, 5, "x"),))
    quiet = tuple(dataclasses.replace(finding, suppressed="why") for finding in edited_report.findings)
    assert patch.render(dataclasses.replace(report, findings=quiet), Lines(lambda _: b"")) == ""


def test_patch_of_an_example_ends_its_findings(tmp_path: Path) -> None:
    """The suggested edits of a shipped example, applied by git: what they are for is not found again."""
    example = next(each for each in load_rules() if each.rule.code == "IR205").bad
    with DirectorySource(write(tmp_path, {"bad.go": example})) as source:
        before = scan(source)
        applied(tmp_path, patch.render(before, Lines(source.read)))
    fixed = {finding.fingerprint for finding in before.findings if finding.fix is not None}
    assert fixed
    after = {finding.fingerprint for finding in scan(DirectorySource(tmp_path)).findings}
    assert not fixed & after
