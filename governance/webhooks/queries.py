"""Questions about deliveries that pages and the API ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from governance.scans.models import Scan, Trigger
from governance.webhooks.models import Delivery, Outcome
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from governance.registry.models import Service
    from governance.webhooks.models import DeliveryQuerySet, Hook

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


def address_of(hook: Hook) -> str:
    """Return what is pasted at the forge."""
    if hook.service is not None:
        path = reverse("service-hook", args=[hook.service.slug, hook.forge])
    elif hook.team is not None:
        path = reverse("team-hook", args=[hook.team.slug, hook.forge])
    else:
        path = reverse("company-hook", args=[hook.forge])
    return settings.PUBLIC_URL + path


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
    pushes = Delivery.objects.filter(
        service__in=services,
        outcome=Outcome.ACCEPTED,
        reason=Reason.PUSH,
        replay_of=None,
        received_at__gt=since,
    )
    # A delivery may come after the sweep found its commit: then it was late, not missing.
    came = Delivery.objects.filter(service=OuterRef("service"), commit=OuterRef("commit")).exclude(commit="")
    sweeps = Scan.objects.filter(service__in=services, trigger=Trigger.SWEEP, queued_at__gt=since).exclude(Exists(came))
    announced, missed = (
        dict(rows.order_by().values_list("service").annotate(Count("id"))) for rows in (pushes, sweeps)
    )
    named = services.filter(id__in=announced.keys() | missed.keys()).values_list("id", "name", "slug")
    figures = [Announced(name, slug, announced.get(id_, 0), missed.get(id_, 0)) for id_, name, slug in named]
    return sorted(figures, key=lambda each: (-each.missed, each.name))
