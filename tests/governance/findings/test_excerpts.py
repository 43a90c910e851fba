"""Lines around findings and the steps of their traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from governance.findings import excerpts
from governance.findings.excerpts import Excerpt, cut
from tests.governance.report_values import a_finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

FILE = "".join(f"line {number}\n" for number in range(1, 101)).encode()


def files(contents: dict[str, bytes]) -> excerpts.ReadFiles:
    def read(paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return ((path, contents[path]) for path in paths if path in contents)

    return read


def test_finding_gets_four_lines_on_either_side() -> None:
    (excerpt,) = cut([a_finding(path="a.go", line=10)], files({"a.go": FILE}))["f1"]
    assert excerpt == Excerpt("a.go", 6, tuple(f"line {number}" for number in range(6, 15)))


def test_excerpt_ends_where_the_file_does() -> None:
    (excerpt,) = cut([a_finding(path="a.go", line=2)], files({"a.go": b"one\r\ntwo"}))["f1"]
    assert excerpt == Excerpt("a.go", 1, ("one", "two"))


def test_steps_close_together_share_an_excerpt() -> None:
    finding = a_finding(path="a.go", line=10, trace=[("a.go", 15), ("a.go", 60), ("b.go", 5)])
    found = cut([finding], files({"a.go": FILE, "b.go": FILE}))["f1"]
    assert [(excerpt.path, excerpt.start, len(excerpt.lines)) for excerpt in found] == [
        ("a.go", 6, 14),
        ("a.go", 56, 9),
        ("b.go", 1, 9),
    ]


def test_each_file_is_read_once() -> None:
    asked: list[str] = []

    def read(paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        asked.extend(paths)
        return ((path, FILE) for path in paths)

    cut([a_finding(fingerprint="f1", path="a.go"), a_finding(fingerprint="f2", path="a.go", line=50)], read)
    assert asked == ["a.go"]


def test_unreadable_file_leaves_the_finding_without_excerpt() -> None:
    assert cut([a_finding()], files({})) == {"f1": []}


def test_long_lines_are_cut() -> None:
    (excerpt,) = cut([a_finding(path="a.go", line=1)], files({"a.go": b"x" * 10_000}))["f1"]
    assert len(excerpt.lines[0]) == excerpts.LINE_LENGTH


def test_long_traces_are_cut() -> None:
    finding = a_finding(path="a.go", trace=[(f"{number}.go", 1) for number in range(50)])
    found = cut([finding], files({f"{number}.go": FILE for number in range(50)} | {"a.go": FILE}))["f1"]
    assert len(found) == excerpts.WINDOWS_A_FINDING


def test_excerpts_of_a_scan_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excerpts, "TOTAL_LENGTH", 150)
    findings = [a_finding(fingerprint=f"f{number}", path=f"{number}.go") for number in range(9)]
    found = cut(findings, files({f"{number}.go": FILE for number in range(9)}))
    assert sum(len(line) for list_ in found.values() for excerpt in list_ for line in excerpt.lines) <= 150
    assert any(found.values())


@given(st.binary(max_size=200), st.integers(0, 30), st.lists(st.integers(0, 30), max_size=5))
def test_excerpts_can_be_stored_whatever_the_file_holds(content: bytes, line: int, steps: list[int]) -> None:
    found = cut([a_finding(path="a.go", line=line, trace=[("a.go", step) for step in steps])], files({"a.go": content}))
    for excerpt in found["f1"]:
        assert excerpt.start >= 1
        assert all("\0" not in text and "\n" not in text and text.encode() for text in excerpt.lines if text)
