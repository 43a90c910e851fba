"""Code as the pages show it: whatever comes from a repository keeps its lines and stays text."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from governance.dashboard.code import example_listing, highlighted, highlighted_block, traced_listings

LINES = st.lists(st.text(st.characters(exclude_characters="\n\r\ufeff", exclude_categories=["Cs"])), max_size=8)


def excerpt(path: str, start: int, count: int) -> dict[str, Any]:
    return {"path": path, "start": start, "lines": [f"x{number}" for number in range(count)]}


def step(path: str, line: int) -> dict[str, Any]:
    return {"path": path, "line": line, "notes": {"en": "here"}}


def joins(listings: list[Any]) -> list[str]:
    return [line.joined for listing in listings for line in listing.lines]


@given(LINES)
def test_every_line_comes_back_as_it_was(lines: list[str]) -> None:
    shown = highlighted(lines)
    assert [unescape(re.sub(r"<[^>]*>", "", line)) for line in shown] == lines


@given(LINES)
def test_nothing_but_spans_is_markup(lines: list[str]) -> None:
    assert not re.search(r'<(?!/span>|span class="\w+">)', "\n".join(highlighted(lines)))


def test_carriage_returns_end_no_line() -> None:
    assert len(highlighted(["a\rb", "c"])) == 2


def test_line_in_the_margin_runs_from_first_to_last_step() -> None:
    listings = traced_listings(
        [excerpt("a.go", 1, 5)], [step("a.go", 2), step("a.go", 4)], path="a.go", first=4, last=4
    )
    assert joins(listings) == ["", "start", "through", "end", ""]


def test_line_in_the_margin_runs_across_files() -> None:
    excerpts = [excerpt("a.go", 1, 2), excerpt("b.go", 7, 2)]
    listings = traced_listings(excerpts, [step("a.go", 2), step("b.go", 7)], path="a.go", first=2, last=2)
    assert joins(listings) == ["", "start", "end", ""]
    assert [listing.joined for listing in listings] == [False, True]


def test_file_of_the_first_step_comes_first() -> None:
    excerpts = [excerpt("used.go", 1, 2), excerpt("taken.go", 1, 2)]
    listings = traced_listings(excerpts, [step("taken.go", 1), step("used.go", 1)], path="used.go", first=1, last=1)
    assert [listing.path for listing in listings] == ["taken.go", "used.go"]


def test_two_steps_on_one_line_both_show() -> None:
    listings = traced_listings(
        [excerpt("a.go", 1, 1)], [step("a.go", 1), step("a.go", 1)], path="a.go", first=1, last=1
    )
    assert listings[0].lines[0].steps == [1, 2]


def test_step_outside_the_excerpts_draws_no_line() -> None:
    listings = traced_listings([excerpt("a.go", 1, 2)], [step("a.go", 1), step("z.go", 9)], path="", first=0, last=0)
    assert joins(listings) == ["", ""]


def test_lines_of_the_finding_are_marked() -> None:
    (listing,) = traced_listings([excerpt("a.go", 5, 4)], [], path="a.go", first=6, last=7)
    assert [line.here for line in listing.lines] == [False, True, True, False]
    assert [line.first_here for line in listing.lines] == [False, True, False, False]


def test_same_file_goes_on_without_its_name() -> None:
    listings = traced_listings([excerpt("a.go", 1, 1), excerpt("a.go", 9, 1)], [], path="", first=0, last=0)
    assert [listing.continues for listing in listings] == [False, True]


def test_examples_lose_the_comments_that_test_them() -> None:
    listing = example_listing("bad.go", 'var Pool sync.Pool // want "exported"\nvar x int\n')
    assert "want" not in str(listing.lines[0].html)
    assert [line.here for line in listing.lines] == [True, False]


def test_only_go_is_highlighted_in_pages_of_rules() -> None:
    assert highlighted_block("a < b", "text") == "a &lt; b"
    assert '<span class="kd">func</span>' in highlighted_block("func f()", "go")
