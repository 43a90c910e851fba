"""The page of one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from governance.dashboard.code import traced_listings
from governance.dashboard.diffs import diffs_of
from governance.dashboard.rule_pages import rule_page
from governance.findings.models import Finding
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.waivers.queries import about

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest

SCANS_SHOWN: Final = 10


@require_safe
def finding(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """Show what is wrong, the way through the code that leads there, what can happen, and since when it is known."""
    services = Service.objects.visible_to(request.user)
    finding = get_object_or_404(
        Finding.objects.filter(service__in=services)
        .select_related("service__team", "first_scan", "last_scan")
        .defer(
            *(
                f"{scan}__{column}"
                for scan in ("first_scan", "last_scan")
                for column in ("problems", "connections", "stats")
            )
        ),
        pk=finding_id,
    )
    occurrence = get_object_or_404(finding.occurrences.select_related("pool", "scan"), scan=finding.last_scan_id)
    seen_in = Scan.objects.filter(occurrences__finding=finding)
    context = {
        "section": "services",
        "service": finding.service,
        "finding": finding,
        "occurrence": occurrence,
        "listings": traced_listings(
            occurrence.excerpts,
            occurrence.trace,
            path=occurrence.path,
            first=occurrence.line,
            last=occurrence.end_line,
        ),
        "diffs": diffs_of(occurrence.fix),
        "rule": rule_page(finding.code),
        "seen_in": seen_in.order_by("-pk").defer("problems", "connections", "stats")[:SCANS_SHOWN],
        "seen_count": seen_in.count(),
        "waivers": about(occurrence),
        "may_change": services.changeable_by(request.user).filter(pk=finding.service_id).exists(),
    }
    return render(request, "dashboard/finding.html", context)
