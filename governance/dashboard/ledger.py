"""What the first page says: every visible service in a row, and all of them together.

Each function asks the database a fixed number of questions, however many services there are, and none reads the
history of a service to find its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils import timezone

from governance.dashboard.rails import Rail, rails_of, rails_of_total
from governance.dashboard.trend import sparkline
from governance.findings.models import Finding
from governance.prepared import Given, Prepared
from governance.registry.models import Service
from governance.scans.models import Scan, State
from governance.scorecards.daily import start_of
from governance.scorecards.models import Standing
from governance.scorecards.scoring import Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from governance.accounts.models import Team
    from governance.scorecards.queries import Total

CHANGE_DAYS: Final = 30
DETAILS: Final = ("problems", "connections", "stats", "progress")  # of a scan, which no list shows


@dataclass(frozen=True, slots=True)
class NewestScan:
    """The newest scan of a service; `at` is when it ended, or else was asked for."""

    pk: int
    state: State
    commit: str
    at: datetime

    @property
    def get_state_display(self) -> str:
        """The state in the reader's language."""
        return str(self.state.label)


@dataclass(frozen=True, slots=True)
class Row:
    """One service on the first page: how it stands, and its newest scan, if there is any. Equal rows look the same."""

    slug: str
    name: str
    team: str
    rails: tuple[Rail, ...]
    is_scored: bool
    grade: str
    conclusive: bool
    gate_passed: bool
    scan: NewestScan | None
    spark: tuple[tuple[str, str], ...]

    @property
    def spark_points(self) -> str:
        """The trend as the points of an SVG line."""
        return " ".join(f"{x},{y}" for x, y in self.spark)


@dataclass(frozen=True, slots=True)
class Change:
    """How a rule moved: from 30 days ago, or from the first scorecard of a service since then, to the newest."""

    rail: Rail
    points: int | None
    repaired: int
    new: int

    @property
    def fall(self) -> int:
        """By how many points it fell, as a positive number."""
        return -(self.points or 0)


def newest_of_each(column: str) -> Subquery:
    """Return a column of the newest scan, as a part of a query about services."""
    scans = Scan.objects.filter(service=OuterRef("pk")).order_by("-queued_at", "-id")
    return Subquery(scans.values(column)[:1])


def rows_of(services: Collection[Service]) -> list[Row]:
    """Return the rows of one page of services; two queries."""
    ids = [service.pk for service in services]
    standings = {standing.pk: standing for standing in _STANDINGS.ask(services=ids)}
    scans = {
        service: NewestScan(scan, State(state), commit, ended_at or queued_at)
        for service, scan, state, commit, ended_at, queued_at in _NEWEST_SCANS.ask(services=ids)
    }
    return [_row(service, standings.get(service.pk), scans.get(service.pk)) for service in services]


def _newest_scans() -> QuerySet[Scan, tuple[int, int, str, str, datetime | None, datetime]]:
    newest = Service.objects.filter(pk__any_of=Given("services")).order_by().values(scan=newest_of_each("pk"))
    columns = ("service_id", "pk", "state", "commit", "ended_at", "queued_at")
    return Scan.objects.filter(pk__in=newest).order_by().values_list(*columns)


_STANDINGS: Final = Prepared(lambda: Standing.objects.filter(service__any_of=Given("services")))
_NEWEST_SCANS: Final = Prepared(_newest_scans)


def _row(service: Service, standing: Standing | None, scan: NewestScan | None) -> Row:
    return Row(
        slug=service.slug,
        name=service.name,
        team=service.team.name,
        rails=rails_of(standing),
        is_scored=standing is not None,
        grade=standing.grade if standing else "",
        conclusive=standing is not None and standing.conclusive,
        gate_passed=standing is not None and standing.gate_passed,
        scan=scan,
        spark=sparkline(standing.scores if standing else ()),
    )


def changes_of(teams: Collection[Team], now: Total) -> list[Change]:
    """Return how the three rules moved in 30 days over all services of `teams`, with what was repaired and is new.

    What was there when a service was first scanned is not new.
    """
    day = timezone.localdate() - timedelta(days=CHANGE_DAYS)
    since = timezone.make_aware(datetime.combine(day, time.min))
    start = start_of(teams, day)
    ids = [team.pk for team in teams]
    repaired = dict(_REPAIRED.ask(teams=ids, since=since))
    new = dict(_NEW.ask(teams=ids, since=since, first_scans=start.first_scans))
    return [
        _change(start.figures.get(rail.rule, Figure()), rail, repaired.get(rail.rule, 0), new.get(rail.rule, 0))
        for rail in rails_of_total(now)
    ]


def _by_rule(findings: QuerySet[Finding]) -> QuerySet[Finding, tuple[str, int]]:
    """Count findings by the first three letters of their codes."""
    counted = findings.order_by().values(rule=Substr("code", 1, 3)).annotate(count=Count("pk"))
    return counted.values_list("rule", "count")


def _repaired() -> QuerySet[Finding]:
    return Finding.objects.filter(service__team__any_of=Given("teams"), fixed_at__gte=Given("since"))


def _new() -> QuerySet[Finding]:
    seen = Finding.objects.filter(service__team__any_of=Given("teams"), first_seen_at__gte=Given("since"))
    return seen.exclude(first_scan__any_of=Given("first_scans"))


_REPAIRED: Final = Prepared(lambda: _by_rule(_repaired()))
_NEW: Final = Prepared(lambda: _by_rule(_new()))


def _change(before: Figure, now: Rail, repaired: int, new: int) -> Change:
    points = None
    if before.units and now.applies:
        points = round(100 * now.passed / now.units - 100 * before.passed / before.units)
    return Change(now, points, repaired, new)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team on the first page: its rails over all its services."""

    slug: str
    name: str
    rails: tuple[Rail, ...]


def team_rows(teams: Iterable[Team], totals: Mapping[int, Total]) -> list[TeamRow]:
    """Return a row for each team that has something scored."""
    return [TeamRow(team.slug, team.name, rails_of_total(totals[team.pk])) for team in teams if team.pk in totals]
