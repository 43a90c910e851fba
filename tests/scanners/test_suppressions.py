"""Comments that suppress findings: what they cover, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners import load_rules
from scanners.golang.syntax import parse
from scanners.suppressions import Directive, suppressions
from scanners.suppressions import parse as parse_comment
from tests.scanners.go_source import DIRTY, scanned


@pytest.mark.parametrize(
    ("comment", "codes", "reason"),
    [
        ("//ironrules:ignore IR204 the buffer is private", ("IR204",), "the buffer is private"),
        ("//ironrules:ignore IR204", ("IR204",), ""),
        ("//ironrules:ignore IR204,IR205 both", ("IR204", "IR205"), "both"),
        ("//ironrules:ignore IR204, IR205 IR206 三个都是", ("IR204", "IR205", "IR206"), "三个都是"),
        ("//ironrules:ignore IR204 see https://example.com/1 // and more", ("IR204",), "see https://example.com/1"),
        ("//ironrules:ignore IR204 // no reason", ("IR204",), ""),
        ("//ironrules:ignore all", (), "all"),
        ("//ironrules:ignore", (), ""),
    ],
)
def test_comment_is_understood(comment: str, codes: tuple[str, ...], reason: str) -> None:
    assert parse_comment(comment) == Directive(codes, reason)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("//nolint:ironrules // the buffer is private", "the buffer is private"),
        ("// nolint:gosec,ironrules", ""),
        ("//nolint:ironrules,gosec // why // and more", "why"),
    ],
)
def test_nolint_is_about_every_rule(comment: str, reason: str) -> None:
    directive = parse_comment(comment)
    assert directive == Directive((), reason, every=True)
    assert directive.covers("IR204")


@pytest.mark.parametrize(
    "comment",
    [
        "// ironrules:ignore IR204 x",
        "//ironrules:ignored IR204 x",
        "//nolint",
        "//nolint:gosec // ironrules",
    ],
)
def test_other_comments_suppress_nothing(comment: str) -> None:
    assert parse_comment(comment) is None


def covered(source: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for each in suppressions(parse("a.go", source.encode())):
        found.setdefault(each.covered, []).extend(each.directive.codes)
    return found


def test_comment_behind_code_covers_its_own_line() -> None:
    assert covered("package a\nvar x = 1 //ironrules:ignore IR301 x\nvar y = 2\n") == {2: ["IR301"]}


def test_comment_on_its_own_line_covers_the_next_line_of_code() -> None:
    assert covered("package a\n\n//ironrules:ignore IR301 x\n\nvar y = 2\n") == {5: ["IR301"]}


def test_comments_in_a_row_cover_the_same_line() -> None:
    source = "package a\n//ironrules:ignore IR301 x\n// more\n//ironrules:ignore IR302 y\nvar y = 2\n"
    assert covered(source) == {5: ["IR301", "IR302"]}


def test_text_that_only_looks_like_a_comment_covers_nothing() -> None:
    assert covered("package a\nvar x = `\n//ironrules:ignore IR301 x\n`\n") == {}


def said(tmp_path: Path, comment: str) -> list[tuple[str, str | None]]:
    """Code and reason of what is said of the Put, and of its comment, behind which this one stands."""
    text = DIRTY.replace("pool.Put(buf)", f"pool.Put(buf) {comment}")
    codes = {"IR001", "IR002", "IR201", "IR302"}
    report = scanned(tmp_path, {"a.go": text}, rules=[each for each in load_rules() if each.rule.code in codes])
    return [(each.code, each.suppressed) for each in report.findings if each.code != "IR302"]


def test_comment_without_a_reason_suppresses_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, "//ironrules:ignore IR201") == [("IR201", None), ("IR001", None)]


def test_needed_comment_is_not_reported(tmp_path: Path) -> None:
    assert said(tmp_path, "//ironrules:ignore IR201 private") == [("IR201", "private")]


def test_code_that_is_not_needed_is_reported(tmp_path: Path) -> None:
    assert said(tmp_path, "//ironrules:ignore IR201,IR302 private") == [("IR201", "private"), ("IR002", None)]


def test_nobody_can_tell_whether_a_comment_about_a_rule_that_did_not_run_is_needed(tmp_path: Path) -> None:
    assert said(tmp_path, "//ironrules:ignore IR204,IR201 private") == [("IR201", "private")]
    assert said(tmp_path / "every", "//nolint:ironrules // private") == [("IR201", "private")]


def test_code_that_no_rule_has_is_reported_unless_it_may_be_of_a_team(tmp_path: Path) -> None:
    assert said(tmp_path, "//ironrules:ignore IR201,IR999 private") == [("IR201", "private"), ("IR002", None)]
    assert said(tmp_path / "team", "//ironrules:ignore IR201,PAY001 private") == [("IR201", "private")]


def test_reports_about_suppressions_cannot_be_suppressed(tmp_path: Path) -> None:
    comment = "//ironrules:ignore IR002,IR201,IR302 private"
    assert said(tmp_path, comment).count(("IR002", None)) == 2


def test_comment_in_a_file_without_a_pool_is_seen(tmp_path: Path) -> None:
    rules = [each for each in load_rules() if each.rule.code in {"IR002", "IR201"}]
    report = scanned(tmp_path, {"a.go": "package a\n\nvar x = 1 //ironrules:ignore IR201 once needed\n"}, rules=rules)
    assert [(each.code, each.location.line) for each in report.findings] == [("IR002", 3)]


def test_suppression_of_a_pool_is_needed_where_one_of_its_findings_is(tmp_path: Path) -> None:
    text = DIRTY.replace("var pool", "//ironrules:ignore IR201 private\nvar pool")
    rules = [each for each in load_rules() if each.rule.code in {"IR002", "IR201"}]
    report = scanned(tmp_path, {"a.go": text}, rules=rules)
    assert [(each.code, each.suppressed) for each in report.findings] == [("IR201", "private")]
