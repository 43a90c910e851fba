"""An exported trail is genuine as it was made, and every change of it is found and named."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.__main__ import main
from trail import GENESIS, Malformed, PrivateKey, digests_of, export, read, verify
from trail.sealing import sealed

KEY = PrivateKey.parse("a2V5IGZvciB0ZXN0cywgMzIgYnl0ZXMgbG9uZyAuLi4=")
LENGTH = 200
few = settings(max_examples=30)  # each checks 200 signatures


def chained(bodies: list[dict[str, Any]], key: PrivateKey = KEY) -> list[dict[str, Any]]:
    """The bodies as a chain, sealed in order."""
    events: list[dict[str, Any]] = []
    previous = GENESIS.as_values()
    for body in bodies:
        event = sealed({**body, "previous": previous}, key)
        previous = {"sha256": event["sha256"], "sm3": event["sm3"]}
        events.append(event)
    return events


def bodies(count: int = LENGTH) -> list[dict[str, Any]]:
    return [{"sequence": n, "action": "service.edited", "details": {"name": f"服务 {n}"}} for n in range(1, count + 1)]


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


@few
@given(
    st.integers(0, LENGTH - 1), st.sampled_from(["action", "details", "previous", "sha256", "sm3", "key", "signature"])
)
def test_edited_event_is_named(place: int, field: str) -> None:
    events = [dict(event) for event in GENUINE]
    events[place][field] = {"sha256": "0", "sm3": "0"} if field == "previous" else "edited"
    assert place + 1 in {sequence for sequence, _ in faults(events)}


@few
@given(st.integers(0, LENGTH - 2))
def test_removed_event_is_named_by_the_next(place: int) -> None:
    found = faults(GENUINE[:place] + GENUINE[place + 1 :])
    assert (place + 2, f"stands where event {place + 1} is expected") in found


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
    file.write_bytes(FILE.replace('服务 7"'.encode(), '服务 8"'.encode()))
    assert main(["verify", str(file), "--key", str(KEY.public)]) == 1
    assert "event 7: is not what was digested" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "none"), "--key", str(KEY.public)]) == 2
    assert main(["verify", str(file), "--key", "short"]) == 2
    assert "--key is not base64" in capsys.readouterr().err
