"""Services: list, register, change, and their credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.accounts.models import Team
from governance.api.authentication import READ, WRITE, APIRequest
from governance.api.lookups import Slug, changeable_service, visible_scans, visible_service, visible_services
from governance.api.paging import Page, page
from governance.api.shapes.services import CredentialBody, EditBody, RegistrationBody, ServiceAnswer, ServiceFilter
from governance.registry.actions import edit_service, keep_credential, remove_credential
from governance.registry.credentials import check_credential, open_credential
from governance.registry.models import Service
from governance.repositories.actions import probe
from governance.scans.onboarding import onboard
from governance.scorecards import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.accounts.models import User
    from governance.registry.credentials import OpenCredential

router = Router(tags=["services"], auth=READ)
ORDERS = {"name": ("name", "id"), "-created": ("-created_at", "-id")}


@router.get("/services", response=Page[ServiceAnswer], operation_id="list_services", summary="List services")
def list_services(request: APIRequest, wanted: Query[ServiceFilter]) -> Page[ServiceAnswer]:
    """Each with its newest scan and scorecard."""
    user = request.auth.user
    services = visible_services(user, team=wanted.team).select_related("team", "credential")
    if wanted.name:
        services = services.filter(name__icontains=wanted.name)
    return page(request, services, ORDERS[wanted.order], wanted, lambda rows: described(user, rows))


@router.post(
    "/services",
    auth=WRITE,
    response={201: ServiceAnswer},
    operation_id="register_service",
    summary="Register a service",
)
def register_service(request: APIRequest, body: RegistrationBody) -> Status[ServiceAnswer]:
    """The repository is tried at once; nothing is kept when it does not answer. The first scan is queued."""
    user = request.auth.user
    team = get_object_or_404(Team.objects.visible_to(user), slug=body.team)
    if not Team.objects.changeable_by(user).filter(pk=team.pk).exists():
        raise PermissionDenied
    scan = onboard(
        team=team,
        url=body.repository,
        name=body.name,
        branch=body.branch,
        credential=_credential(body.credential) if body.credential else None,
        by=user,
    )
    return Status(201, _described(user, scan.service.slug))


@router.get("/services/{slug}", response=ServiceAnswer, operation_id="get_service", summary="Read a service")
def get_service(request: APIRequest, slug: Slug) -> ServiceAnswer:
    """With its newest scan and scorecard."""
    return _described(request.auth.user, slug)


@router.patch(
    "/services/{slug}", auth=WRITE, response=ServiceAnswer, operation_id="edit_service", summary="Change a service"
)
def change_service(request: APIRequest, slug: Slug, body: EditBody) -> ServiceAnswer:
    """Its slug stays. An address or a branch that changes is tried first."""
    user = request.auth.user
    service = changeable_service(user, slug)
    url = service.repository_url if body.repository is None else body.repository
    branch = service.default_branch if body.branch is None else body.branch
    if (url, branch) != (service.repository_url, service.default_branch):
        found = probe(url, open_credential(service), branch=branch)
        url, branch = found.url, found.default_branch
    edit_service(service, name=service.name if body.name is None else body.name, url=url, branch=branch, by=user)
    return _described(user, slug)


@router.put(
    "/services/{slug}/credential",
    auth=WRITE,
    response=ServiceAnswer,
    operation_id="replace_credential",
    summary="Set or replace the credential",
)
def replace_credential(request: APIRequest, slug: Slug, body: CredentialBody) -> ServiceAnswer:
    """The repository is tried with it first. It is kept encrypted and never shown again."""
    user = request.auth.user
    service = changeable_service(user, slug)
    credential = _credential(body)
    probe(service.repository_url, credential)
    keep_credential(service, credential, by=user)
    return _described(user, slug)


@router.delete(
    "/services/{slug}/credential",
    auth=WRITE,
    response={204: None},
    operation_id="remove_credential",
    summary="Remove the credential",
)
def drop_credential(request: APIRequest, slug: Slug) -> Status[None]:
    """Nothing happens when there is none."""
    remove_credential(changeable_service(request.auth.user, slug), by=request.auth.user)
    return Status(204, None)


def described(user: User, services: Sequence[Service]) -> list[ServiceAnswer]:
    """Return services with their newest scans and scorecards, in three queries however many there are."""
    rows = Service.objects.filter(pk__in=[service.pk for service in services])
    newest = visible_scans(user).filter(service__in=rows).order_by("service_id", "-queued_at", "-id")
    scans = {scan.service_id: scan for scan in newest.distinct("service_id")}
    cards = queries.latest(rows)
    for service in services:
        if card := cards.get(service.pk):
            card.service = service
    return [ServiceAnswer.of(service, scans.get(service.pk), cards.get(service.pk)) for service in services]


def _described(user: User, slug: str) -> ServiceAnswer:
    return described(user, [visible_service(user, slug)])[0]


def _credential(body: CredentialBody) -> OpenCredential:
    return check_credential(body.kind, username=body.username, secret=body.secret, known_hosts=body.known_hosts)
