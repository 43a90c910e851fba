"""The level of a service: how far it has come, by how it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Case, CharField, Count, DateTimeField, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.prepared import Given, Prepared
from governance.registry.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.accounts.models import Team

CLEAN_DAYS: Final = timedelta(days=90)


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


def level_of(service: Service, now: datetime) -> ServiceLevel:
    """Return the level that a service has `now`; one query."""
    (level,) = _LEVEL.ask(service=service.pk, long_clean=now - CLEAN_DAYS)
    return ServiceLevel(level)


def distribution(teams: Iterable[Team], now: datetime) -> list[tuple[ServiceLevel, int]]:
    """Return how many services of `teams` have each level, the highest first; one query."""
    counts = dict(_DISTRIBUTION.ask(teams=[team.pk for team in teams], long_clean=now - CLEAN_DAYS))
    return [(level, counts.get(level, 0)) for level in reversed(ServiceLevel)]


def _level() -> Case:
    """Return, as a part of a query about services, the level that each has."""
    long_clean = Given("long_clean", DateTimeField())
    return Case(
        When(standing=None, then=Value(ServiceLevel.REGISTERED)),
        When(standing__clean_since__lte=long_clean, then=Value(ServiceLevel.CLEAN_LONG)),
        When(standing__clean_since__gt=long_clean, then=Value(ServiceLevel.CLEAN)),
        When(standing__criticals=0, then=Value(ServiceLevel.NO_CRITICAL)),
        default=Value(ServiceLevel.SCANNED),
        output_field=CharField(),
    )


def _levels_counted() -> QuerySet[Service, tuple[str, int]]:
    of_teams = Service.objects.filter(team__any_of=Given("teams")).order_by()
    return of_teams.values(level=_level()).annotate(count=Count("pk")).values_list("level", "count")


_LEVEL: Final = Prepared(lambda: Service.objects.filter(pk=Given("service")).values_list(_level(), flat=True))
_DISTRIBUTION: Final = Prepared(_levels_counted)
