"""Scorecards as pages need them, each answer in a number of queries that does not grow with the number of services."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import RULES, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from governance.accounts.models import Team
    from governance.registry.models import Service


def latest(services: QuerySet[Service]) -> dict[int, Scorecard]:
    """Return the newest scorecard of each service's default branch, by the id of the service; one query.

    Services that were never scanned are not in the answer. `scorecard.scan` is loaded too.
    """
    cards = of_default_branch().filter(service__in=services).select_related("scan")
    return {card.service_id: card for card in cards.order_by("service_id", "-scan_id", "-id").distinct("service_id")}


def trends(services: QuerySet[Service], length: int = 30) -> dict[int, list[Scorecard]]:
    """Return the last `length` scorecards of each service's default branch, oldest first, by service; one query."""
    age = Window(RowNumber(), partition_by="service_id", order_by=["-scan_id", "-id"])
    cards = of_default_branch().filter(service__in=services).select_related("scan").annotate(age=age)
    by_service: dict[int, list[Scorecard]] = defaultdict(list)
    for card in cards.filter(age__lte=length).order_by("scan_id", "id"):
        by_service[card.service_id].append(card)
    return dict(by_service)


def trend(service: Service, length: int = 30) -> list[Scorecard]:
    """Return the last `length` scorecards of the service's default branch, oldest first."""
    cards = of_default_branch().filter(service=service).select_related("scan").order_by("-scan_id", "-id")
    return list(reversed(cards[:length]))


def team_totals(teams: Iterable[Team]) -> dict[int, dict[str, Figure]]:
    """Return for each team the sums of units over the newest scorecards of its services; one query."""
    cards = of_default_branch().filter(service__team__in=teams).order_by("service_id", "-scan_id", "-id")
    by_team = defaultdict(list)
    for team, figures in cards.distinct("service_id").values_list("service__team_id", "figures"):
        by_team[team].append(figures)
    return {team: total(by_team[team]) for team in by_team}


def total(cards: Iterable[Mapping[str, Any]]) -> dict[str, Figure]:
    """Add up stored figures: a team's share is Σ passed ÷ Σ units, so that a large service counts for what it is."""
    sums = dict.fromkeys(RULES, Figure())
    for figures in cards:
        for rule in RULES:
            sums[rule] += Figure(**figures[rule])
    return sums


def of_default_branch() -> QuerySet[Scorecard]:
    """Return the scorecards that say how a service stands."""
    return Scorecard.objects.filter(scan__branch=F("service__default_branch"), scan__pull_request=None)
