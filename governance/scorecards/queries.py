"""Scorecards as pages need them, each answer in a number of queries that does not grow with the number of services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from governance.prepared import Given, Prepared
from governance.scorecards.models import Scorecard, Standing
from governance.scorecards.scoring import RULES, Coverage, Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from governance.accounts.models import Team
    from governance.registry.models import Service

# What a scan keeps of its run, and no list shows.
_DETAILS: Final = ("scan__problems", "scan__connections", "scan__stats", "scan__progress")
_OF_A_TREND: Final = (
    *("service", "created_at", "analyser", "figures", "score", "grade", "conclusive"),
    *("scan__commit", "scan__committed_at"),
)


TREND_LENGTH: Final = 30


def latest(services: QuerySet[Service]) -> dict[int, Scorecard]:
    """Return the newest scorecard of each service's default branch, by the id of the service; one query.

    Services that were never scanned are not in the answer. `scorecard.scan` is loaded too, without what it ran into.
    """
    kept = Standing.objects.filter(service__in=services.order_by())
    return {card.service_id: card for card in _kept(kept)}


def newest(service: Service) -> Scorecard | None:
    """Return the newest scorecard of a service's default branch, as `latest` does."""
    return next(iter(_NEWEST.ask(service=service.pk)), None)


def _kept(standings: QuerySet[Standing]) -> QuerySet[Scorecard]:
    cards = Scorecard.objects.filter(pk__in=standings.values("scorecard")).order_by()
    return cards.select_related("scan").defer(*_DETAILS)


_NEWEST: Final = Prepared(lambda: _kept(Standing.objects.filter(service=Given("service"))))


def trend(service: Service) -> list[Scorecard]:
    """Return the last 30 scorecards of the service's default branch, oldest first, without their reasons."""
    return _TREND.ask(service=service.pk)[::-1]


def _last() -> QuerySet[Scorecard]:
    cards = of_default_branch().filter(service=Given("service")).select_related("scan").only(*_OF_A_TREND)
    return cards.order_by("-scan_id", "-id")[:TREND_LENGTH]


@dataclass(frozen=True, slots=True)
class Total:
    """Several services together: a large one counts for what it is. `scored` of them have a scorecard."""

    figures: Mapping[str, Figure]
    coverage: Coverage
    scored: int
    gates_passed: int


def totals_of_teams(teams: Iterable[Team]) -> dict[int, Total]:
    """Add the services of each team up that has one with a scorecard, by the id of the team; one query."""
    return {team: _total_of(counts) for team, *counts in _TOTALS.ask(teams=[team.pk for team in teams])}


def _figures() -> dict[str, Sum]:
    """Return what sums each part of each rule's figure up, rule by rule."""
    return {
        f"{rule}_{part}": Sum(Cast(KeyTextTransform(part, KeyTransform(rule, "figures")), IntegerField()))
        for rule in RULES
        for part in ("passed", "waived", "units")
    }


_COUNTS: Final = {
    "covered": Sum("coverage_passed"),
    "coverable": Sum("coverage_total"),
    "scored": Count("pk"),
    "let_through": Count("pk", filter=Q(gate_passed=True)),
}


def _totals() -> QuerySet[Standing, tuple[int, ...]]:
    standings = Standing.objects.filter(service__team__any_of=Given("teams")).order_by()
    return standings.values_list("service__team").annotate(**_figures(), **_COUNTS)


def _total_of(counts: Sequence[int]) -> Total:
    *parts, covered, coverable, scored, let_through = counts
    figures = {rule: Figure(*parts[3 * index : 3 * index + 3]) for index, rule in enumerate(RULES)}
    return Total(figures, Coverage(covered, coverable), scored, let_through)


def total(totals: Collection[Total]) -> Total:
    """Add up what several teams have."""
    return Total(
        figures={rule: sum((each.figures[rule] for each in totals), Figure()) for rule in RULES},
        coverage=Coverage(sum(each.coverage.passed for each in totals), sum(each.coverage.total for each in totals)),
        scored=sum(each.scored for each in totals),
        gates_passed=sum(each.gates_passed for each in totals),
    )


def of_default_branch() -> QuerySet[Scorecard]:
    """Return the scorecards that say how a service stands."""
    return Scorecard.objects.filter(scan__branch=F("service__default_branch"), scan__pull_request=None)


_TREND: Final = Prepared(_last)
_TOTALS: Final = Prepared(_totals)
