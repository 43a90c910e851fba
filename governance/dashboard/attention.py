"""Services that need somebody: why, who, since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Case, CharField, Count, Min, Value, When
from django.utils.translation import gettext, ngettext

from governance.dashboard.ledger import newest_of_each
from governance.findings.models import Finding
from governance.scans.models import Scan, State
from governance.waivers.queries import requests_to_decide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.accounts.models import User
    from governance.registry.models import Service
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


@dataclass(frozen=True, slots=True)
class Criticals:
    """Open critical findings of one service."""

    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class _Facts:
    """What there is to say of the services shown, by their ids."""

    services: Mapping[int, Service]
    criticals: Mapping[int, Criticals]
    scans: Mapping[int, Scan]
    requests: Mapping[int, Requests]


def needs_of(reader: User, services: QuerySet[Service], findings: QuerySet[Finding], length: int) -> Needs:
    """Return the first `length` needs of `services`, whose findings are `findings`; five queries.

    Each service is there once, and once more if the reader has to decide about it. Only which need each has is asked
    of all of them, what there is to say of those that are shown.
    """
    requests = requests_to_decide(reader, services)
    kinds = services.annotate(newest=newest_of_each("state"), kind=_kind(_open_criticals(findings)))
    by_name = list(kinds.values_list("pk", "kind"))
    found = [(service, Kind(kind)) for service, kind in by_name if kind]
    found += [(service, Kind.REQUESTED) for service, _kind in by_name if service in requests]
    found.sort(key=lambda need: _PRESSING[need[1]])
    shown = found[:length]
    ids = [service for service, _kind in shown]
    scans = Scan.objects.filter(pk__in=services.filter(pk__in=ids).order_by().values(scan=newest_of_each("pk")))
    facts = _Facts(
        services=services.select_related("team", "standing").in_bulk(ids),
        criticals=_criticals_of(findings.filter(service__in=ids)),
        scans={scan.service_id: scan for scan in scans.order_by().only("service_id", "ended_at")},
        requests=requests,
    )
    return Needs([_need(facts.services[service], kind, facts) for service, kind in shown], len(found) - len(shown))


def _open_criticals(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    return findings.filter(state=Finding.State.OPEN, severity_rank=0).order_by()


def _kind(criticals: QuerySet[Finding]) -> Case:
    """Return, as a part of a query about services with their `newest` scan's state, what each needs, or null."""
    return Case(
        When(pk__in=criticals.values("service"), then=Value(Kind.CRITICAL)),
        When(standing__gate_passed=False, then=Value(Kind.REFUSED)),
        When(newest=State.FAILED, then=Value(Kind.FAILED)),
        When(standing__conclusive=False, then=Value(Kind.INCONCLUSIVE)),
        When(newest=None, then=Value(Kind.UNSCANNED)),
        output_field=CharField(null=True),
    )


def _criticals_of(findings: QuerySet[Finding]) -> dict[int, Criticals]:
    counted = _open_criticals(findings).values("service").annotate(count=Count("pk"), since=Min("first_seen_at"))
    rows = counted.values_list("service", "count", "since")
    return {service: Criticals(count, since) for service, count, since in rows}


def _need(service: Service, kind: Kind, facts: _Facts) -> Need:
    match kind:
        case Kind.CRITICAL:
            criticals = facts.criticals[service.pk]
            return Need(service, "critical", partial(_criticals_in_words, criticals.count), criticals.since)
        case Kind.REFUSED:
            refused = partial(_refused_in_words, service.standing.refused)
            return Need(service, "violation", refused, service.standing.created_at)
        case Kind.REQUESTED:
            requests = facts.requests[service.pk]
            return Need(service, "waived", partial(_requests_in_words, requests.count), requests.since, is_request=True)
        case Kind.FAILED:
            scan = facts.scans[service.pk]
            return Need(service, "unknown", lambda: gettext("the last scan failed"), scan.ended_at, scan.pk)
        case Kind.INCONCLUSIVE:
            coverage = partial(_coverage_in_words, service.standing)
            return Need(service, "unknown", coverage, service.standing.created_at)
        case Kind.UNSCANNED:
            return Need(service, "advisory", lambda: gettext("never scanned"), service.created_at)


def _criticals_in_words(count: int) -> str:
    words = ngettext("%(count)d open critical finding", "%(count)d open critical findings", count)
    return words % {"count": count}


def _refused_in_words(count: int) -> str:
    words = ngettext("the gate fails: %(count)d new violation", "the gate fails: %(count)d new violations", count)
    return words % {"count": count}


def _requests_in_words(count: int) -> str:
    words = ngettext("%(count)d waiver to decide about", "%(count)d waivers to decide about", count)
    return words % {"count": count}


def _coverage_in_words(standing: Standing) -> str:
    words = gettext("only %(passed)d of %(total)d could be analysed")
    return words % {"passed": standing.coverage_passed, "total": standing.coverage_total}
