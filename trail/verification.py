"""Checks a trail: each event is what was digested and signed, and follows the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trail.chain import GENESIS, Digests
from trail.sealing import digests_in, seal_faults
from trail.signing import PublicKey


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which event; `sequence` is None for the end of the export."""

    sequence: int | None
    reason: str

    def __str__(self) -> str:
        return f"{'end' if self.sequence is None else f'event {self.sequence}'}: {self.reason}"


def verify(events: Sequence[Mapping[str, Any]], end: Mapping[str, Any], keys: Sequence[PublicKey]) -> Iterator[Fault]:
    """Every fault of an exported trail, in its order; none for a genuine one.

    Events that were changed, removed, moved or chained anew are each named where the chain shows it.
    """
    first = end.get("first")
    expected = first if isinstance(first, int) else 1
    before: Digests | None = GENESIS if expected <= 1 else None
    for position, event in enumerate(events):
        sequence = event.get("sequence")
        if not isinstance(sequence, int) or isinstance(sequence, bool):
            yield Fault(expected, f"the event in place {position + 1} has no number")
            sequence = expected
        elif sequence != expected:
            yield Fault(sequence, f"stands where event {expected} is expected")
        for reason in seal_faults(event, keys):
            yield Fault(sequence, reason)
        if before is not None and digests_in(event.get("previous")) != before:
            yield Fault(sequence, "does not follow the event before it")
        before = digests_in(event)
        expected = sequence + 1
    for reason in seal_faults(end, keys):
        yield Fault(None, reason)
    if end.get("last") != expected - 1 or (before is not None and digests_in(end.get("previous")) != before):
        yield Fault(None, f"the export was signed with event {end.get('last')} as its last, and is not so any more")
