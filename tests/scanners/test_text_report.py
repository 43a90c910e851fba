"""Lines of the report for people: width, wrapping, escapes."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import DirectorySource, Report, load_rules, scan
from scanners.messages import Catalogue, own_messages
from scanners.model import LANGUAGES
from scanners.report.lines import Lines
from scanners.report.page import terminal_page
from scanners.report.terminal import WIDTH, columns, visible, wrap
from scanners.report.text import render
from tests.scanners.go_source import DIRTY, scanned, write

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)


@given(st.lists(WORDS, max_size=30))
def test_wrapped_lines_fit(words: list[str]) -> None:
    assert all(columns(line) <= WIDTH for line in wrap(" ".join(words), indent=12))


@given(st.lists(WORDS, max_size=30))
def test_wrapping_loses_nothing(words: list[str]) -> None:
    lines = wrap(" ".join(words), indent=4)
    assert "".join("".join(lines).split()) == "".join(" ".join(words).split())


@given(st.text())
def test_visible_text_is_printable(text: str) -> None:
    assert visible(text).isprintable()


def test_chinese_is_wrapped_between_characters() -> None:
    lines = wrap("对象未重置就归还，" * 20, indent=4)
    assert all(70 < columns(line) <= WIDTH for line in lines[:-1])
    assert not any(line.lstrip().startswith("，") for line in lines)


def catalogue() -> Catalogue:
    found = own_messages()
    for folder in load_rules():
        found |= folder.messages
    return found


def test_colour_is_only_there_when_asked_for(tmp_path: Path) -> None:
    report = scanned(tmp_path, {"a.go": DIRTY})
    assert "\x1b[" not in render(report, catalogue(), "en")
    assert "\x1b[31m" in render(report, catalogue(), "en", colour=True)


def test_trace_is_numbered(tmp_path: Path) -> None:
    text = render(scanned(tmp_path, {"a.go": DIRTY}), catalogue(), "en")
    assert "1. 12:2  written here" in text


@pytest.fixture(scope="module")
def with_edits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Lines]:
    """A report with suggested edits."""
    root = tmp_path_factory.mktemp("edits")
    example = next(folder for folder in load_rules() if folder.rule.code == "IR205")
    source = DirectorySource(write(root, {"a.go": example.bad}))
    return scan(source), Lines(source.read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_80_columns(with_edits: tuple[Report, Lines], language: str) -> None:
    report, lines = with_edits
    text = render(report, catalogue(), language, lines=lines)
    assert max(map(columns, text.splitlines())) <= 80


def test_suggested_edit_is_a_diff_with_the_numbers_of_its_lines(with_edits: tuple[Report, Lines]) -> None:
    report, lines = with_edits
    finding = next(each for each in report.findings if each.code == "IR205" and each.fix is not None)
    text = render(dataclasses.replace(report, findings=(finding,)), catalogue(), "en", lines=lines)
    assert re.search(rf"^ +{finding.location.line} -     return b\.Bytes\(\)", text, re.MULTILINE)
    assert re.search(r"^ +\+     return append\(\[\]byte\(nil\), b\.Bytes\(\)\.\.\.\)", text, re.MULTILINE)


def test_page_for_a_terminal_keeps_code_and_joins_chinese() -> None:
    page = terminal_page("# Title\n\n一行。\n下一行，`code`\n\n```go\n\tx := 1\n```\n")
    assert page == "Title\n\n  一行。下一行，`code`\n\n        x := 1\n"


def test_list_in_a_page_is_hung() -> None:
    words = "word " * 20
    first, second, *_ = terminal_page(f"- {words}\n- other\n").splitlines()
    assert first.startswith("  - word")
    assert second.startswith("    word")
