"""Roll-ups: a team, and all that the caller may see, as one."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from governance.accounts.models import Team
from governance.api.authentication import READ, APIRequest
from governance.api.lookups import TeamSlug
from governance.api.shapes.rollups import CompanyAnswer, DayAnswer, RollUpAnswer, TeamFigures, figures_of
from governance.registry.models import Service
from governance.scorecards import queries
from governance.scorecards.daily import history_of_company, history_of_teams
from governance.scorecards.levels import distribution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from governance.scorecards.daily import History
    from governance.scorecards.queries import Total
    from governance.scorecards.scoring import Figure

router = Router(tags=["scorecards"], auth=READ)
DAYS: Final = 90


@router.get(
    "/teams/{slug}/scorecard",
    response=RollUpAnswer,
    operation_id="get_team_scorecard",
    summary="Read the figures of a team",
)
def get_team_scorecard(request: APIRequest, slug: TeamSlug) -> RollUpAnswer:
    """Its services added up, and how far they have come."""
    team = get_object_or_404(Team.objects.visible_to(request.auth.user), slug=slug)
    history = history_of_teams([team], since=_since())
    return RollUpAnswer(**_together([team], queries.totals_of_teams([team]), history))


@router.get(
    "/scorecard", response=CompanyAnswer, operation_id="get_company_scorecard", summary="Read the figures of all"
)
def get_company_scorecard(request: APIRequest) -> CompanyAnswer:
    """Of every service that the caller may see: to the middleware team, the company."""
    teams = list(Team.objects.visible_to(request.auth.user).order_by("name", "id"))
    totals = queries.totals_of_teams(teams)
    rows = [
        TeamFigures(team=team.slug, figures=figures_of(totals[team.pk].figures)) for team in teams if team.pk in totals
    ]
    is_all = request.auth.user.is_superuser
    history = history_of_company(since=_since()) if is_all else history_of_teams(teams, since=_since())
    return CompanyAnswer(**_together(teams, totals, history), teams=rows)


def _together(teams: Collection[Team], totals: Mapping[int, Total], history: History) -> dict[str, Any]:
    """Return what a roll-up says of the services of `teams`, in a number of queries that does not grow with theirs."""
    total = queries.total(totals.values())
    return {
        "services": Service.objects.filter(team__in=teams).count(),
        "scored": total.scored,
        "gates_passed": total.gates_passed,
        "figures": figures_of(total.figures),
        "levels": dict(distribution(teams, timezone.now())),
        "days": _days(history),
    }


def _since() -> date:
    return timezone.localdate() - timedelta(days=DAYS)


def _days(history: History) -> list[DayAnswer]:
    by_day: dict[date, dict[str, Figure]] = defaultdict(dict)
    for rule, days in history.items():
        for day, figure in days:
            by_day[day][rule] = figure
    return [DayAnswer(day=day, figures=figures_of(by_day[day])) for day in sorted(by_day)]
