"""An exported trail is genuine as it was made, and every change of it is found and named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.__main__ import main
from tests.trail.chains import KEY, LENGTH, bodies, chained, few
from trail import Malformed, PrivateKey, PublicKey, digests_of, export, read, verify

GENUINE = chained(bodies())
FILE = export(GENUINE, at="2026-11-26T00:00:00+00:00", key=KEY)


def faults(events: list[dict[str, Any]], end: dict[str, Any] | None = None) -> list[tuple[int | None, str]]:
    return [(fault.sequence, fault.reason) for fault in verify(events, end or read(FILE)[1], [KEY.public])]


def test_trail_as_exported_is_genuine() -> None:
    events, end = read(FILE)
    assert faults(events, end) == []


def test_part_of_a_trail_is_genuine() -> None:
    part = export(GENUINE[50:], at="2026-11-26T00:00:00+00:00", key=KEY)
    assert faults(*read(part)) == []


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where in an event there is a value that could be edited, however deep."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    else:
        yield path


def edited(event: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {**event, name: edited(event[name], tuple(rest), value) if rest else value}


@few
@given(st.integers(0, LENGTH - 1), st.data())
def test_edited_event_is_named_wherever_it_was_edited(place: int, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(leaves(GENUINE[place]))))
    value = data.draw(st.text() | st.integers() | st.none() | st.booleans() | st.lists(st.integers()))
    events = list(GENUINE)
    events[place] = edited(events[place], path, value)
    if events == GENUINE:
        return
    number = place + 1
    found = faults(events)
    if path == ("sequence",):
        assert f"stands where event {number} is expected" in {reason for _, reason in found} or (
            (number, f"the event in place {number} has no number") in found
        )
        return
    expected = {
        "sha256": "is not what was digested",
        "sm3": "is not what was digested",
        "key": f"is signed with the key {value!r}, which was not given" if isinstance(value, str) else "is signed with",
        "signature": "has a signature that does not fit",
    }.get(path[0], "is not what was digested")
    reasons = (expected, "cannot be digested")  # the latter for numbers that canonical JSON does not have
    assert any(sequence == number and reason.startswith(reasons) for sequence, reason in found)
    # Beside it only its neighbours are named: the next one no longer follows it, the end no longer fits the last.
    assert {sequence for sequence, _ in found} <= {number, number + 1 if number < LENGTH else None}


@few
@given(st.integers(0, LENGTH - 2))
def test_removed_event_is_named_by_the_next(place: int) -> None:
    found = faults(GENUINE[:place] + GENUINE[place + 1 :])
    assert (place + 2, f"stands where event {place + 1} is expected") in found


@few
@given(st.integers(0, LENGTH - 2), st.integers(2, 20))
def test_removed_events_are_named_by_the_next(place: int, count: int) -> None:
    count = min(count, LENGTH - 1 - place)
    found = faults(GENUINE[:place] + GENUINE[place + count :])
    assert (place + count + 1, f"stands where event {place + 1} is expected") in found


@few
@given(st.integers(0, LENGTH - 1), st.integers(0, LENGTH))
def test_event_that_is_put_in_once_more_is_named(copied: int, place: int) -> None:
    events = [*GENUINE[:place], GENUINE[copied], *GENUINE[place:]]
    named = {sequence for sequence, _ in faults(events)}
    assert named & {copied + 1, place, place + 1}


@few
@given(st.integers(0, LENGTH - 2))
def test_removed_event_whose_followers_are_renumbered_is_named(place: int) -> None:
    events = GENUINE[:place] + [{**event, "sequence": event["sequence"] - 1} for event in GENUINE[place + 1 :]]
    named = {sequence for sequence, reason in faults(events) if reason == "is not what was digested"}
    assert named == set(range(place + 1, LENGTH))


@few
@given(st.integers(1, LENGTH))
def test_removed_end_is_found(count: int) -> None:
    found = faults(GENUINE[:-count])
    assert found == [(None, f"the export was signed with event {LENGTH} as its last, and is not so any more")]


@few
@given(st.integers(0, LENGTH - 2), st.data())
def test_swapped_events_are_named(first: int, data: st.DataObject) -> None:
    second = data.draw(st.integers(first + 1, LENGTH - 1))
    events = list(GENUINE)
    events[first], events[second] = events[second], events[first]
    assert {first + 1, second + 1} <= {sequence for sequence, _ in faults(events)}


@few
@given(st.integers(0, LENGTH - 1))
def test_trail_chained_anew_with_another_key_is_named_from_the_change_on(place: int) -> None:
    changed = bodies()
    changed[place]["action"] = "forged"
    forged = GENUINE[:place] + chained(changed, PrivateKey.new())[place:]
    named = {sequence for sequence, _ in faults(forged)}
    assert set(range(place + 1, LENGTH + 1)) <= named


@few
@given(st.integers(0, LENGTH - 1))
def test_trail_digested_anew_under_the_old_signatures_is_named(place: int) -> None:
    events = [dict(event) for event in GENUINE]
    events[place]["action"] = "forged"
    events[place].update(digests_of(events[place]).as_values())
    for before, event in pairwise(events[place:]):
        event["previous"] = {"sha256": before["sha256"], "sm3": before["sm3"]}
        event.update(digests_of(event).as_values())
    named = {sequence for sequence, reason in faults(events) if reason == "has a signature that does not fit"}
    assert named >= set(range(place + 1, LENGTH + 1))


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_what_is_no_trail_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        read(content)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["sequence", "previous", "sha256", "sm3", "key"]), st.integers() | st.text() | st.none()
        )
    )
)
def test_events_of_any_shape_are_faults_not_crashes(events: list[dict[str, Any]]) -> None:
    assert faults(events)


def test_command_line_says_genuine_faulty_or_unreadable(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file, key = tmp_path / "trail.json", tmp_path / "key.pub"
    key.write_text(str(KEY.public), encoding="utf-8")
    file.write_bytes(FILE)
    assert main(["verify", str(file), "--key", str(key)]) == 0
    assert "genuine, events 1 to 200" in capsys.readouterr().out
    file.write_bytes(FILE.replace('"name": "服务 7"'.encode(), '"name": "服务 X"'.encode(), 1))
    assert main(["verify", str(file), "--key", str(KEY.public)]) == 1
    assert "event 6: is not what was digested" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "none"), "--key", str(KEY.public)]) == 2
    assert main(["verify", str(file), "--key", "short"]) == 2
    assert "--key is not base64" in capsys.readouterr().err


def test_command_line_takes_a_key_that_begins_with_a_dash(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    key = PublicKey(b"\xfb" + bytes(31))
    assert str(key).startswith("-")
    (tmp_path / "trail.json").write_bytes(FILE)
    assert main(["verify", str(tmp_path / "trail.json"), "--key", str(key)]) == 1
    assert "event 1: " in capsys.readouterr().out
