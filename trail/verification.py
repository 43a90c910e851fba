"""Checks a trail: each event is what was digested and signed, and follows the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trail.chain import GENESIS, Digests, digests_of
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
    known = {key.name: key for key in keys}
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
        yield from _seal(event, sequence, known)
        if before is not None and _digests(event.get("previous")) != before:
            yield Fault(sequence, "does not follow the event before it")
        before = _digests(event)
        expected = sequence + 1
    yield from _seal(end, None, known)
    if end.get("last") != expected - 1 or (before is not None and _digests(end.get("previous")) != before):
        yield Fault(None, f"the export was signed with event {end.get('last')} as its last, and is not so any more")


def _digests(values: object) -> Digests | None:
    if not isinstance(values, Mapping):
        return None
    sha256, sm3 = values.get("sha256"), values.get("sm3")
    return Digests(sha256, sm3) if isinstance(sha256, str) and isinstance(sm3, str) else None


def _seal(event: Mapping[str, Any], sequence: int | None, known: Mapping[str, PublicKey]) -> Iterator[Fault]:
    try:
        digests = digests_of(event)
    except ValueError as error:
        yield Fault(sequence, f"cannot be digested: {error}")
        return
    if digests != _digests(event):
        yield Fault(sequence, "is not what was digested")
    key = known.get(str(event.get("key")))
    if key is None:
        yield Fault(sequence, f"is signed with the key {event.get('key')!r}, which was not given")
    elif not key.confirms(digests, str(event.get("signature"))):
        yield Fault(sequence, "has a signature that does not fit")
