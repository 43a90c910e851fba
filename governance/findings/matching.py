"""Decides what a scan changes about the findings of a service: a pure function over fingerprints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from governance.findings.models import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

State = Finding.State


class Standing(Enum):
    """What a scan may say about the state of findings, which is that of the default branch's newest commit."""

    NEWEST = "newest"  # of the default branch, and no later request has been scanned: it decides
    OVERTAKEN = "overtaken"  # of the default branch, but a later request was scanned before it
    ELSEWHERE = "elsewhere"  # of another branch or a pull request


@dataclass(frozen=True, slots=True)
class Changes:
    """Fingerprints by what becomes of them; those in none of the sets stay as they are.

    `seen` are all whose newest occurrence is the one of this scan.
    """

    new: frozenset[str]
    new_state: Finding.State
    opened: frozenset[str]
    reopened: frozenset[str]
    fixed: frozenset[str]
    seen: frozenset[str]


def match(
    known: Mapping[str, State],
    reported: Collection[str],
    *,
    standing: Standing,
    doubtful: Collection[str] = (),
) -> Changes:
    """Compare what is known of a service with what one scan reported.

    `doubtful` are known fingerprints that this scan could not have seen, because their files could not be read: that
    they are missing proves nothing. Only the newest scan of the default branch opens, reopens and fixes.
    """
    present = frozenset(reported)
    new = present - known.keys()
    if standing is Standing.NEWEST:
        missing = known.keys() - present - frozenset(doubtful)
        return Changes(
            new=new,
            new_state=State.OPEN,
            opened=_in_state(known, present, State.ELSEWHERE),
            reopened=_in_state(known, present, State.FIXED),
            fixed=_in_state(known, missing, State.OPEN, State.WAIVED),
            seen=present - new,
        )
    return Changes(
        new=new,
        new_state=State.ELSEWHERE if standing is Standing.ELSEWHERE else State.FIXED,
        opened=frozenset(),
        reopened=frozenset(),
        fixed=frozenset(),
        seen=_in_state(known, present, State.ELSEWHERE) if standing is Standing.ELSEWHERE else frozenset(),
    )


def _in_state(known: Mapping[str, State], fingerprints: Collection[str], *states: State) -> frozenset[str]:
    return frozenset(fingerprint for fingerprint in fingerprints if known.get(fingerprint) in states)
