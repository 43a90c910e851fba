"""The figures of each day: written once it is over, and added up for a service, a team or the company."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from governance.scorecards.models import DailyScore
from governance.scorecards.queries import of_default_branch
from governance.scorecards.scoring import RULES, Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from governance.registry.models import Service

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
    rows = [
        DailyScore(service_id=service, day=day, rule=rule, **figures[rule])
        for service, figures in held.distinct("service_id").values_list("service_id", "figures")
        for rule in RULES
    ]
    DailyScore.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["service", "day", "rule"],
        update_fields=["passed", "waived", "units"],
    )
    return len(rows)


def history(services: QuerySet[Service], *, since: date) -> Mapping[str, list[tuple[date, Figure]]]:
    """Return the figures of `services` together, by rule, day by day, oldest first; one query."""
    rows = DailyScore.objects.filter(service__in=services, day__gte=since).order_by("day")
    sums = rows.values_list("day", "rule").annotate(Sum("passed"), Sum("waived"), Sum("units"))
    by_rule: dict[str, list[tuple[date, Figure]]] = defaultdict(list)
    for day, rule, *figure in sums:
        by_rule[rule].append((day, Figure(*figure)))
    return by_rule
