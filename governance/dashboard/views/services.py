"""The pages of one service: its scorecard, its registration, and a scan on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.dashboard.change_words import change_in_words
from governance.dashboard.days import days_of_service
from governance.dashboard.finding_list import of_severity, rows_of, worst_first
from governance.dashboard.ledger import DETAILS
from governance.dashboard.rails import rails_of
from governance.dashboard.rule_pages import rule_folders
from governance.dashboard.scorecard_page import open_rails, seen_open, uncounted
from governance.dashboard.trend import trend_of
from governance.findings.models import Finding, Occurrence, Pool
from governance.prepared import Given, Prepared
from governance.registry.models import Service
from governance.scans.actions import request_scan
from governance.scans.models import Scan, Trigger
from governance.scorecards import queries
from governance.scorecards.levels import level_of
from governance.scorecards.models import GateOverride
from scanners.model import Severity

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest
    from governance.scorecards.models import Scorecard

ROWS_A_PAGE: Final = 25
SCANS_SHOWN: Final = 10


def visible_service(request: SignedInRequest, slug: str) -> Service:
    """Return the service if the reader may see it; else there is no such page."""
    return get_object_or_404(Service.objects.visible_to(request.user).select_related("team"), slug=slug)


def changeable_service(request: SignedInRequest, slug: str) -> Service:
    """Return the service if the reader may change it; to whom may only see it, say so."""
    service = visible_service(request, slug)
    if not Service.objects.may_change(request.user, service.pk):
        raise PermissionDenied
    return service


@require_safe
def service(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the scorecard, the trend, the findings, the pools and the scans of a service."""
    service = visible_service(request, slug)
    card = queries.newest(service)
    scans = _SCANS.ask(service=service.pk)
    context = {
        "section": "services",
        "service": service,
        "card": card,
        "empty_rails": rails_of(None),
        "scan": scans[0] if scans else None,
        "trend": trend_of(queries.trend(service)),
        "days": days_of_service(service),
        "scans": scans,
        "level": level_of(service, timezone.now()),
        "change": change_in_words(card.change) if card else [],
        "overrides": _OVERRIDES.ask(service=service.pk),
        "may_change": Service.objects.may_change(request.user, service.pk),
        **findings_context(request, service),
        **(card_context(request, card) if card else {}),
    }
    return render(request, "dashboard/service.html", context)


def card_context(request: SignedInRequest, card: Scorecard) -> dict[str, Any]:
    """Return what the service page shows of its newest scorecard."""
    pools, seen = _POOLS.ask(scan=card.scan_id), seen_open(card.scan)
    fingerprints = [reason["fingerprint"] for reason in card.gate_reasons]
    return {
        "open_rails": open_rails(card, pools, seen),
        "uncounted": uncounted(card, seen),
        "gate_findings": _OF_THE_GATE.ask(scan=card.scan_id, fingerprints=fingerprints) if fingerprints else [],
        "pools": Paginator(pools, ROWS_A_PAGE).get_page(request.GET.get("pools")),
    }


def findings_context(request: SignedInRequest, service: Service) -> dict[str, Any]:
    """Return one page of the findings that the filters of the address leave, and the choices of the filters."""
    states = [Finding.State.OPEN, Finding.State.WAIVED, Finding.State.FIXED]
    wanted = {name: request.GET.get(name, "") for name in ("code", "severity", "state")}
    found = worst_first(filtered(service.findings.all(), **wanted))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "findings": page,
        "finding_rows": rows_of(list(page.object_list)),
        "codes": _rules(service),
        "severities": [severity.value for severity in Severity],
        "states": [(state.value, state.label) for state in states],
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
    }


def _rules(service: Service) -> list[tuple[str, str]]:
    """Return the codes of the rules that the service has or had findings of, and how each is called, if it still is."""
    folders = rule_folders()
    return [
        (code, f"{code} {folders[code].rule.name}" if code in folders else code)
        for code in _CODES.ask(service=service.pk)
    ]


def filtered(findings: QuerySet[Finding], *, code: str, severity: str, state: str) -> QuerySet[Finding]:
    """Return the findings that fit; without a state, those that are still in the code."""
    if code:
        findings = findings.filter(code=code)
    if severity:
        findings = of_severity(severity, findings)
    if state:
        return findings.filter(state=state)
    return findings.filter(state__in=[Finding.State.OPEN, Finding.State.WAIVED])


def _codes() -> QuerySet[Finding, str]:
    return Finding.objects.filter(service=Given("service")).order_by("code").values_list("code", flat=True).distinct()


def _of_the_gate() -> QuerySet[Occurrence]:
    named = Occurrence.objects.filter(scan=Given("scan"), fingerprint__any_of=Given("fingerprints"))
    return named.defer("trace", "excerpts", "fix")


def _overrides() -> QuerySet[GateOverride]:
    return GateOverride.objects.filter(service=Given("service")).in_force().select_related("by")


_CODES: Final = Prepared(_codes)
_OF_THE_GATE: Final = Prepared(_of_the_gate)
_OVERRIDES: Final = Prepared(_overrides)
_POOLS: Final = Prepared(lambda: Pool.objects.filter(scan=Given("scan")).defer("wrappers"))
_SCANS: Final = Prepared(lambda: Scan.objects.filter(service=Given("service")).defer(*DETAILS)[:SCANS_SHOWN])


@require_POST
def scan_now(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for a scan of the newest commit, and show it."""
    service = changeable_service(request, slug)
    scan = request_scan(service=service, trigger=Trigger.PERSON, requested_by=request.user)
    return redirect("scan", scan.pk)
