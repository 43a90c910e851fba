"""The figures of each day: written once it is over, and added up for a service, a team or the company."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from governance.prepared import Given, Prepared
from governance.registry.models import Service
from governance.scorecards.models import DailyScore, DailyTotal, Scorecard
from governance.scorecards.queries import of_default_branch
from governance.scorecards.scoring import RULES, Figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from typing import TypeAlias

    from governance.accounts.models import Team

    History: TypeAlias = Mapping[str, list[tuple[date, Figure]]]

CATCH_UP_DAYS: Final = 30  # how far back days are written that nobody wrote in time
BATCH: Final = 2000
_COLUMNS: Final = ("day", "rule", "passed", "waived", "units")


def write_days(today: date) -> int:
    """Write every day before `today` that has no figures yet, and return how many rows that made.

    A day is written from the scorecards that were there when it ended, so it comes out the same whenever it is written.
    """
    last = DailyScore.objects.aggregate(last=Max("day"))["last"]
    first = today - timedelta(days=CATCH_UP_DAYS)
    day = max(first, last + timedelta(days=1)) if last else today - timedelta(days=1)
    written = 0
    while day < today:
        written += write_day(day)
        day += timedelta(days=1)
    return written


@transaction.atomic
def write_day(day: date) -> int:
    """Write the figures of one day; what is written already is written anew."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    held = of_default_branch().filter(created_at__lt=end).order_by("service_id", "-scan_id", "-id")
    found = held.distinct("service_id").values_list("service_id", "service__team", "figures")
    rows, totals = [], defaultdict[tuple[int | None, str], Figure](Figure)
    for service, team, figures in found:
        for rule in RULES:
            rows.append(DailyScore(service_id=service, day=day, rule=rule, **figures[rule]))
            for whose in (team, None):
                totals[whose, rule] += Figure(**figures[rule])
    _write(DailyScore, rows, of="service")
    _write(
        DailyTotal,
        [
            DailyTotal(team_id=team, day=day, rule=rule, passed=sum_.passed, waived=sum_.waived, units=sum_.units)
            for (team, rule), sum_ in totals.items()
        ],
        of="team",
    )
    return len(rows)


def _write(model: type[DailyScore | DailyTotal], rows: list[Any], *, of: str) -> None:
    model.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[of, "day", "rule"],
        update_fields=["passed", "waived", "units"],
    )


@dataclass(frozen=True, slots=True)
class Start:
    """What services had together when a period began; what one had that was first scanned later is its first scan's."""

    figures: Mapping[str, Figure]
    first_scans: Collection[int]  # of the services that were first scanned later


def start_of(teams: Collection[Team], day: date) -> Start:
    """Return the figures of all services of `teams` when `day` began.

    They are what the day before is written with; until a day was written, what the scorecards say.
    """
    ids = [team.pk for team in teams]
    sums = {rule: Figure(*figure) for rule, *figure in _WRITTEN.ask(teams=ids, day=day - timedelta(days=1))}
    begun = timezone.make_aware(datetime.combine(day, time.min))
    others = (_SCORED_SINCE if sums else _SCORED).ask(teams=ids, begun=begun)
    for _scan, _at, figures in others:
        for rule in RULES:
            sums[rule] = sums.get(rule, Figure()) + Figure(**figures[rule])
    return Start(sums, [scan for scan, at, _figures in others if at >= begun])


def history_of_service(service: Service, *, since: date) -> History:
    """Return the figures of a service by rule, day by day, oldest first; one query."""
    return _by_rule(_OF_SERVICE.ask(service=service.pk, since=since))


def history_of_teams(teams: Iterable[Team], *, since: date) -> History:
    """Return the figures of all services of `teams` together, by rule, day by day, oldest first; one query."""
    return _by_rule(_OF_TEAMS.ask(teams=[team.pk for team in teams], since=since))


def history_of_company(*, since: date) -> History:
    """Return the figures of every service together, by rule, day by day, oldest first; one query."""
    return _by_rule(_OF_COMPANY.ask(since=since))


def _by_rule(rows: Iterable[tuple[date, str, int, int, int]]) -> History:
    by_rule: dict[str, list[tuple[date, Figure]]] = defaultdict(list)
    for day, rule, *figure in rows:
        by_rule[rule].append((day, Figure(*figure)))
    return by_rule


def _sums(rows: QuerySet[DailyTotal], *columns: str) -> QuerySet[Any, Any]:
    by = rows.order_by(*columns).values_list(*columns)
    return by.annotate(Sum("passed"), Sum("waived"), Sum("units"))


def _newest_before(services: QuerySet[Service]) -> QuerySet[Scorecard, tuple[int, datetime, Any]]:
    """Return scan, time and figures of the newest scorecard of each service from before `begun`, or else its first."""
    cards = Scorecard.objects.filter(
        service=OuterRef("pk"), scan__branch=OuterRef("default_branch"), scan__pull_request=None
    )
    before = Subquery(cards.filter(created_at__lt=Given("begun")).order_by("-scan_id", "-id").values("pk")[:1])
    first = Subquery(cards.order_by("scan_id", "id").values("pk")[:1])
    held = services.order_by().annotate(card=Coalesce(before, first)).values("card")
    return Scorecard.objects.filter(pk__in=held).order_by().values_list("scan_id", "created_at", "figures")


def _totals() -> QuerySet[DailyTotal]:
    return DailyTotal.objects.filter(team__any_of=Given("teams"))


def _services() -> QuerySet[Service]:
    return Service.objects.filter(team__any_of=Given("teams"))


def _totals_of_company() -> QuerySet[DailyTotal]:
    return DailyTotal.objects.filter(team=None, day__gte=Given("since"))


def _scores() -> QuerySet[DailyScore]:
    return DailyScore.objects.filter(service=Given("service"), day__gte=Given("since"))


_WRITTEN: Final = Prepared(lambda: _sums(_totals().filter(day=Given("day")), "rule"))
_OF_TEAMS: Final = Prepared(lambda: _sums(_totals().filter(day__gte=Given("since")), "day", "rule"))
_OF_COMPANY: Final = Prepared(lambda: _totals_of_company().order_by("day", "rule").values_list(*_COLUMNS))
_OF_SERVICE: Final = Prepared(lambda: _scores().order_by("day", "rule").values_list(*_COLUMNS))
_SCORED: Final = Prepared(lambda: _newest_before(_services()))
_SCORED_SINCE: Final = Prepared(lambda: _newest_before(_services().filter(standing__scored_since__gte=Given("begun"))))
