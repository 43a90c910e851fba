"""The pages of the rules: complete in both languages, and as fresh as the folders that they are made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners.documentation import pages
from scanners.rule import load_rules

DOCUMENTS = Path(__file__).parents[2] / "docs" / "rules"
PAGES = pages(load_rules())


@pytest.mark.parametrize("path", PAGES)
def test_page_is_fresh(path: str) -> None:
    written = (DOCUMENTS / path).read_text(encoding="utf-8") if (DOCUMENTS / path).is_file() else ""
    assert written == PAGES[path], "stale: run `python -m scanners docs`"


def test_no_page_is_left_of_a_rule_that_went() -> None:
    found = {file.relative_to(DOCUMENTS).as_posix() for file in DOCUMENTS.rglob("*.md")}
    assert found <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_page_shows_no_expectation(path: str) -> None:
    assert '// want "' not in PAGES[path]
