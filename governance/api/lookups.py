"""Finds what an address names, if the caller may see it, and refuses who may only see it: exactly as the pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Field

from governance.accounts.models import Team
from governance.api.shapes.basis import words
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.webhooks.actions import may_change
from governance.webhooks.models import Forge

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.accounts.models import User

# What the columns of ids can hold: PostgreSQL refuses to compare them with more.
Identity = Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807, examples=[118])]

Number = Annotated[int, Field(ge=1, le=2_147_483_647, examples=[2])]
Slug = Annotated[str, Field(max_length=100, description="Slug of the service.", examples=["gateway"])]
TeamSlug = Annotated[str, Field(max_length=50, description="Slug of the team.", examples=["messaging"])]
ForgeName = Annotated[Forge, words(Forge), Field(description="Which forge.", examples=["gitlab"])]


def visible_services(user: User, *, service: str = "", team: str = "") -> QuerySet[Service]:
    """Return the services that `user` may see, of one slug and of one team where these are named."""
    services = Service.objects.visible_to(user)
    if service:
        services = services.filter(slug=service)
    return services.filter(team__slug=team) if team else services


def visible_service(user: User, slug: str) -> Service:
    """Return the service if `user` may see it; else there is no such thing."""
    return get_object_or_404(Service.objects.visible_to(user).select_related("team", "credential"), slug=slug)


def changeable_service(user: User, slug: str) -> Service:
    """Return the service if `user` may change it; to whom may only see it, say so."""
    service = visible_service(user, slug)
    if not Service.objects.may_change(user, service.pk):
        raise PermissionDenied
    return service


def changeable_team(user: User, slug: str) -> Team:
    """Return the team if `user` is an admin of it; to whom may only see it, say so."""
    team = get_object_or_404(Team.objects.visible_to(user), slug=slug)
    if not may_change(team, user):
        raise PermissionDenied
    return team


def check_may_change_company(user: User) -> None:
    """Refuse who may not change what belongs to the whole company: everybody knows that there is one."""
    if not may_change(None, user):
        raise PermissionDenied


def visible_scans(user: User, *, service: str = "", team: str = "") -> QuerySet[Scan]:
    """Return the scans of these services with what is told of each; not what they had to leave out."""
    services = visible_services(user, service=service, team=team)
    scans = Scan.objects.filter(service__in=services).select_related("service", "requested_by")
    return scans.defer("problems", "stats")
