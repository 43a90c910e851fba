"""Against a checkpoint kept elsewhere, a trail that was cut short or chained anew with its own key is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.__main__ import main
from tests.trail.chains import KEY, LENGTH, bodies, chained, few
from trail import (
    Digests,
    Malformed,
    PrivateKey,
    checkpoint,
    export,
    read,
    read_checkpoint,
    verify,
    verify_checkpoint,
    write_document,
)

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-11-26T00:00:00+00:00"
GENUINE = chained(bodies())


def taken(sequence: int, key: PrivateKey = KEY) -> dict[str, Any]:
    """The checkpoint that was taken when the event of this number was the newest."""
    event = GENUINE[sequence - 1]
    return checkpoint(sequence, Digests(event["sha256"], event["sm3"]), at=AT, key=key)


def faults(events: list[dict[str, Any]], statement: dict[str, Any]) -> list[str]:
    """How an export of events, signed with the right key, contradicts a checkpoint."""
    exported, end = read(export(events, at=AT, key=KEY))
    return list(verify_checkpoint(exported, end, statement, [KEY.public]))


@few
@given(st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_genuine_trail_fits_every_checkpoint_before_its_end(sequence: int, first: int) -> None:
    assert faults(GENUINE, taken(sequence)) == []
    if first <= sequence + 1:
        assert faults(GENUINE[first - 1 :], taken(sequence)) == []


@few
@given(st.integers(2, LENGTH), st.data())
def test_trail_cut_short_with_the_key_is_found(sequence: int, data: st.DataObject) -> None:
    left = data.draw(st.integers(1, sequence - 1))
    assert faults(GENUINE[:left], taken(sequence)) == [
        f"the trail ends at event {left}; at the checkpoint of {AT} it had {sequence}"
    ]


def test_without_a_checkpoint_neither_is_to_be_seen() -> None:
    changed = bodies()
    changed[7]["action"] = "forged"
    for forged in (GENUINE[:100], chained(changed)):
        exported, end = read(export(forged, at=AT, key=KEY))
        assert list(verify(exported, end, [KEY.public])) == []


@settings(max_examples=10)  # each signs 200 events
@given(st.integers(1, LENGTH), st.data())
def test_trail_chained_anew_with_the_key_is_found(sequence: int, data: st.DataObject) -> None:
    changed = bodies()
    changed[data.draw(st.integers(0, sequence - 1))]["action"] = "forged"
    assert faults(chained(changed), taken(sequence)) == [
        f"event {sequence} is not the one of the checkpoint of {AT}: chained anew since"
    ]


def test_checkpoint_of_what_an_export_leaves_out_at_its_beginning_says_so() -> None:
    assert faults(GENUINE[50:], taken(20)) == ["event 20, which the checkpoint names, is not in the export"]


def test_export_that_begins_right_after_the_checkpoint_has_to_follow_it() -> None:
    changed = bodies()
    changed[0]["action"] = "forged"
    assert faults(chained(changed)[20:], taken(20)) == [f"event 21 does not follow event 20 of the checkpoint of {AT}"]


@given(st.sampled_from(["sequence", "event", "at", "signature"]))
@settings(max_examples=4)
def test_changed_checkpoint_is_found(field: str) -> None:
    changed = taken(100) | {field: {"sequence": 99, "event": {"sha256": "0", "sm3": "0"}}.get(field, "x")}
    assert any(fault.startswith("the checkpoint ") for fault in faults(GENUINE, changed))


def test_checkpoint_of_another_key_is_found() -> None:
    stranger = taken(100, PrivateKey.new())
    assert faults(GENUINE, stranger) == [
        f"the checkpoint is signed with the key {stranger['key']!r}, which was not given"
    ]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "ironrules-checkpoint", "version": 1}'])
def test_what_is_no_checkpoint_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_checkpoint(content)


def test_command_line_holds_a_trail_against_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, kept = tmp_path / "trail.json", tmp_path / "checkpoint.json"
    kept.write_bytes(write_document(taken(150)))
    command = ["verify", str(file), "--key", str(KEY.public), "--checkpoint", str(kept)]
    file.write_bytes(export(GENUINE, at=AT, key=KEY))
    assert main(command) == 0
    file.write_bytes(export(GENUINE[:140], at=AT, key=KEY))
    assert main(command) == 1
    assert "the trail ends at event 140" in capsys.readouterr().out
    kept.write_text("nothing")
    assert main(command) == 2
