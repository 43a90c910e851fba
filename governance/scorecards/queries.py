"""Scorecards as pages need them, each answer in a number of queries that does not grow with the number of services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from governance.registry.models import Service
from governance.scorecards.models import Scorecard, Standing
from governance.scorecards.scoring import RULES, Coverage, Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet


# What a scan keeps of its run, and no list shows.
_DETAILS: Final = ("scan__problems", "scan__connections", "scan__stats", "scan__progress")
_OF_A_TREND: Final = (
    *("service", "created_at", "analyser", "figures", "score", "grade", "conclusive"),
    *("scan__commit", "scan__committed_at"),
)


def latest(services: QuerySet[Service]) -> dict[int, Scorecard]:
    """Return the newest scorecard of each service's default branch, by the id of the service; one query.

    Services that were never scanned are not in the answer. `scorecard.scan` is loaded too, without what it ran into.
    """
    kept = Standing.objects.filter(service__in=services.order_by()).values("scorecard")
    cards = Scorecard.objects.filter(pk__in=kept).order_by().select_related("scan").defer(*_DETAILS)
    return {card.service_id: card for card in cards}


def newest(service: Service) -> Scorecard | None:
    """Return the newest scorecard of a service's default branch, as `latest` does."""
    return latest(Service.objects.filter(pk=service.pk)).get(service.pk)


def trend(service: Service, length: int = 30) -> list[Scorecard]:
    """Return the last `length` scorecards of the service's default branch, oldest first, without their reasons."""
    cards = of_default_branch().filter(service=service).select_related("scan").only(*_OF_A_TREND)
    return list(reversed(cards.order_by("-scan_id", "-id")[:length]))


@dataclass(frozen=True, slots=True)
class Total:
    """Several services together: a large one counts for what it is. `scored` of them have a scorecard."""

    figures: Mapping[str, Figure]
    coverage: Coverage
    scored: int
    gates_passed: int


def totals_of_teams(services: QuerySet[Service]) -> dict[int, Total]:
    """Add `services` up for each team that has one with a scorecard, by the id of the team; one query."""
    standings = Standing.objects.filter(service__in=services.order_by()).order_by()
    rows: Iterable[tuple[int, ...]] = standings.values_list("service__team").annotate(**_figures(), **_COUNTS)
    return {team: _total_of(counts) for team, *counts in rows}


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
