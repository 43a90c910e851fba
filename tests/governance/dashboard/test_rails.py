"""What a rail says: fractions, percent, and the words for whoever cannot see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.dashboard.rails import Rail, rail_of


def test_alternative_says_everything_that_the_drawing_does() -> None:
    rail = Rail("IR1", passed=9, waived=1, units=12, covered=False)
    assert rail.alternative == "IR1 Pure memory: 9 of 12 pass, 75 %, 1 waived, coverage below 90 %"


def test_rule_without_units_does_not_apply() -> None:
    rail = rail_of("IR2", {})
    assert (rail.fraction, rail.percent, rail.kept) == ("–", None, False)
    assert rail.alternative == "IR2 Validate and reset: not applicable"


def test_almost_all_is_not_all() -> None:
    rail = Rail("IR3", passed=999, units=1000)
    assert rail.percent == 99
    assert not rail.kept


@pytest.mark.parametrize(("units", "ticks"), [(1, 0), (4, 3), (30, 29), (31, 0)])
def test_units_are_marked_while_there_is_room(units: int, ticks: int) -> None:
    assert len(Rail("IR1", units=units).ticks) == ticks


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_drawn_parts_fit_the_rail(passed: int, waived: int, failed: int) -> None:
    rail = Rail("IR1", passed, waived, passed + waived + failed)
    assert float(rail.passed_width[:-1]) + float(rail.waived_width[:-1]) <= 100.02
