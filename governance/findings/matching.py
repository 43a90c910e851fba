"""Decides what a scan changes about the findings of a service: pure functions over fingerprints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from governance.findings.evidence import Evidence, pairs
from governance.findings.models import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

State = Finding.State


class Position(Enum):
    """What a scan may say about the state of findings, which is that of the default branch's newest commit."""

    NEWEST = "newest"  # of the default branch, and no later request has been scanned: it decides
    OVERTAKEN = "overtaken"  # of the default branch, but a later request was scanned before it
    ELSEWHERE = "elsewhere"  # of another branch or a pull request


@dataclass(frozen=True, slots=True)
class Changes:
    """Known fingerprints, and those of new findings, by what becomes of them; what is in no set stays as it is.

    `seen` are all whose newest occurrence is the one of this scan; `changed` maps those that get another fingerprint,
    because their code is another, to that fingerprint.
    """

    new: frozenset[str]
    new_state: Finding.State
    opened: frozenset[str]
    reopened: frozenset[str]
    fixed: frozenset[str]
    seen: frozenset[str]
    changed: Mapping[str, str] = field(default_factory=dict)


def identify(
    reported: Mapping[str, Evidence],
    *,
    known: Collection[str],
    aliases: Mapping[str, str],
    missing: Mapping[str, Evidence],
) -> dict[str, str]:
    """Return the reported fingerprints that are not known, but are those of a known finding: by alias, by evidence.

    `aliases` maps other fingerprints to known ones; `missing` are the known findings that are neither reported nor in
    doubt. A known finding is given away once at most, and never when it is reported under its own fingerprint.
    """
    unknown = reported.keys() - known
    claims = {print_: own for print_, own in aliases.items() if print_ in unknown and own not in reported}
    claimed = Counter(claims.values())
    by_alias = {print_: own for print_, own in claims.items() if claimed[own] == 1}
    left = {print_: evidence for print_, evidence in missing.items() if not claimed[print_]}
    strange = {print_: reported[print_] for print_ in unknown - by_alias.keys()}
    return by_alias | pairs(left, strange)


def match(
    known: Mapping[str, State],
    reported: Collection[str],
    *,
    position: Position,
    doubtful: Collection[str] = (),
    identified: Mapping[str, str] | None = None,
) -> Changes:
    """Compare what is known of a service with what one scan reported.

    `doubtful` are known fingerprints that this scan could not have seen, because their files could not be read: that
    they are missing proves nothing. `identified` are reported fingerprints that belong to known findings of another
    fingerprint. Only the newest scan of the default branch opens, reopens and fixes, and says what code is now.
    """
    identified = identified or {}
    present = frozenset(identified.get(fingerprint, fingerprint) for fingerprint in reported)
    new = present - known.keys()
    if position is Position.NEWEST:
        missing = known.keys() - present - frozenset(doubtful)
        return Changes(
            new=new,
            new_state=State.OPEN,
            opened=_in_state(known, present, State.ELSEWHERE),
            reopened=_in_state(known, present, State.FIXED),
            fixed=_in_state(known, missing, State.OPEN, State.WAIVED),
            seen=present - new,
            changed={own: fingerprint for fingerprint, own in identified.items()},
        )
    return Changes(
        new=new,
        new_state=State.ELSEWHERE if position is Position.ELSEWHERE else State.FIXED,
        opened=frozenset(),
        reopened=frozenset(),
        fixed=frozenset(),
        seen=_in_state(known, present, State.ELSEWHERE) if position is Position.ELSEWHERE else frozenset(),
    )


def _in_state(known: Mapping[str, State], fingerprints: Collection[str], *states: State) -> frozenset[str]:
    return frozenset(fingerprint for fingerprint in fingerprints if known.get(fingerprint) in states)
