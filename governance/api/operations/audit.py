"""The audit trail."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from ninja import Query, Router

from governance.accounts.models import Team
from governance.api.authentication import ADMIN, READ, APIRequest
from governance.api.paging import Page, page
from governance.api.shapes.audit import EventAnswer, EventFilter, TrailDocument
from governance.audit.actions import export_trail
from governance.audit.queries import events

router = Router(tags=["audit"], auth=READ)


@router.get("/audit/events", response=Page[EventAnswer], operation_id="list_events", summary="List audit events")
def list_events(request: APIRequest, wanted: Query[EventFilter]) -> Page[EventAnswer]:
    """Newest first: to the middleware team all of them, to the admins of teams those of their teams."""
    user = request.auth.user
    teams = None
    if not user.is_superuser:
        teams = list(Team.objects.audited_by(user).values_list("slug", flat=True))
        if not teams:
            raise PermissionDenied
    found = events(teams=teams, action=wanted.action, actor=wanted.actor)
    if wanted.team:
        found = found.filter(team=wanted.team)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    return page(request, found, ("-sequence",), wanted, lambda rows: [EventAnswer.of(event) for event in rows])


@router.post(
    "/audit/export",
    auth=ADMIN,
    response={200: TrailDocument},
    operation_id="export_trail",
    summary="Export the whole trail",
)
def export(request: APIRequest) -> HttpResponse:
    """For the middleware team alone: a signed file for `ironrules verify`. That it was exported is its last event."""
    if not request.auth.user.is_superuser:
        raise PermissionDenied
    with transaction.atomic():
        content = export_trail(by=request.auth.user)
    return HttpResponse(content, content_type="application/json")
