"""What the first page says: every visible service in a row, and all of them together.

Each function asks the database a fixed number of questions, however many services there are, and none reads the
history of a service to find its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject, Substr
from django.utils import timezone

from governance.dashboard.rails import Rail, rails_of, rails_of_total
from governance.dashboard.trend import sparkline
from governance.findings.models import Finding
from governance.registry.models import Service
from governance.scans.models import Scan, State
from governance.scorecards import queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from governance.accounts.models import Team
    from governance.scorecards.models import Scorecard
    from governance.scorecards.queries import Standing, Total

SPARKLINE_SCANS: Final = 12
CHANGE_DAYS: Final = 30
DETAILS: Final = ("problems", "connections", "stats", "progress")  # of a scan, which no list shows


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


@dataclass(frozen=True, slots=True)
class NewestScan:
    """What is asked of the newest scan of a service that no row shows."""

    id: int
    state: State
    ended_at: datetime | None


_newest: Final = msgspec.json.Decoder(NewestScan)


def newest_scans(services: QuerySet[Service]) -> dict[int, NewestScan]:
    """Return the newest scan of each service that has one, by the service's id; one query."""
    scans = Scan.objects.filter(service=OuterRef("pk")).order_by("-queued_at", "-id")
    found = Cast(JSONObject(id="pk", state="state", ended_at="ended_at"), TextField())
    rows = services.order_by().annotate(found=Subquery(scans.values(found=found)[:1])).values_list("pk", "found")
    return {service: _newest.decode(text) for service, text in rows if text}


def rows_of(services: Sequence[Service], newest: Mapping[int, NewestScan]) -> list[Row]:
    """Return the rows of one page of services; four queries."""
    shown = Service.objects.filter(pk__in=[service.pk for service in services])
    ids = [newest[service.pk].id for service in services if service.pk in newest]
    scans = {scan.service_id: scan for scan in Scan.objects.filter(pk__in=ids).defer(*DETAILS)}
    cards, history = queries.latest(shown), queries.scores(shown, SPARKLINE_SCANS)
    return [
        Row(
            service=service,
            scorecard=(card := cards.get(service.pk)),
            rails=rails_of(card),
            scan=scans.get(service.pk),
            spark=sparkline(history[service.pk]),
        )
        for service in services
    ]


def changes_of(services: QuerySet[Service], now: Total) -> list[Change]:
    """Return how the three rules moved in 30 days over all of `services`, with what was repaired and what is new.

    What is compared is the newest scorecard from before that, or else a service's first.
    """
    since = timezone.now() - timedelta(days=CHANGE_DAYS)
    baselines = queries.baselines(services, since).values()
    # What a service had when it was first scanned is not new.
    first_scans = [card.scan for card in baselines if card.created_at >= since]
    findings = Finding.objects.filter(service__in=services)
    repaired = _by_rule(findings.filter(fixed_at__gte=since))
    new = _by_rule(findings.filter(first_seen_at__gte=since).exclude(first_scan__in=first_scans))
    return [
        _change(then, rail, repaired.get(rail.rule, 0), new.get(rail.rule, 0))
        for then, rail in zip(rails_of_total(queries.total(baselines)), rails_of_total(now), strict=True)
    ]


def _by_rule(findings: QuerySet[Finding]) -> dict[str, int]:
    """Count findings by the first three letters of their codes; one query."""
    counted = findings.order_by().values(rule=Substr("code", 1, 3)).annotate(count=Count("pk"))
    return dict(counted.values_list("rule", "count"))


def _change(before: Rail, now: Rail, repaired: int, new: int) -> Change:
    points = None
    if before.applies and now.applies:
        points = round(100 * now.passed / now.units - 100 * before.passed / before.units)
    return Change(now, points, repaired, new)


def gates_of(standings: Collection[Standing]) -> tuple[int, int]:
    """Return how many services have a scorecard, and how many of those pass their gate."""
    return len(standings), sum(card.gate_passed for card in standings)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team on the first page: its rails over all its services."""

    team: Team
    rails: tuple[Rail, ...]


def team_rows(teams: Iterable[Team], totals: Mapping[int, Total]) -> list[TeamRow]:
    """Return a row for each team that has something scored."""
    return [TeamRow(team, rails_of_total(totals[team.pk])) for team in teams if team.pk in totals]
