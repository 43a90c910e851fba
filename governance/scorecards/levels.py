"""The level of a service: how far it has come, by how it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Case, CharField, Count, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.registry.models import Service

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


CLEAN_DAYS: Final = 90


class ServiceLevel(TextChoices):
    """How far a service has come, the lowest first; each includes the ones before it."""

    REGISTERED = "registered", pgettext_lazy("level", "registered")
    SCANNED = "scanned", _("scanned")
    NO_CRITICAL = "no-critical", _("no critical violation")
    CLEAN = "clean", _("clean, with waivers")
    CLEAN_LONG = "clean-90", _("clean for 90 days")

    @property
    def step(self) -> int:
        """How many levels it has reached, from 1."""
        return list(ServiceLevel).index(self) + 1


def level_at(now: datetime) -> Case:
    """Return, as a part of a query about services, the level that each has `now`."""
    long_clean = now - timedelta(days=CLEAN_DAYS)
    return Case(
        When(standing=None, then=Value(ServiceLevel.REGISTERED)),
        When(standing__clean_since__lte=long_clean, then=Value(ServiceLevel.CLEAN_LONG)),
        When(standing__clean_since__gt=long_clean, then=Value(ServiceLevel.CLEAN)),
        When(standing__criticals=0, then=Value(ServiceLevel.NO_CRITICAL)),
        default=Value(ServiceLevel.SCANNED),
        output_field=CharField(),
    )


def level_of(service: Service, now: datetime) -> ServiceLevel:
    """Return the level that a service has `now`; one query."""
    return ServiceLevel(Service.objects.filter(pk=service.pk).values_list(level_at(now), flat=True).get())


def distribution(services: QuerySet[Service], now: datetime) -> list[tuple[ServiceLevel, int]]:
    """Return how many of `services` have each level, the highest first; one query."""
    counted = services.order_by().values(level=level_at(now)).annotate(count=Count("pk"))
    counts = dict(counted.values_list("level", "count"))
    return [(level, counts.get(level, 0)) for level in reversed(ServiceLevel)]
