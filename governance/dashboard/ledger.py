"""What the first page says: every visible service in a row, and all of them together.

Each function asks the database a fixed number of questions, however many services there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from governance.dashboard.rails import Rail, rails_of, sum_of
from governance.dashboard.trend import sparkline
from governance.findings.models import Finding
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scorecards import queries
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import IRON_RULES, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from governance.accounts.models import Team

SPARKLINE_SCANS: Final = 12
CHANGE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One service on the first page; `scorecard` and `scan` are the newest, if there is any."""

    service: Service
    scorecard: Scorecard | None
    rails: tuple[Rail, ...]
    scan: Scan | None
    spark: tuple[tuple[str, str], ...]

    @property
    def spark_points(self) -> str:
        """The trend as the points of an SVG line."""
        return " ".join(f"{x},{y}" for x, y in self.spark)


@dataclass(frozen=True, slots=True)
class Change:
    """How a rule moved: from the scorecard of 30 days ago, or a service's first since then, to the newest."""

    rail: Rail
    points: int | None
    repaired: int
    new: int

    @property
    def fall(self) -> int:
        """By how many points it fell, as a positive number."""
        return -(self.points or 0)


def newest_scans(services: QuerySet[Service]) -> dict[int, Scan]:
    """Return the newest scan of each service that has one, by the service's id; figures and problems are left out."""
    newest = (
        Scan.objects.filter(service__in=services)
        .order_by("service_id", "-queued_at", "-id")
        .distinct("service_id")
        .defer("problems", "connections", "stats")
    )
    return {scan.service_id: scan for scan in newest}


def rows_of(services: Sequence[Service], scorecards: Mapping[int, Scorecard], scans: Mapping[int, Scan]) -> list[Row]:
    """Return the rows of one page of services."""
    history = queries.trends(Service.objects.filter(pk__in=[service.pk for service in services]), SPARKLINE_SCANS)
    return [
        Row(
            service=service,
            scorecard=(card := scorecards.get(service.pk)),
            rails=rails_of(card),
            scan=scans.get(service.pk),
            spark=sparkline([past.score for past in history.get(service.pk, [])]),
        )
        for service in services
    ]


def changes_of(services: QuerySet[Service], newest: Mapping[int, Scorecard]) -> list[Change]:
    """Return how the three rules moved in 30 days over all of `services`, with what was repaired and what is new."""
    since = timezone.now() - timedelta(days=CHANGE_DAYS)
    baseline = _baseline(services, since)
    before, now = sum_of(baseline.values()), sum_of(newest.values())
    rule = Substr("code", 1, 3)
    counted = (
        Finding.objects.filter(service__in=services)
        .annotate(rule=rule)
        .values("rule")
        .annotate(
            repaired=Count("pk", filter=Q(fixed_at__gte=since)),
            # What a service had when it was first scanned is not new.
            new=Count(
                "pk",
                filter=Q(first_seen_at__gte=since) & ~Q(first_scan__in=[card.scan_id for card in baseline.values()]),
            ),
        )
        .values_list("rule", "repaired", "new")
    )
    findings = {name: (repaired, new) for name, repaired, new in counted}
    return [_change(old, new, findings.get(new.rule, (0, 0))) for old, new in zip(before, now, strict=True)]


def _baseline(services: QuerySet[Service], since: datetime) -> dict[int, Scorecard]:
    """Return the newest scorecard of each service from before `since`, or else its first."""
    cards = queries.of_default_branch().filter(service__in=services)
    first = cards.order_by("service_id", "scan_id", "id").distinct("service_id")
    last_before = cards.filter(created_at__lt=since).order_by("service_id", "-scan_id", "-id").distinct("service_id")
    return {card.service_id: card for found in (first, last_before) for card in found}


def _change(before: Rail, now: Rail, findings: tuple[int, int]) -> Change:
    repaired, new = findings
    points = None
    if before.applies and now.applies:
        points = round(100 * now.passed / now.units - 100 * before.passed / before.units)
    return Change(now, points, repaired, new)


def total_of(scorecards: Iterable[Scorecard]) -> tuple[int, int]:
    """Return how many services have a scorecard, and how many of those pass their gate."""
    passed = [card.gate_passed for card in scorecards]
    return len(passed), sum(passed)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team on the first page: its rails over all its services."""

    team: Team
    rails: tuple[Rail, ...]


def team_rows(teams: Sequence[Team]) -> list[TeamRow]:
    """Return a row for each team that has something scored; one query."""
    totals = queries.team_totals(teams)
    return [
        TeamRow(team, tuple(Rail(rule, *_figure(totals[team.pk][rule])) for rule in IRON_RULES))
        for team in teams
        if team.pk in totals
    ]


def _figure(figure: Figure) -> tuple[int, int, int]:
    return figure.passed, figure.waived, figure.units
