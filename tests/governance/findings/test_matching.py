"""What a scan changes about findings, as a function over fingerprints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.findings.matching import Position, State, match

FINGERPRINTS = st.frozensets(st.sampled_from("abcdefgh"))
KNOWN = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(State))


@pytest.mark.parametrize(
    ("state", "reported", "becomes"),
    [
        (None, True, "new"),
        (State.OPEN, True, "seen"),
        (State.OPEN, False, "fixed"),
        (State.WAIVED, True, "seen"),
        (State.WAIVED, False, "fixed"),
        (State.FIXED, True, "reopened"),
        (State.FIXED, False, None),
        (State.ELSEWHERE, True, "opened"),
        (State.ELSEWHERE, False, None),
    ],
)
def test_newest_scan_of_the_default_branch(state: State | None, reported: bool, becomes: str | None) -> None:
    changes = match({"f": state} if state else {}, ["f"] if reported else [], position=Position.NEWEST)
    groups = {name for name in ("new", "opened", "reopened", "fixed", "seen") if getattr(changes, name)}
    assert groups - {"seen"} == ({becomes} if becomes else set()) - {"seen"}
    assert ("seen" in groups) == (reported and state is not None)


def test_missing_finding_of_an_unreadable_file_is_not_fixed() -> None:
    assert not match({"f": State.OPEN}, [], position=Position.NEWEST, doubtful=["f"]).fixed


@given(KNOWN, FINGERPRINTS, st.sampled_from([Position.OVERTAKEN, Position.ELSEWHERE]))
def test_other_scans_change_no_state(known: dict[str, State], reported: frozenset[str], position: Position) -> None:
    changes = match(known, reported, position=position)
    assert changes.fixed | changes.opened | changes.reopened == frozenset()
    assert changes.new_state is not State.OPEN


@given(KNOWN, FINGERPRINTS)
def test_after_the_newest_scan_what_is_reported_is_open_and_nothing_else(
    known: dict[str, State], reported: frozenset[str]
) -> None:
    changes = match(known, reported, position=Position.NEWEST)
    after = known | dict.fromkeys(changes.fixed, State.FIXED) | dict.fromkeys(changes.new, changes.new_state)
    after |= dict.fromkeys(changes.opened | changes.reopened, State.OPEN)
    assert {print_ for print_, state in after.items() if state in (State.OPEN, State.WAIVED)} == reported


@given(KNOWN, FINGERPRINTS)
def test_second_delivery_changes_nothing(known: dict[str, State], reported: frozenset[str]) -> None:
    first = match(known, reported, position=Position.NEWEST)
    after = known | dict.fromkeys(first.fixed, State.FIXED)
    after |= dict.fromkeys(first.new | first.opened | first.reopened, State.OPEN)
    second = match(after, reported, position=Position.NEWEST)
    assert second.new | second.opened | second.reopened | second.fixed == frozenset()
