"""Questions about deliveries that pages and the API ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.utils import timezone

from governance.registry.models import Service
from governance.scans.models import Trigger
from governance.webhooks.models import Outcome
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from governance.webhooks.models import Delivery, DeliveryQuerySet

FIGURE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Announced:
    """Of the pushes to a service's default branch: how many a delivery announced, and how many the sweep found."""

    name: str
    slug: str
    announced: int
    missed: int

    @property
    def total(self) -> int:
        """All pushes that led to a scan."""
        return self.announced + self.missed


def filtered(
    deliveries: DeliveryQuerySet,
    *,
    service: str = "",
    forge: str = "",
    outcome: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Delivery]:
    """Return the deliveries that fit, the newest first; both days are included."""
    exact = {"service__slug": service, "forge": forge, "outcome": outcome}
    found = deliveries.filter(**{field: value for field, value in exact.items() if value})
    if since is not None:
        found = found.filter(received_at__date__gte=since)
    if until is not None:
        found = found.filter(received_at__date__lte=until)
    return found.select_related("service", "team", "hook", "scan").defer("headers", "body")


def pushes_missed(services: QuerySet[Service]) -> list[Announced]:
    """Return, for each service with a push in the last 30 days, how its pushes became known; most missed first."""
    since = timezone.now() - timedelta(days=FIGURE_DAYS)
    announced = Q(deliveries__outcome=Outcome.ACCEPTED, deliveries__reason=Reason.PUSH, deliveries__replay_of=None)
    missed = Q(scans__trigger=Trigger.SWEEP, scans__queued_at__gt=since)
    counted = services.annotate(
        announced=Count("deliveries", filter=announced & Q(deliveries__received_at__gt=since), distinct=True),
        missed=Count("scans", filter=missed, distinct=True),
    ).order_by("-missed", "name")
    rows = counted.filter(Q(announced__gt=0) | Q(missed__gt=0)).values_list("name", "slug", "announced", "missed")
    return [Announced(*row) for row in rows]
