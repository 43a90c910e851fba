"""The first page: which services keep the rules, what changed, and which need somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import Team
from governance.dashboard.attention import Facts, criticals_of, needs_of
from governance.dashboard.days import days_of_teams
from governance.dashboard.ledger import changes_of, gates_of, newest_scans, rows_of, team_rows
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
    standings, scans = queries.standings(services), newest_scans(services)
    registered = {pk: (owner, at) for pk, owner, at in services.values_list("pk", "team_id", "created_at")}
    facts = Facts(
        registered={service: at for service, (_owner, at) in registered.items()},
        standings=standings,
        scans=scans,
        criticals=criticals_of(services),
        requests=requests_to_decide(request.user, services),
    )
    needs = needs_of(facts)
    named = services.select_related("team").in_bulk([need.service_id for need in needs[:NEEDS_SHOWN]])
    page = Paginator(services.select_related("team"), SERVICES_A_PAGE).get_page(request.GET.get("page"))
    scored, gates_passed = gates_of(standings.values())
    owners = {service: owner for service, (owner, _at) in registered.items()}
    context = {
        "section": "services",
        "teams": teams,
        "team": team,
        "page": page,
        "rows": rows_of(list(page.object_list), scans),
        "changes": changes_of(services, queries.total(standings.values())),
        "days": days_of_teams([team] if team else teams),
        "levels": distribution(levels_of(registered, standings, timezone.now())),
        "team_rows": [] if team or len(teams) < 2 else team_rows(teams, queries.team_totals(standings, owners)),
        "scored": scored,
        "gates_passed": gates_passed,
        "needs": [(named[need.service_id], need) for need in needs[:NEEDS_SHOWN]],
        "needs_more": max(0, len(needs) - NEEDS_SHOWN),
        "may_register": Team.objects.changeable_by(request.user).exists(),
    }
    return render(request, "dashboard/overview.html", context)
