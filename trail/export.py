"""The file that a trail is exported to: the events as they are, and a signed statement of where they end.

    {"format": "ironrules-trail", "version": 1, "events": [...],
     "end": {"first": 1, "last": 200, "at": "…", "previous": {…},
             "sha256": "…", "sm3": "…", "key": "…", "signature": "…"}}

`end` is an event of its own shape: without it, leaving out the newest events could not be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from trail.chain import GENESIS
from trail.sealing import sealed
from trail.signing import PrivateKey
from trail.statements import Malformed, read_document, write_document

FORMAT: Final = "ironrules-trail"
VERSION: Final = 1


def export(events: Sequence[Mapping[str, Any]], *, at: str, key: PrivateKey) -> bytes:
    """The file of a trail; the events are sealed already and in order."""
    last = events[-1] if events else {"sequence": 0, **GENESIS.as_values()}
    end = {
        "first": events[0]["sequence"] if events else 0,
        "last": last["sequence"],
        "at": at,
        "previous": {"sha256": last["sha256"], "sm3": last["sm3"]},
    }
    return write_document({"format": FORMAT, "version": VERSION, "events": list(events), "end": sealed(end, key)})


def read(content: bytes) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The events and the end of an exported trail. Raises Malformed; whether they are genuine is `verify`'s to say."""
    document = read_document(content, kind=FORMAT, what="exported trail", version=VERSION)
    events, end = document.get("events"), document.get("end")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise Malformed("its events are no list of objects")
    if not isinstance(end, dict):
        raise Malformed("it does not say where it ends")
    return events, end
