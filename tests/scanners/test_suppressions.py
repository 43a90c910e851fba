"""Comments that suppress findings: what they cover, and what they do not."""

from __future__ import annotations

import pytest

from scanners.golang.syntax import parse
from scanners.suppressions import parse as parse_comment
from scanners.suppressions import suppressions


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("//ironrules:ignore IR204 the buffer is private", {"IR204"}, "the buffer is private"),
        ("//ironrules:ignore IR204", {"IR204"}, ""),
        ("//ironrules:ignore IR204,IR205 both", {"IR204", "IR205"}, "both"),
        ("//ironrules:ignore IR204, IR205 IR206 三个都是", {"IR204", "IR205", "IR206"}, "三个都是"),
        ("//nolint:ironrules // the buffer is private", set(), "the buffer is private"),
        ("// nolint:gosec,ironrules", set(), ""),
        ("//nolint:ironrules,gosec // why", set(), "why"),
    ],
)
def test_comment_is_understood(comment: str, codes: set[str], reason: str) -> None:
    assert parse_comment(comment) == (frozenset(codes), reason)


@pytest.mark.parametrize(
    "comment",
    [
        "// ironrules:ignore IR204 x",
        "//ironrules:ignore",
        "//nolint",
        "//nolint:gosec // ironrules",
        "//ironrules:ignore all",
    ],
)
def test_other_comments_suppress_nothing(comment: str) -> None:
    assert parse_comment(comment) is None


def covered(source: str) -> dict[int, list[str]]:
    found = suppressions(parse("a.go", source.encode()))
    return {line: sorted(code for each in several for code in each.codes) for line, several in found.items()}


def test_comment_behind_code_covers_its_own_line() -> None:
    assert covered("package a\nvar x = 1 //ironrules:ignore IR301 x\nvar y = 2\n") == {2: ["IR301"]}


def test_comment_on_its_own_line_covers_the_next_line_of_code() -> None:
    assert covered("package a\n\n//ironrules:ignore IR301 x\n\nvar y = 2\n") == {5: ["IR301"]}


def test_comments_in_a_row_cover_the_same_line() -> None:
    source = "package a\n//ironrules:ignore IR301 x\n// more\n//ironrules:ignore IR302 y\nvar y = 2\n"
    assert covered(source) == {5: ["IR301", "IR302"]}


def test_text_that_only_looks_like_a_comment_covers_nothing() -> None:
    assert covered("package a\nvar x = `\n//ironrules:ignore IR301 x\n`\n") == {}
