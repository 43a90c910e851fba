"""The page of a team: its rails over all its services, how far they have come, and what is new this week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import Team
from governance.dashboard.days import days_of_teams
from governance.dashboard.ledger import changes_of, rows_of
from governance.findings.models import Finding, Occurrence
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.levels import distribution

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest

NEW_DAYS: Final = 7
NEW_SHOWN: Final = 10


@require_safe
def team(request: SignedInRequest, team: str) -> HttpResponse:
    """Show one team; to whom may not see it there is no such page."""
    found = get_object_or_404(Team.objects.visible_to(request.user), slug=team)
    services = Service.objects.filter(team=found)
    everything = list(services.select_related("team"))
    total = queries.total(queries.totals_of_teams([found]).values())
    now = timezone.now()
    cards = queries.of_default_branch().filter(service__in=services)
    first = cards.order_by("service_id", "scan_id").distinct("service_id").values("scan_id")
    new = (
        Occurrence.objects.filter(
            finding__service__in=services,
            finding__state=Finding.State.OPEN,
            finding__first_seen_at__gte=now - timedelta(days=NEW_DAYS),
            scan=F("finding__last_scan"),
        )
        .exclude(finding__first_scan__in=first)  # what a first scan finds is not new
        .select_related("finding__service")
        .defer("trace", "excerpts", "fix")
    )
    context = {
        "section": "services",
        "team": found,
        "changes": changes_of([found], total),
        "days": days_of_teams([found]),
        "levels": distribution([found], now),
        "new": new[:NEW_SHOWN],
        "new_count": new.count(),
        "rows": rows_of(everything),
        "scored": total.scored,
        "gates_passed": total.gates_passed,
    }
    return render(request, "dashboard/team.html", context)
