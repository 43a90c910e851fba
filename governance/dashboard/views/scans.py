"""The page of a scan, which keeps itself up to date until the scan ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.dashboard.rails import rails_of
from governance.dashboard.scan_page import counts_of, progress_of, stages_of
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scorecards.models import Scorecard
from governance.webhooks.models import CommitStatus

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.dashboard.requests import SignedInRequest

PROBLEMS_A_PAGE: Final = 50


def visible_scan(request: SignedInRequest, scan_id: int) -> Scan:
    """Return the scan if the reader may see its service; else there is no such page."""
    services = Service.objects.visible_to(request.user)
    scans = Scan.objects.filter(service__in=services).select_related("service__team", "requested_by")
    return get_object_or_404(scans, pk=scan_id)


@never_cache
@require_safe
def scan(request: SignedInRequest, scan_id: int) -> HttpResponse:
    """Show how far a scan is, or how it ended."""
    scan = visible_scan(request, scan_id)
    return render(request, "dashboard/scan.html", {"section": "services", **scan_context(request, scan)})


@never_cache
@require_safe
def scan_progress(request: SignedInRequest, scan_id: int) -> HttpResponse:
    """Return the part of the page that changes; it asks again by itself until the scan has ended."""
    scan = visible_scan(request, scan_id)
    return render(request, "dashboard/scan_progress.html", {"is_update": True, **scan_context(request, scan)})


def scan_context(request: SignedInRequest, scan: Scan) -> dict[str, Any]:
    """Return what both the page and its changing part show."""
    card = Scorecard.objects.filter(scan=scan).first() if scan.has_ended else None
    return {
        "scan": scan,
        "service": scan.service,
        "stages": stages_of(scan),
        "progress": progress_of(scan),
        "counts": counts_of(scan),
        "card": card,
        "commit_status": CommitStatus.objects.filter(scan=scan).first(),
        "rails": rails_of(card),
        "problems": Paginator(scan.problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page")),
    }
