"""Webhooks of a service, a team or the company: set up, replace the secret, remove; a secret is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
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
from governance.api.shapes.webhooks import (
    ReplacementBody,
    WebhookAnswer,
    WebhookBody,
    WebhookFilter,
    WebhookSecret,
)
from governance.webhooks import actions
from governance.webhooks.models import Hook

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.webhooks.actions import Owner
    from governance.webhooks.models import Forge

router = Router(tags=["webhooks"], auth=READ)


@router.get(
    "/services/{slug}/webhooks",
    response=Page[WebhookAnswer],
    operation_id="list_service_webhooks",
    summary="List the webhooks of a service",
)
def list_service_webhooks(request: APIRequest, slug: Slug, wanted: Query[WebhookFilter]) -> Page[WebhookAnswer]:
    """For those who may change the service; secrets are not shown."""
    return _listed(request, changeable_service(request.auth.user, slug), wanted)


@router.post(
    "/services/{slug}/webhooks",
    auth=WRITE,
    response={201: WebhookSecret},
    operation_id="set_up_service_webhook",
    summary="Set up a webhook of a service",
)
def set_up_service_webhook(request: APIRequest, slug: Slug, body: WebhookBody) -> Status[WebhookSecret]:
    """Its secret is in this answer and in no other."""
    return Status(201, _set_up(request, changeable_service(request.auth.user, slug), body.forge))


@router.post(
    "/services/{slug}/webhooks/{forge}/secret",
    auth=WRITE,
    response=WebhookSecret,
    operation_id="replace_service_webhook_secret",
    summary="Replace the secret of a webhook of a service",
)
def replace_service_webhook_secret(
    request: APIRequest, slug: Slug, forge: ForgeName, body: ReplacementBody
) -> WebhookSecret:
    """The former one is taken a while longer, unless it is to end at once."""
    return _replaced(request, changeable_service(request.auth.user, slug), forge, at_once=body.at_once)


@router.delete(
    "/services/{slug}/webhooks/{forge}",
    auth=WRITE,
    response={204: None},
    operation_id="remove_service_webhook",
    summary="Remove a webhook of a service",
)
def remove_service_webhook(request: APIRequest, slug: Slug, forge: ForgeName) -> Status[None]:
    """Calls to it are refused from now on; its deliveries stay."""
    return _removed(request, changeable_service(request.auth.user, slug), forge)


@router.get(
    "/teams/{slug}/webhooks",
    response=Page[WebhookAnswer],
    operation_id="list_team_webhooks",
    summary="List the webhooks of a team",
)
def list_team_webhooks(request: APIRequest, slug: TeamSlug, wanted: Query[WebhookFilter]) -> Page[WebhookAnswer]:
    """For admins of the team; secrets are not shown."""
    return _listed(request, changeable_team(request.auth.user, slug), wanted)


@router.post(
    "/teams/{slug}/webhooks",
    auth=ADMIN,
    response={201: WebhookSecret},
    operation_id="set_up_team_webhook",
    summary="Set up a webhook of a team",
)
def set_up_team_webhook(request: APIRequest, slug: TeamSlug, body: WebhookBody) -> Status[WebhookSecret]:
    """Its secret is in this answer and in no other."""
    return Status(201, _set_up(request, changeable_team(request.auth.user, slug), body.forge))


@router.post(
    "/teams/{slug}/webhooks/{forge}/secret",
    auth=ADMIN,
    response=WebhookSecret,
    operation_id="replace_team_webhook_secret",
    summary="Replace the secret of a webhook of a team",
)
def replace_team_webhook_secret(
    request: APIRequest, slug: TeamSlug, forge: ForgeName, body: ReplacementBody
) -> WebhookSecret:
    """The former one is taken a while longer, unless it is to end at once."""
    return _replaced(request, changeable_team(request.auth.user, slug), forge, at_once=body.at_once)


@router.delete(
    "/teams/{slug}/webhooks/{forge}",
    auth=ADMIN,
    response={204: None},
    operation_id="remove_team_webhook",
    summary="Remove a webhook of a team",
)
def remove_team_webhook(request: APIRequest, slug: TeamSlug, forge: ForgeName) -> Status[None]:
    """Calls to it are refused from now on; its deliveries stay."""
    return _removed(request, changeable_team(request.auth.user, slug), forge)


@router.get(
    "/webhooks",
    response=Page[WebhookAnswer],
    operation_id="list_company_webhooks",
    summary="List the webhooks of the company",
)
def list_company_webhooks(request: APIRequest, wanted: Query[WebhookFilter]) -> Page[WebhookAnswer]:
    """For the middleware team alone; secrets are not shown."""
    check_may_change_company(request.auth.user)
    return _listed(request, None, wanted)


@router.post(
    "/webhooks",
    auth=ADMIN,
    response={201: WebhookSecret},
    operation_id="set_up_company_webhook",
    summary="Set up a webhook of the company",
)
def set_up_company_webhook(request: APIRequest, body: WebhookBody) -> Status[WebhookSecret]:
    """For every service of the company, found by the repository. Its secret is in this answer and in no other."""
    check_may_change_company(request.auth.user)
    return Status(201, _set_up(request, None, body.forge))


@router.post(
    "/webhooks/{forge}/secret",
    auth=ADMIN,
    response=WebhookSecret,
    operation_id="replace_company_webhook_secret",
    summary="Replace the secret of a webhook of the company",
)
def replace_company_webhook_secret(request: APIRequest, forge: ForgeName, body: ReplacementBody) -> WebhookSecret:
    """The former one is taken a while longer, unless it is to end at once."""
    check_may_change_company(request.auth.user)
    return _replaced(request, None, forge, at_once=body.at_once)


@router.delete(
    "/webhooks/{forge}",
    auth=ADMIN,
    response={204: None},
    operation_id="remove_company_webhook",
    summary="Remove a webhook of the company",
)
def remove_company_webhook(request: APIRequest, forge: ForgeName) -> Status[None]:
    """Calls to it are refused from now on; its deliveries stay."""
    check_may_change_company(request.auth.user)
    return _removed(request, None, forge)


def _hooks(owner: Owner) -> QuerySet[Hook]:
    return Hook.objects.filter(**actions.owned_by(owner)).select_related("service__team", "team")


def _listed(request: APIRequest, owner: Owner, wanted: WebhookFilter) -> Page[WebhookAnswer]:
    return page(request, _hooks(owner), ("forge", "id"), wanted, lambda rows: [WebhookAnswer.of(row) for row in rows])


def _set_up(request: APIRequest, owner: Owner, forge: Forge) -> WebhookSecret:
    hook, secret = actions.set_up_hook(owner, forge=forge, by=request.auth.user)
    return _shown(request, hook, secret)


def _replaced(request: APIRequest, owner: Owner, forge: Forge, *, at_once: bool) -> WebhookSecret:
    hook = get_object_or_404(_hooks(owner), forge=forge)
    overlap = timedelta(hours=0 if at_once else settings.WEBHOOK_OVERLAP_HOURS)
    secret = actions.replace_secret(hook, overlap=overlap, by=request.auth.user)
    return _shown(request, _hooks(owner).get(pk=hook.pk), secret)


def _removed(request: APIRequest, owner: Owner, forge: Forge) -> Status[None]:
    actions.remove_hook(get_object_or_404(_hooks(owner), forge=forge), by=request.auth.user)
    return Status(204, None)


def _shown(request: APIRequest, hook: Hook, secret: str) -> WebhookSecret:
    request.secret = secret
    return WebhookSecret.showing(hook, secret)
