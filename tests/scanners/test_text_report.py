"""Lines of the report for people: width, wrapping, escapes."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scanners import load_rules
from scanners.messages import Catalogue, own_messages
from scanners.report.terminal import WIDTH, columns, visible, wrap
from scanners.report.text import render
from tests.scanners.go_source import DIRTY, scanned

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
