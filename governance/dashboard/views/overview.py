"""The first page: which services keep the rules, what changed, and which need somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import Team
from governance.dashboard.attention import criticals_of, needs_of
from governance.dashboard.ledger import changes_of, newest_scans, rows_of, team_rows, total_of
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.levels import distribution, levels_of
from governance.waivers.queries import requests_to_decide

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.dashboard.requests import SignedInRequest

SERVICES_A_PAGE: Final = 25
NEEDS_SHOWN: Final = 8


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show the visible services, of one team if the address says so."""
    teams = list(Team.objects.visible_to(request.user))
    team = next((team for team in teams if team.slug == request.GET.get("team")), None)
    services = Service.objects.visible_to(request.user)
    if team:
        services = services.filter(team=team)
    everything = list(services.select_related("team"))
    scorecards, scans = queries.latest(services), newest_scans(services)
    ids = [service.pk for service in everything]
    needs = needs_of(everything, scorecards, scans, criticals_of(ids), requests_to_decide(request.user, ids))
    page = Paginator(everything, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    scored, gates_passed = total_of(scorecards.values())
    context = {
        "section": "services",
        "teams": teams,
        "team": team,
        "page": page,
        "rows": rows_of(list(page.object_list), scorecards, scans),
        "changes": changes_of(services, scorecards),
        "levels": distribution(levels_of(ids, scorecards, timezone.now())),
        "team_rows": [] if team or len(teams) < 2 else team_rows(teams),
        "scored": scored,
        "gates_passed": gates_passed,
        "needs": needs[:NEEDS_SHOWN],
        "needs_more": max(0, len(needs) - NEEDS_SHOWN),
        "may_register": Team.objects.changeable_by(request.user).exists(),
    }
    return render(request, "dashboard/overview.html", context)
