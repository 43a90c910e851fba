"""The first page: which services keep the rules, what changed, and which need somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import Team
from governance.dashboard.attention import needs_of
from governance.dashboard.days import days_of_company, days_of_teams
from governance.dashboard.ledger import changes_of, rows_of, team_rows
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.levels import distribution

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
    shown = [team] if team else teams
    services = Service.objects.filter(team__in=shown).select_related("team")
    page = Paginator(services, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    totals = queries.totals_of_teams(shown)
    total = queries.total(totals.values())
    context = {
        "section": "services",
        "teams": teams,
        "team_choices": [(each.slug, each.name) for each in teams],
        "team": team,
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "changes": changes_of(shown, total),
        "days": days_of_company() if request.user.is_superuser and not team else days_of_teams(shown),
        "levels": distribution(shown, timezone.now()),
        "team_rows": [] if team or len(teams) < 2 else team_rows(teams, totals),
        "scored": total.scored,
        "gates_passed": total.gates_passed,
        "needs": needs_of(request.user, shown, NEEDS_SHOWN),
        "may_register": bool(teams) and Team.objects.changeable_by(request.user).exists(),
    }
    return render(request, "dashboard/overview.html", context)
