"""Finds known findings again whose code was changed: pure functions over what a finding is about.

A fingerprint holds the tokens of the code, so a changed line makes another one. What stays then is the rule, the
function and the pool. Two findings that agree in those are one, if no third one agrees in them too.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding is about; `function` and `pool` (an identity of the inventory) are empty where there is none."""

    code: str
    function: str
    path: str
    pool: str = ""
    pool_name: str = ""


def pairs(known: Mapping[str, Evidence], reported: Mapping[str, Evidence]) -> dict[str, str]:
    """Return reported fingerprints with the known ones that are the same findings.

    Both are leftovers: known fingerprints that were not reported, and reported ones that are not known. Nothing is
    paired that could be paired in two ways.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for level in LEVELS:
        alone, candidates = _alone(known, level), _alone(reported, level)
        for key in alone.keys() & candidates.keys():
            if candidates[key] not in found and alone[key] not in taken:
                found[candidates[key]] = alone[key]
                taken.add(alone[key])
    return found


def _alone(findings: Mapping[str, Evidence], level: Callable[[Evidence], Key | None]) -> dict[Key, str]:
    """Return the fingerprints that nothing else of the same key stands beside, by their keys."""
    by_key: dict[Key, list[str]] = defaultdict(list)
    for fingerprint, evidence in findings.items():
        key = level(evidence)
        if key is not None:
            by_key[key].append(fingerprint)
    return {key: together[0] for key, together in by_key.items() if len(together) == 1}


def _same_pool(evidence: Evidence) -> Key | None:
    return (evidence.code, evidence.function, evidence.pool) if evidence.pool else None


def _same_directory(evidence: Evidence) -> Key | None:
    """The identity of a pool holds the path of its module: this finds what stayed when a module was renamed."""
    return _placed(evidence, posixpath.dirname(evidence.path))


def _same_file_name(evidence: Evidence) -> Key | None:
    """Finds what stayed when a package moved to another directory."""
    return _placed(evidence, posixpath.basename(evidence.path))


def _placed(evidence: Evidence, place: str) -> Key | None:
    if not evidence.function and not evidence.pool:
        return None
    return (evidence.code, evidence.function, evidence.pool_name, place)


LEVELS: Final = (_same_pool, _same_directory, _same_file_name)  # the strongest first
