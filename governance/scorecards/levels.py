"""The level of a service: how far it has come. A pure function over its history, and what of the history it needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.registry.models import Service
from governance.scorecards.queries import of_default_branch, standings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from governance.scorecards.models import Scorecard
    from governance.scorecards.queries import Standing

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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a service stood from `at` on: open critical violations, and whether nothing was open that nobody excused."""

    at: datetime
    criticals: int
    is_clean: bool


def level_of(history: Sequence[Snapshot], now: datetime) -> ServiceLevel:
    """Return the level that a service has `now`; `history` is oldest first, and empty when it was never scanned."""
    if not history:
        return ServiceLevel.REGISTERED
    newest = history[-1]
    if not newest.is_clean:
        return ServiceLevel.SCANNED if newest.criticals else ServiceLevel.NO_CRITICAL
    since = newest.at
    for snapshot in reversed(history):
        if not snapshot.is_clean:
            break
        since = snapshot.at
    return ServiceLevel.CLEAN_LONG if now - since >= timedelta(days=CLEAN_DAYS) else ServiceLevel.CLEAN


def levels_of(
    services: Collection[int], newest: Mapping[int, Standing] | Mapping[int, Scorecard], now: datetime
) -> dict[int, ServiceLevel]:
    """Return the level of each service by its id; two queries, however many services and scans there are.

    `newest` are the newest scorecards. Of what came before only as much is read as can change the answer: what held
    90 days ago, and what was not clean since then.
    """
    clean = [service for service, card in newest.items() if card.is_clean]
    start = now - timedelta(days=CLEAN_DAYS)
    held = standings(Service.objects.filter(pk__in=clean), before=start)
    unclean = (
        of_default_branch().filter(service__in=clean, created_at__gte=start, is_clean=False).order_by("created_at")
    )
    histories: dict[int, list[Snapshot]] = defaultdict(list)
    for service, past in held.items():
        histories[service].append(Snapshot(past.created_at, past.criticals, past.is_clean))
    for service, at, criticals in unclean.values_list("service_id", "created_at", "criticals"):
        histories[service].append(Snapshot(at, criticals, is_clean=False))
    for service, card in newest.items():
        histories[service].append(Snapshot(card.created_at, card.criticals, card.is_clean))
    return {service: level_of(histories.get(service, []), now) for service in services}


def distribution(levels: Mapping[int, ServiceLevel]) -> list[tuple[ServiceLevel, int]]:
    """Return how many services have each level, the highest first."""
    return [(level, sum(each is level for each in levels.values())) for level in reversed(ServiceLevel)]
