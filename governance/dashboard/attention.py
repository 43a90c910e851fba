"""Services that need somebody: why, who, since when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Min
from django.utils.translation import gettext, ngettext

from governance.findings.models import Finding
from governance.scans.models import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.dashboard.ledger import NewestScan
    from governance.registry.models import Service
    from governance.scorecards.queries import Standing
    from governance.waivers.queries import Requests


@dataclass(frozen=True, slots=True)
class Need:
    """One service and a reason to look at it; `sign` is the kind of sign beside it, and `why` says the reason."""

    service_id: int
    sign: str
    why: Callable[[], str]
    since: datetime | None
    scan_id: int | None = None
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class Criticals:
    """Open critical findings of one service."""

    count: int
    since: datetime


def criticals_of(services: QuerySet[Service]) -> dict[int, Criticals]:
    """Return the open critical findings of each service that has any, by the service's id; one query."""
    counted = (
        Finding.objects.filter(service__in=services, state=Finding.State.OPEN, severity_rank=0)
        .order_by()
        .values("service")
        .annotate(count=Count("pk"), since=Min("first_seen_at"))
        .values_list("service", "count", "since")
    )
    return {service_id: Criticals(count, since) for service_id, count, since in counted}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of services, by their ids."""

    registered: Mapping[int, datetime]  # in the order of the services' names
    standings: Mapping[int, Standing]
    scans: Mapping[int, NewestScan]
    criticals: Mapping[int, Criticals]
    requests: Mapping[int, Requests]


def needs_of(facts: Facts) -> list[Need]:
    """Return the services that need somebody, the most pressing first; one may need a decision besides."""
    needs = [need for service in facts.registered if (need := _need(service, facts))]
    needs += [_decision(service, facts.requests[service]) for service in facts.registered if service in facts.requests]
    return sorted(needs, key=lambda need: _ORDER.index(need.sign))


_ORDER: Final = ("critical", "violation", "waived", "unknown", "advisory")


def _decision(service: int, requests: Requests) -> Need:
    def why() -> str:
        words = ngettext("%(count)d waiver to decide about", "%(count)d waivers to decide about", requests.count)
        return words % {"count": requests.count}

    return Need(service, "waived", why, requests.since, is_request=True)


def _need(service: int, facts: Facts) -> Need | None:
    card, scan = facts.standings.get(service), facts.scans.get(service)
    if critical := facts.criticals.get(service):
        return Need(service, "critical", partial(_criticals_in_words, critical.count), critical.since)
    if card and not card.gate_passed:
        return Need(service, "violation", partial(_refused_in_words, card.refused), card.created_at)
    if scan and scan.state is State.FAILED:
        return Need(service, "unknown", lambda: gettext("the last scan failed"), scan.ended_at, scan.id)
    if card and not card.conclusive:
        return Need(service, "unknown", partial(_coverage_in_words, card), card.created_at)
    if scan is None:
        return Need(service, "advisory", lambda: gettext("never scanned"), facts.registered[service])
    return None


def _criticals_in_words(count: int) -> str:
    words = ngettext("%(count)d open critical finding", "%(count)d open critical findings", count)
    return words % {"count": count}


def _refused_in_words(count: int) -> str:
    words = ngettext("the gate fails: %(count)d new violation", "the gate fails: %(count)d new violations", count)
    return words % {"count": count}


def _coverage_in_words(card: Standing) -> str:
    words = gettext("only %(passed)d of %(total)d could be analysed")
    return words % {"passed": card.coverage_passed, "total": card.coverage_total}
