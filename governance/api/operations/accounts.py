"""Teams with their members, who calls, and tokens."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.accounts.actions import revoke_token
from governance.accounts.models import APIToken, Role, Team
from governance.api.authentication import READ, WRITE, APIRequest
from governance.api.lookups import Identity, TeamSlug
from governance.api.paging import Page, page
from governance.api.shapes.accounts import (
    CallerAnswer,
    MyTeam,
    TeamAnswer,
    TeamDetail,
    TeamFilter,
    TokenAnswer,
    TokenFilter,
)

router = Router(tags=["accounts"], auth=READ)


@router.get("/me", response=CallerAnswer, operation_id="get_caller", summary="Ask who calls")
def get_caller(request: APIRequest) -> CallerAnswer:
    """Whose token it is, what it may be used for and until when."""
    caller = request.auth
    memberships = caller.user.memberships.select_related("team").order_by("team__name")
    return CallerAnswer(
        username=caller.user.username,
        is_service_account=caller.user.is_service_account,
        is_superuser=caller.user.is_superuser,
        scope=caller.scope,
        token=TokenAnswer.of(caller.token) if caller.token else None,
        teams=[MyTeam(team=each.team.slug, role=Role(each.role)) for each in memberships],
    )


@router.get("/teams", response=Page[TeamAnswer], operation_id="list_teams", summary="List teams")
def list_teams(request: APIRequest, wanted: Query[TeamFilter]) -> Page[TeamAnswer]:
    """Those of the caller; to the middleware team, all."""
    teams = Team.objects.visible_to(request.auth.user)
    return page(request, teams, ("name", "id"), wanted, lambda rows: [TeamAnswer.of(team) for team in rows])


@router.get("/teams/{slug}", response=TeamDetail, operation_id="get_team", summary="Read a team")
def get_team(request: APIRequest, slug: TeamSlug) -> TeamDetail:
    """With its members."""
    team = get_object_or_404(Team.objects.visible_to(request.auth.user), slug=slug)
    return TeamDetail.with_members(team, team.memberships.select_related("user").order_by("user__username"))


@router.get("/tokens", response=Page[TokenAnswer], operation_id="list_tokens", summary="List tokens")
def list_tokens(request: APIRequest, wanted: Query[TokenFilter]) -> Page[TokenAnswer]:
    """Those of the caller, and of the service accounts of teams that the caller is an admin of."""
    tokens = APIToken.objects.manageable_by(request.auth.user).select_related("owner")
    return page(request, tokens, ("-id",), wanted, lambda rows: [TokenAnswer.of(token) for token in rows])


@router.delete(
    "/tokens/{token_id}", auth=WRITE, response={204: None}, operation_id="revoke_token", summary="Revoke a token"
)
def end_token(request: APIRequest, token_id: Identity) -> Status[None]:
    """It opens nothing from now on. Tokens are made on the page *API tokens* only: a stolen one cannot make another."""
    user = request.auth.user
    token = get_object_or_404(APIToken.objects.manageable_by(user).select_related("owner"), pk=token_id)
    revoke_token(token, by=user)
    return Status(204, None)
