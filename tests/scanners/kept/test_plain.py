"""Reports become values that JSON knows, and reports again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners import Report
from scanners.kept.plain import Unlike, plain, typed
from scanners.model import Location, Pool, Stats

REPORTS = st.builds(Report, stats=st.builds(Stats, seconds=st.just((("read", 0.25), ("parse", 0.0)))))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3), st.lists, max_leaves=8
)


@given(REPORTS)
@settings(max_examples=20)
def test_a_report_is_the_same_after_it_was_written_as_json(report: Report) -> None:
    assert typed(Report, json.loads(json.dumps(plain(report)))) == report


def test_text_that_is_not_utf8_survives() -> None:
    place = Location(b"caf\xe9.go".decode("utf-8", "surrogateescape"), 1)
    assert typed(Location, json.loads(json.dumps(plain(place)))) == place


@given(VALUES)
@settings(max_examples=30)
def test_a_value_of_another_form_is_no_report(value: Any) -> None:
    with pytest.raises(Unlike):
        typed(Report, value)


@pytest.mark.parametrize("at", range(9))
def test_a_field_of_another_type_is_noticed(at: int) -> None:
    pool = plain(Pool("a", "a", Location("a.go", 1), "m", scope="field", element=None))  # type: ignore[arg-type] # as in JSON
    pool[at] = {"no": "value of ours"}
    with pytest.raises(Unlike):
        typed(Pool, pool)
