"""The file that a trail is exported to: the events as they are, and a signed statement of where they end.

    {"format": "ironrules-trail", "version": 1, "events": [...],
     "end": {"first": 1, "last": 200, "at": "…", "previous": {…},
             "sha256": "…", "sm3": "…", "key": "…", "signature": "…"}}

`end` is an event of its own shape: without it, leaving out the newest events could not be seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from trail.chain import GENESIS, digests_of
from trail.signing import PrivateKey

FORMAT: Final = "ironrules-trail"
VERSION: Final = 1


class Malformed(ValueError):  # noqa: N818 - names what the file is
    """The file is no exported trail; the message says why."""


def sealed(body: Mapping[str, Any], key: PrivateKey) -> dict[str, Any]:
    """A body with its digests and their signature."""
    digests = digests_of(body)
    return {**body, **digests.as_values(), "key": key.public.name, "signature": key.sign(digests)}


def export(events: Sequence[Mapping[str, Any]], *, at: str, key: PrivateKey) -> bytes:
    """The file of a trail; the events are sealed already and in order."""
    last = events[-1] if events else {"sequence": 0, **GENESIS.as_values()}
    end = {
        "first": events[0]["sequence"] if events else 0,
        "last": last["sequence"],
        "at": at,
        "previous": {"sha256": last["sha256"], "sm3": last["sm3"]},
    }
    document = {"format": FORMAT, "version": VERSION, "events": list(events), "end": sealed(end, key)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read(content: bytes) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The events and the end of an exported trail. Raises Malformed; whether they are genuine is `verify`'s to say."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"is no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Malformed(f"is no exported trail: its format is not {FORMAT}")
    if document.get("version") != VERSION:
        raise Malformed(f"is of version {document.get('version')!r}; this program reads version {VERSION}")
    events, end = document.get("events"), document.get("end")
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise Malformed("its events are no list of objects")
    if not isinstance(end, dict):
        raise Malformed("it does not say where it ends")
    return events, end
