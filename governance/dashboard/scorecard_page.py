"""A scorecard opened: which pools and findings stand behind each rail."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from governance.dashboard.rails import Rail, rail_of
from governance.findings.models import Finding, Occurrence, Pool
from governance.findings.queries import verdicts_in
from governance.policies.policy import Policy
from governance.prepared import Given, Prepared
from governance.scorecards.scoring import RULES, rule_of
from scanners.model import RuleVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard
    from scanners.model import Profile, Verdict

POOLS_SHOWN: Final = 12
FINDINGS_SHOWN: Final = 6


class Seen(NamedTuple):
    """Open findings of the scorecard's scan that are one to a policy: of one rule, in one file, on one pool."""

    ids: Sequence[int]
    code: str
    severity: str
    path: str
    pool_id: int | None
    verdicts: Mapping[Profile, Verdict]


@dataclass(frozen=True, slots=True)
class Entry:
    """A pool, or None for code that belongs to no pool, and what is wrong with it under one rule.

    Of the findings the first are shown; the list below the rails has them all.
    """

    pool: Pool | None
    shown: list[Occurrence]
    hidden: int


@dataclass(frozen=True, slots=True)
class OpenRail:
    """A rail with the figure under the pragmatic profile, and what stands behind it: of what fails, the first pools."""

    rail: Rail
    pragmatic: Rail
    shown: tuple[Entry, ...]
    hidden: int
    passing: tuple[Pool, ...]
    unknown: tuple[Pool, ...]


def seen_open(scan: Scan) -> list[Seen]:
    """Return the open findings that `scan` saw and no comment suppresses, like ones together, worst first; one query.

    The service is named so that its own open findings are looked through, not those of all.
    """
    rows = _OPEN.ask(scan=scan.pk, service=scan.service_id)
    return [
        Seen(ids, code, severity, path, pool, verdicts_in(verdicts))
        for code, severity, path, pool, verdicts, ids in rows
    ]


def _open_occurrences() -> QuerySet[Occurrence, tuple[str, str, str, int | None, str, list[int]]]:
    of_service = Q(finding__service=Given("service"), finding__state=Finding.State.OPEN)
    seen = Occurrence.objects.filter(of_service, scan=Given("scan"), suppressed=None)
    alike = seen.values("code", "severity", "path", "pool_id", text=Cast("verdicts", TextField()))
    together = alike.annotate(ids=ArrayAgg("pk", order_by=("line", "pk")), first=Min("line"))
    columns = ("code", "severity", "path", "pool_id", "text", "ids")
    return together.order_by("severity_rank", "code", "path", "first").values_list(*columns)


def _shown() -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(pk__any_of=Given("ids")).only("finding", "code", "severity", "messages").order_by()


_OPEN: Final = Prepared(_open_occurrences)
_SHOWN: Final = Prepared(_shown)


def open_rails(card: Scorecard, pools: Iterable[Pool], seen: Iterable[Seen]) -> tuple[OpenRail, ...]:
    """Return the four rails of a scorecard (the companion checks last) with their pools and violations; one query."""
    policy = Policy.from_json(card.policy)
    by_id = {pool.pk: pool for pool in pools}
    failed: dict[str, dict[int | None, list[int]]] = {rule: defaultdict(list) for rule in RULES}
    for finding in seen:
        if (rule := rule_of(finding.code)) and policy.is_violation(finding):
            failed[rule][finding.pool_id] += finding.ids
    shown = [ids for by_pool in failed.values() for ids in islice(by_pool.values(), POOLS_SHOWN)]
    wanted = [one for ids in shown for one in ids[:FINDINGS_SHOWN]]
    occurrences = {occurrence.pk: occurrence for occurrence in _SHOWN.ask(ids=wanted)}
    return tuple(_open(rule, card, by_id, failed[rule], occurrences) for rule in RULES)


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Findings of a rule that are in no score and no gate: in the shadow, or not judged at all."""

    code: str
    in_shadow: int
    unjudged: int


def uncounted(card: Scorecard, seen: Iterable[Seen]) -> list[Uncounted]:
    """Return for each rule how many of what was seen the policy of the scorecard leaves out."""
    policy = Policy.from_json(card.policy)
    in_shadow, unjudged = Counter[str](), Counter[str]()
    for finding in seen:
        if policy.shadows(finding):
            in_shadow[finding.code] += len(finding.ids)
        elif not policy.judges(finding):
            unjudged[finding.code] += len(finding.ids)
    return [Uncounted(code, in_shadow[code], unjudged[code]) for code in sorted(in_shadow | unjudged)]


def _open(
    rule: str,
    card: Scorecard,
    pools: Mapping[int, Pool],
    failed: Mapping[int | None, Sequence[int]],
    occurrences: Mapping[int, Occurrence],
) -> OpenRail:
    entries = tuple(
        Entry(
            pool=pools.get(pool or 0),
            shown=[occurrences[one] for one in ids[:FINDINGS_SHOWN]],
            hidden=max(0, len(ids) - FINDINGS_SHOWN),
        )
        for pool, ids in islice(failed.items(), POOLS_SHOWN)
    )
    others = [pool for pk, pool in pools.items() if pk not in failed]
    return OpenRail(
        rail=rail_of(rule, card.figures, covered=card.conclusive),
        pragmatic=rail_of(rule, card.pragmatic, covered=card.conclusive),
        shown=entries,
        hidden=max(0, len(failed) - POOLS_SHOWN),
        passing=tuple(pool for pool in others if pool.verdicts.get(rule) == RuleVerdict.PASS),
        unknown=tuple(pool for pool in others if pool.verdicts.get(rule) == RuleVerdict.UNKNOWN),
    )
