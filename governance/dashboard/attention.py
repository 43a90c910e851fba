"""Services that need somebody: why, who, since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min
from django.utils.translation import gettext, ngettext

from governance.findings.models import Finding, Occurrence
from governance.scans.models import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from governance.registry.models import Service
    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard
    from governance.waivers.queries import Requests


@dataclass(frozen=True, slots=True)
class Need:
    """One service and a reason to look at it; `sign` is the kind of sign beside it."""

    service: Service
    sign: str
    why: str
    since: datetime | None
    scan_id: int | None = None
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class Criticals:
    """Open critical findings of one service."""

    count: int
    since: datetime


def criticals_of(service_ids: Iterable[int]) -> dict[int, Criticals]:
    """Return the open critical findings of each service that has any, by the service's id."""
    counted = (
        Occurrence.objects.filter(
            finding__service__in=service_ids,
            finding__state=Finding.State.OPEN,
            scan=F("finding__last_scan"),
            severity_rank=0,
        )
        .order_by()
        .values("finding__service")
        .annotate(count=Count("pk"), since=Min("finding__first_seen_at"))
        .values_list("finding__service", "count", "since")
    )
    return {service_id: Criticals(count, since) for service_id, count, since in counted}


def needs_of(
    services: Iterable[Service],
    scorecards: Mapping[int, Scorecard],
    scans: Mapping[int, Scan],
    criticals: Mapping[int, Criticals],
    requests: Mapping[int, Requests],
) -> list[Need]:
    """Return the services that need somebody, the most pressing first; one may need a decision besides."""
    order = ("critical", "violation", "waived", "unknown", "advisory")
    services = list(services)
    needs = [
        need
        for service in services
        if (need := _need(service, scorecards.get(service.pk), scans.get(service.pk), criticals.get(service.pk)))
    ]
    needs += [_decision(service, requests[service.pk]) for service in services if service.pk in requests]
    return sorted(needs, key=lambda need: (order.index(need.sign), need.service.name))


def _decision(service: Service, requests: Requests) -> Need:
    why = ngettext("%(count)d waiver to decide about", "%(count)d waivers to decide about", requests.count)
    return Need(service, "waived", why % {"count": requests.count}, requests.since, is_request=True)


def _need(service: Service, card: Scorecard | None, scan: Scan | None, critical: Criticals | None) -> Need | None:
    if critical:
        why = ngettext("%(count)d open critical finding", "%(count)d open critical findings", critical.count)
        return Need(service, "critical", why % {"count": critical.count}, critical.since)
    if card and not card.gate_passed:
        count = len(card.gate_reasons)
        why = ngettext("the gate fails: %(count)d new violation", "the gate fails: %(count)d new violations", count)
        return Need(service, "violation", why % {"count": count}, card.created_at)
    if scan and scan.state == State.FAILED:
        return Need(service, "unknown", gettext("the last scan failed"), scan.ended_at, scan.pk)
    if card and not card.conclusive:
        why = gettext("only %(passed)d of %(total)d could be analysed")
        return Need(
            service,
            "unknown",
            why % {"passed": card.coverage_passed, "total": card.coverage_total},
            card.created_at,
        )
    if scan is None:
        return Need(service, "advisory", gettext("never scanned"), service.created_at)
    return None
