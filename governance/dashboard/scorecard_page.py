"""A scorecard opened: which pools and findings stand behind each rail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from governance.dashboard.rails import Rail, rail_of
from governance.findings.models import Occurrence, Pool
from governance.policies.policy import Policy
from governance.scorecards.scoring import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from governance.scorecards.models import Scorecard

POOLS_SHOWN: Final = 12
FINDINGS_SHOWN: Final = 6


@dataclass(slots=True)
class Entry:
    """A pool, or None for code that belongs to no pool, and what is wrong with it under one rule."""

    pool: Pool | None
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def shown(self) -> list[Occurrence]:
        """The first findings; the list below the rails has them all."""
        return self.occurrences[:FINDINGS_SHOWN]

    @property
    def hidden(self) -> int:
        """How many findings are not shown here."""
        return max(0, len(self.occurrences) - FINDINGS_SHOWN)


@dataclass(frozen=True, slots=True)
class OpenRail:
    """A rail with the figure under the pragmatic profile, and what stands behind it."""

    rail: Rail
    pragmatic: Rail
    entries: tuple[Entry, ...]
    passing: tuple[Pool, ...]
    unknown: tuple[Pool, ...]

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The first pools that fail."""
        return self.entries[:POOLS_SHOWN]

    @property
    def hidden(self) -> int:
        """How many more pools fail."""
        return max(0, len(self.entries) - POOLS_SHOWN)


def open_rails(card: Scorecard, pools: Sequence[Pool], occurrences: Iterable[Occurrence]) -> tuple[OpenRail, ...]:
    """Return the four rails of a scorecard (the companion checks last) with their pools and violations.

    `occurrences` are those of the scorecard's scan, with their findings.
    """
    policy = Policy.from_json(card.policy)
    violations = [occurrence for occurrence in occurrences if policy.is_violation(occurrence)]
    return tuple(_open(rule, card, pools, violations) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Findings of a rule that are in no score and no gate: in the shadow, or not judged at all."""

    code: str
    in_shadow: int
    unjudged: int


def uncounted(card: Scorecard, occurrences: Iterable[Occurrence]) -> list[Uncounted]:
    """Return for each rule how many of `occurrences` the policy of the scorecard leaves out."""
    policy = Policy.from_json(card.policy)
    in_shadow, unjudged = Counter[str](), Counter[str]()
    for occurrence in occurrences:
        if policy.shadows(occurrence):
            in_shadow[occurrence.code] += 1
        elif not policy.judges(occurrence):
            unjudged[occurrence.code] += 1
    return [Uncounted(code, in_shadow[code], unjudged[code]) for code in sorted(in_shadow | unjudged)]


def _open(rule: str, card: Scorecard, pools: Sequence[Pool], violations: Iterable[Occurrence]) -> OpenRail:
    by_id = {pool.pk: pool for pool in pools}
    entries: dict[int | None, Entry] = {}
    for occurrence in violations:
        if occurrence.code.startswith(rule):
            entry = entries.setdefault(occurrence.pool_id, Entry(by_id.get(occurrence.pool_id or 0)))
            entry.occurrences.append(occurrence)
    return OpenRail(
        rail=rail_of(rule, card.figures, covered=card.conclusive),
        pragmatic=rail_of(rule, card.pragmatic, covered=card.conclusive),
        entries=tuple(entries.values()),
        passing=tuple(pool for pool in pools if pool.verdicts.get(rule) == "pass" and pool.pk not in entries),
        unknown=tuple(pool for pool in pools if pool.verdicts.get(rule) == "unknown" and pool.pk not in entries),
    )
