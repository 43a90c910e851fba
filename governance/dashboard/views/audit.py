"""The page of the audit trail, and its export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.accounts.models import Team
from governance.audit.actions import export_trail, signing_key
from governance.audit.models import Action
from governance.audit.queries import events

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest

EVENTS_A_PAGE: Final = 50


@require_safe
def trail(request: SignedInRequest) -> HttpResponse:
    """Show the events: to the middleware team all of them, to the admins of teams those of their teams."""
    teams = None
    if not request.user.is_superuser:
        teams = list(Team.objects.audited_by(request.user).values_list("slug", flat=True))
        if not teams:
            raise PermissionDenied
    wanted = {name: request.GET.get(name, "") for name in ("action", "actor")}
    found = events(teams=teams, **wanted)
    context = {
        "section": "audit",
        "page": Paginator(found, EVENTS_A_PAGE).get_page(request.GET.get("page")),
        "actions": Action.choices,
        "actors": events(teams=teams)
        .exclude(actor_name="")
        .order_by("actor_name")
        .values_list("actor_name", flat=True)
        .distinct(),
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "may_export": request.user.is_superuser,
        "key": signing_key().public,
    }
    return render(request, "dashboard/audit.html", context)


@require_POST
def export(request: SignedInRequest) -> HttpResponse:
    """Hand out the whole trail as a signed file."""
    if not request.user.is_superuser:
        raise PermissionDenied
    with transaction.atomic():
        content = export_trail(by=request.user)
    name = f"ironrules-trail-{timezone.now():%Y%m%d-%H%M%S}.json"
    return HttpResponse(
        content, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
