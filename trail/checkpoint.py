"""A checkpoint: a signed statement of where the trail stood, to be kept where nobody who writes the trail can write.

    {"format": "ironrules-checkpoint", "version": 1, "at": "…", "sequence": 200,
     "event": {"sha256": "…", "sm3": "…"}, "sha256": "…", "sm3": "…", "key": "…", "signature": "…"}

Who holds the signing key can chain a trail anew or cut it short, and every signature fits. Against a checkpoint from
before, neither goes unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from trail.chain import Digests
from trail.sealing import digests_in, seal_faults, sealed
from trail.signing import PrivateKey, PublicKey
from trail.statements import Malformed, read_document

FORMAT: Final = "ironrules-checkpoint"
VERSION: Final = 1


def checkpoint(sequence: int, digests: Digests, *, at: str, key: PrivateKey) -> dict[str, Any]:
    """The statement that the event of this number, the newest, has these digests."""
    body = {"format": FORMAT, "version": VERSION, "at": at, "sequence": sequence, "event": digests.as_values()}
    return sealed(body, key)


def read_checkpoint(content: bytes) -> dict[str, Any]:
    """The checkpoint in a file. Raises Malformed."""
    document = read_document(content, kind=FORMAT, what="checkpoint", version=VERSION)
    sequence = document.get("sequence")
    if not isinstance(sequence, int) or isinstance(sequence, bool) or digests_in(document.get("event")) is None:
        raise Malformed("it names no event with its digests")
    return document


def verify_checkpoint(
    events: Sequence[Mapping[str, Any]],
    end: Mapping[str, Any],
    checkpoint: Mapping[str, Any],
    keys: Sequence[PublicKey],
) -> Iterator[str]:
    """How a trail contradicts a checkpoint; nothing where it still has the event that was the newest then."""
    for fault in seal_faults(checkpoint, keys):
        yield f"the checkpoint {fault}"
    sequence, expected = checkpoint["sequence"], digests_in(checkpoint["event"])
    found = next((event for event in events if event.get("sequence") == sequence), None)
    if found is not None:
        if digests_in(found) != expected:
            yield f"event {sequence} is not the one of the checkpoint of {checkpoint.get('at')}: chained anew since"
        return
    first, last = end.get("first"), end.get("last")
    before = events[0].get("previous") if events else end.get("previous")
    if isinstance(first, int) and first == sequence + 1:
        if digests_in(before) != expected:
            yield f"event {first} does not follow event {sequence} of the checkpoint of {checkpoint.get('at')}"
    elif isinstance(last, int) and last < sequence:
        yield f"the trail ends at event {last}; at the checkpoint of {checkpoint.get('at')} it had {sequence}"
    else:
        yield f"event {sequence}, which the checkpoint names, is not in the export"
