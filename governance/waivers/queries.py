"""Questions about waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from governance.waivers.coverage import fits
from governance.waivers.models import LIVE, Kind, State, Waiver

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.accounts.models import User
    from governance.findings.models import Occurrence
    from governance.registry.models import Service


@dataclass(frozen=True, slots=True)
class Requests:
    """How many requests of one service wait, and since when the oldest does."""

    count: int
    since: datetime


def about(occurrence: Occurrence) -> list[Waiver]:
    """Return the waivers for a finding that are in force or asked for: for itself, its pool, or its path; one query."""
    live = Waiver.objects.filter(service=occurrence.finding.service_id, state__in=LIVE)
    pool = Q(kind=Kind.POOL, pool=occurrence.pool.identity) if occurrence.pool else Q(pk__in=())
    found = live.filter(
        Q(finding=occurrence.finding_id)
        | (pool & Q(code__in=["", occurrence.code]))
        | Q(kind=Kind.PATH, code=occurrence.code)
    )
    return [waiver for waiver in found if waiver.kind != Kind.PATH or fits(waiver.pattern, occurrence.path)]


def requests_to_decide(user: User, services: QuerySet[Service]) -> dict[int, Requests]:
    """Return what waits for a decision of `user`, by the id of the service; one query."""
    waiting = Waiver.objects.decidable_by(user).filter(service__in=services, state=State.REQUESTED)
    counted = (
        waiting.exclude(requested_by=user)
        .order_by()
        .values("service")
        .annotate(count=Count("pk"), since=Min("requested_at"))
        .values_list("service", "count", "since")
    )
    return {service_id: Requests(count, since) for service_id, count, since in counted}


def to_expire() -> QuerySet[Waiver]:
    """Return the waivers, and requests, whose time is over, the oldest first."""
    return Waiver.objects.filter(state__in=LIVE, expires_at__lte=Now()).order_by("expires_at")


def to_warn_of() -> QuerySet[Waiver]:
    """Return the approved waivers that end soon and of which nobody was warned yet, the most urgent first."""
    due = Q(warn_at__lte=Now(), warned_at__isnull=True)
    return Waiver.objects.in_force().filter(due, state=State.APPROVED).order_by("expires_at")
