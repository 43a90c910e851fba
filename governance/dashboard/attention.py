"""Services that need somebody: why, who, since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, CharField, Count, Min, OuterRef, Subquery, Value, When
from django.utils.translation import gettext, ngettext

from governance.dashboard.ledger import newest_of_each
from governance.findings.models import Finding
from governance.prepared import Given, Prepared
from governance.registry.models import Service
from governance.scans.models import State
from governance.waivers.queries import requests_to_decide

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.accounts.models import Team, User
    from governance.scorecards.models import Standing
    from governance.waivers.queries import Requests


class Kind(StrEnum):
    """Why a service needs somebody, the most pressing first."""

    CRITICAL = "critical"
    REFUSED = "refused"
    REQUESTED = "requested"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    UNSCANNED = "unscanned"


# A scan that failed presses as much as one that could judge too little.
_PRESSING: Final = {kind: order for order, kind in enumerate(Kind)} | {Kind.INCONCLUSIVE: list(Kind).index(Kind.FAILED)}


@dataclass(frozen=True, slots=True)
class Need:
    """One service and a reason to look at it; `sign` is the kind of sign beside it, and `why` says the reason."""

    service: Service
    sign: str
    why: Callable[[], str]
    since: datetime | None
    scan_id: int | None = None
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """The most pressing needs, and how many more there are."""

    shown: list[Need]
    more: int


def needs_of(reader: User, teams: Collection[Team], length: int) -> Needs:
    """Return the first `length` needs of the services of `teams`; three queries.

    Each service is there once, and once more if the reader has to decide about it. Only which need each has is asked
    of all of them, what there is to say of those that are shown; one that is removed meanwhile is left out.
    """
    requests = requests_to_decide(reader, teams)
    by_name = _KINDS.ask(teams=[team.pk for team in teams])
    found = [(service, Kind(kind)) for service, kind in by_name if kind]
    found += [(service, Kind.REQUESTED) for service, _kind in by_name if service in requests]
    found.sort(key=lambda need: _PRESSING[need[1]])
    shown = found[:length]
    services = {service.pk: service for service in _SHOWN.ask(services=[service for service, _kind in shown])}
    return Needs(
        [_need(services[service], kind, requests) for service, kind in shown if service in services],
        len(found) - len(shown),
    )


def _kinds() -> QuerySet[Service, tuple[int, Kind | None]]:
    services = Service.objects.filter(team__any_of=Given("teams")).annotate(newest=newest_of_each("state"))
    return services.annotate(kind=_kind()).values_list("pk", "kind")


def _kind() -> Case:
    """Return, as a part of a query about services with their `newest` scan's state, what each needs, or null."""
    return Case(
        When(pk__in=_open_criticals().values("service"), then=Value(Kind.CRITICAL)),
        When(standing__gate_passed=False, then=Value(Kind.REFUSED)),
        When(newest=State.FAILED, then=Value(Kind.FAILED)),
        When(standing__conclusive=False, then=Value(Kind.INCONCLUSIVE)),
        When(newest=None, then=Value(Kind.UNSCANNED)),
        output_field=CharField(null=True),
    )


def _open_criticals() -> QuerySet[Finding]:
    return Finding.objects.filter(state=Finding.State.OPEN, severity_rank=0).order_by()


def _shown() -> QuerySet[Service]:
    """Return services with what there is to say of them: their open criticals, their newest scan."""
    criticals = _open_criticals().filter(service=OuterRef("pk")).values("service")
    return (
        Service.objects.filter(pk__any_of=Given("services"))
        .select_related("team", "standing")
        .annotate(
            criticals=Subquery(criticals.annotate(count=Count("pk")).values("count")),
            critical_since=Subquery(criticals.annotate(since=Min("first_seen_at")).values("since")),
            scan=newest_of_each("pk"),
            scan_ended_at=newest_of_each("ended_at"),
        )
    )


_KINDS: Final = Prepared(_kinds)
_SHOWN: Final = Prepared(_shown)


def _need(service: Any, kind: Kind, requests: Mapping[int, Requests]) -> Need:
    match kind:
        case Kind.CRITICAL:
            criticals = partial(_criticals_in_words, service.criticals)
            return Need(service, "critical", criticals, service.critical_since)
        case Kind.REFUSED:
            refused = partial(_refused_in_words, service.standing.refused)
            return Need(service, "violation", refused, service.standing.created_at)
        case Kind.REQUESTED:
            asked = requests[service.pk]
            return Need(service, "waived", partial(_requests_in_words, asked.count), asked.since, is_request=True)
        case Kind.FAILED:
            return Need(service, "unknown", _failed_in_words, service.scan_ended_at, service.scan)
        case Kind.INCONCLUSIVE:
            coverage = partial(_coverage_in_words, service.standing)
            return Need(service, "unknown", coverage, service.standing.created_at)
        case Kind.UNSCANNED:
            return Need(service, "advisory", _unscanned_in_words, service.created_at)


def _criticals_in_words(count: int) -> str:
    words = ngettext("%(count)d open critical finding", "%(count)d open critical findings", count)
    return words % {"count": count}


def _refused_in_words(count: int) -> str:
    words = ngettext("the gate fails: %(count)d new violation", "the gate fails: %(count)d new violations", count)
    return words % {"count": count}


def _requests_in_words(count: int) -> str:
    words = ngettext("%(count)d waiver to decide about", "%(count)d waivers to decide about", count)
    return words % {"count": count}


def _failed_in_words() -> str:
    return gettext("the last scan failed")


def _unscanned_in_words() -> str:
    return gettext("never scanned")


def _coverage_in_words(standing: Standing) -> str:
    words = gettext("only %(passed)d of %(total)d could be analysed")
    return words % {"passed": standing.coverage_passed, "total": standing.coverage_total}
