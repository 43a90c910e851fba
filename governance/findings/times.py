"""How long repairs take: the median, by rule and by team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Now

from governance.findings.models import Finding

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from governance.registry.models import Service

State = Finding.State
_TOOK: Final = ExpressionWrapper(F("fixed_at") - F("opened_at"), output_field=DurationField())


class Median(Aggregate):
    """The median of a duration; PostgreSQL interpolates between the two in the middle."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class Times:
    """What was repaired of a rule or by a team, how long it took, and what is left; `name` is a code or a slug."""

    name: str
    label: str
    repaired: int
    median: timedelta | None
    open: int
    overdue: int


def times_by_rule(services: QuerySet[Service], since: datetime) -> list[Times]:
    """Return a line for each rule of which anything is open or was repaired; one query."""
    return _times(services, since, "code", "code")


def times_by_team(services: QuerySet[Service], since: datetime) -> list[Times]:
    """Return a line for each team that has anything open or repaired; one query."""
    return _times(services, since, "service__team__slug", "service__team__name")


def _times(services: QuerySet[Service], since: datetime, name: str, label: str) -> list[Times]:
    """Count from when a finding opened the last time; what never was open on a default branch is not counted."""
    repaired = Q(state=State.FIXED, fixed_at__gte=since)
    open_ = Q(state=State.OPEN)
    findings = Finding.objects.filter(repaired | open_, service__in=services, opened_at__isnull=False)
    rows: Any = (
        findings.order_by(name)
        .values(name, label)
        .annotate(
            repaired=Count("pk", filter=repaired),
            median=Median(_TOOK, filter=repaired, output_field=DurationField()),
            left=Count("pk", filter=open_),
            overdue=Count("pk", filter=open_ & Q(due_at__lt=Now())),
        )
    )
    return [Times(row[name], row[label], row["repaired"], row["median"], row["left"], row["overdue"]) for row in rows]
