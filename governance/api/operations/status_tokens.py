"""Tokens that let commit statuses be written, of a service, a team or the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.api.authentication import ADMIN, READ, WRITE, APIRequest
from governance.api.lookups import (
    ForgeName,
    Slug,
    TeamSlug,
    changeable_service,
    changeable_team,
    check_may_change_company,
)
from governance.api.paging import Page, page
from governance.api.shapes.webhooks import StatusTokenAnswer, StatusTokenBody, StatusTokenFilter
from governance.webhooks import actions
from governance.webhooks.models import StatusToken

if TYPE_CHECKING:
    from governance.webhooks.actions import Owner
    from governance.webhooks.models import Forge

router = Router(tags=["webhooks"], auth=READ)


@router.get(
    "/services/{slug}/status-tokens",
    response=Page[StatusTokenAnswer],
    operation_id="list_service_status_tokens",
    summary="List the status tokens of a service",
)
def list_service_status_tokens(
    request: APIRequest, slug: Slug, wanted: Query[StatusTokenFilter]
) -> Page[StatusTokenAnswer]:
    """For those who may change the service; the tokens themselves are never shown."""
    return _listed(request, changeable_service(request.auth.user, slug), wanted)


@router.put(
    "/services/{slug}/status-tokens/{forge}",
    auth=WRITE,
    response=StatusTokenAnswer,
    operation_id="set_service_status_token",
    summary="Set the status token of a service",
)
def set_service_status_token(
    request: APIRequest, slug: Slug, forge: ForgeName, body: StatusTokenBody
) -> StatusTokenAnswer:
    """From now on the forge is told how the scan of a commit stands. It is kept encrypted."""
    return _set(request, changeable_service(request.auth.user, slug), forge, body)


@router.delete(
    "/services/{slug}/status-tokens/{forge}",
    auth=WRITE,
    response={204: None},
    operation_id="remove_service_status_token",
    summary="Remove the status token of a service",
)
def remove_service_status_token(request: APIRequest, slug: Slug, forge: ForgeName) -> Status[None]:
    """The forge is told nothing more."""
    return _removed(request, changeable_service(request.auth.user, slug), forge)


@router.get(
    "/teams/{slug}/status-tokens",
    response=Page[StatusTokenAnswer],
    operation_id="list_team_status_tokens",
    summary="List the status tokens of a team",
)
def list_team_status_tokens(
    request: APIRequest, slug: TeamSlug, wanted: Query[StatusTokenFilter]
) -> Page[StatusTokenAnswer]:
    """For admins of the team; the tokens themselves are never shown."""
    return _listed(request, changeable_team(request.auth.user, slug), wanted)


@router.put(
    "/teams/{slug}/status-tokens/{forge}",
    auth=ADMIN,
    response=StatusTokenAnswer,
    operation_id="set_team_status_token",
    summary="Set the status token of a team",
)
def set_team_status_token(
    request: APIRequest, slug: TeamSlug, forge: ForgeName, body: StatusTokenBody
) -> StatusTokenAnswer:
    """From now on the forge is told how the scan of a commit stands. It is kept encrypted."""
    return _set(request, changeable_team(request.auth.user, slug), forge, body)


@router.delete(
    "/teams/{slug}/status-tokens/{forge}",
    auth=ADMIN,
    response={204: None},
    operation_id="remove_team_status_token",
    summary="Remove the status token of a team",
)
def remove_team_status_token(request: APIRequest, slug: TeamSlug, forge: ForgeName) -> Status[None]:
    """The forge is told nothing more."""
    return _removed(request, changeable_team(request.auth.user, slug), forge)


@router.get(
    "/status-tokens",
    response=Page[StatusTokenAnswer],
    operation_id="list_company_status_tokens",
    summary="List the status tokens of the company",
)
def list_company_status_tokens(request: APIRequest, wanted: Query[StatusTokenFilter]) -> Page[StatusTokenAnswer]:
    """For the middleware team alone; the tokens themselves are never shown."""
    check_may_change_company(request.auth.user)
    return _listed(request, None, wanted)


@router.put(
    "/status-tokens/{forge}",
    auth=ADMIN,
    response=StatusTokenAnswer,
    operation_id="set_company_status_token",
    summary="Set the status token of the company",
)
def set_company_status_token(request: APIRequest, forge: ForgeName, body: StatusTokenBody) -> StatusTokenAnswer:
    """For every service on the host that has no token of its own or of its team. It is kept encrypted."""
    check_may_change_company(request.auth.user)
    return _set(request, None, forge, body)


@router.delete(
    "/status-tokens/{forge}",
    auth=ADMIN,
    response={204: None},
    operation_id="remove_company_status_token",
    summary="Remove the status token of the company",
)
def remove_company_status_token(request: APIRequest, forge: ForgeName) -> Status[None]:
    """The forge is told nothing more by it."""
    check_may_change_company(request.auth.user)
    return _removed(request, None, forge)


def _listed(request: APIRequest, owner: Owner, wanted: StatusTokenFilter) -> Page[StatusTokenAnswer]:
    tokens = StatusToken.objects.filter(**actions.owned_by(owner)).defer("ciphertext")
    return page(request, tokens, ("forge", "id"), wanted, lambda rows: [StatusTokenAnswer.of(row) for row in rows])


def _set(request: APIRequest, owner: Owner, forge: Forge, body: StatusTokenBody) -> StatusTokenAnswer:
    token = actions.set_status_token(
        owner,
        forge=forge,
        token=body.token,
        host=body.host,
        api_url=body.api_url,
        comments=body.comments,
        by=request.auth.user,
    )
    return StatusTokenAnswer.of(token)


def _removed(request: APIRequest, owner: Owner, forge: Forge) -> Status[None]:
    tokens = StatusToken.objects.filter(**actions.owned_by(owner)).select_related("service__team", "team")
    actions.remove_status_token(get_object_or_404(tokens, forge=forge), by=request.auth.user)
    return Status(204, None)
