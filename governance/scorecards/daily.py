"""The figures of each day: written once it is over, and added up for a service, a team or the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from governance.scorecards.models import DailyScore, DailyTotal
from governance.scorecards.queries import of_default_branch
from governance.scorecards.scoring import RULES, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from typing import TypeAlias

    from django.db.models import QuerySet

    from governance.accounts.models import Team
    from governance.registry.models import Service

    History: TypeAlias = Mapping[str, list[tuple[date, Figure]]]

CATCH_UP_DAYS: Final = 30  # how far back days are written that nobody wrote in time
BATCH: Final = 2000


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
    rows, totals = [], defaultdict[tuple[int, str], Figure](Figure)
    for service, team, figures in found:
        for rule in RULES:
            rows.append(DailyScore(service_id=service, day=day, rule=rule, **figures[rule]))
            totals[team, rule] += Figure(**figures[rule])
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


def history_of_service(service: Service, *, since: date) -> History:
    """Return the figures of a service by rule, day by day, oldest first; one query."""
    return _history(DailyScore.objects.filter(service=service), since)


def history_of_teams(teams: Iterable[Team], *, since: date) -> History:
    """Return the figures of all services of `teams` together, by rule, day by day, oldest first; one query."""
    return _history(DailyTotal.objects.filter(team__in=teams), since)


def _history(rows: QuerySet[DailyScore] | QuerySet[DailyTotal], since: date) -> History:
    sums = rows.filter(day__gte=since).order_by("day").values_list("day", "rule")
    by_rule: dict[str, list[tuple[date, Figure]]] = defaultdict(list)
    for day, rule, *figure in sums.annotate(Sum("passed"), Sum("waived"), Sum("units")):
        by_rule[rule].append((day, Figure(*figure)))
    return by_rule
