"""Questions about waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from governance.accounts.models import Role, Team
from governance.prepared import Given, Prepared
from governance.waivers.coverage import fits
from governance.waivers.models import LIVE, Kind, State, Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.accounts.models import User
    from governance.findings.models import Occurrence
    from governance.waivers.models import WaiverQuerySet


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


def requests_to_decide(user: User, teams: Iterable[Team]) -> dict[int, Requests]:
    """Return what waits for a decision of `user` in services of `teams`, by the id of the service; one query."""
    asked = _TO_DECIDE_OF_ALL if user.is_superuser else _TO_DECIDE
    counted = asked.ask(user=user.pk, teams=[team.pk for team in teams])
    return {service_id: Requests(count, since) for service_id, count, since in counted}


def _waiting() -> WaiverQuerySet:
    waiting = Waiver.objects.filter(service__team__any_of=Given("teams"), state=State.REQUESTED)
    return waiting.exclude(requested_by=Given("user"))


def _by_service(waivers: QuerySet[Waiver]) -> QuerySet[Waiver, tuple[int, int, datetime]]:
    counted = waivers.order_by().values("service").annotate(count=Count("pk"), since=Min("requested_at"))
    return counted.values_list("service", "count", "since")


def _waiting_of_admins() -> WaiverQuerySet:
    return _waiting().filter(service__team__in=Team.objects.with_member(Given("user"), Role.ADMIN))


_TO_DECIDE: Final = Prepared(lambda: _by_service(_waiting_of_admins()))
_TO_DECIDE_OF_ALL: Final = Prepared(lambda: _by_service(_waiting()))


def to_expire() -> QuerySet[Waiver]:
    """Return the waivers, and requests, whose time is over, the oldest first."""
    return Waiver.objects.filter(state__in=LIVE, expires_at__lte=Now()).order_by("expires_at")


def to_warn_of() -> QuerySet[Waiver]:
    """Return the approved waivers that end soon and of which nobody was warned yet, the most urgent first."""
    due = Q(warn_at__lte=Now(), warned_at__isnull=True)
    return Waiver.objects.in_force().filter(due, state=State.APPROVED).order_by("expires_at")
