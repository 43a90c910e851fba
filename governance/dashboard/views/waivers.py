"""The pages of waivers: the list, the request, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.accounts.models import Team
from governance.dashboard.views.registration import sent
from governance.dashboard.views.services import changeable_service
from governance.dashboard.waiver_forms import WaiverForm, draft_of, renewal_of, target_of
from governance.dashboard.waiver_list import SOON, SUPPRESSED, excuses
from governance.errors import UserError
from governance.findings.models import Finding
from governance.policies.queries import policy_of
from governance.registry.models import Service
from governance.waivers import actions
from governance.waivers.coverage import covered, last_seen
from governance.waivers.models import State, Waiver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from governance.dashboard.requests import SignedInRequest
    from governance.findings.models import Pool

FINDINGS_SHOWN: Final = 25


@require_safe
def waivers(request: SignedInRequest) -> HttpResponse:
    """List what is excused in the visible services: waivers in any state, and suppressions in the code."""
    services = Service.objects.visible_to(request.user)
    wanted = {name: request.GET.get(name, "") for name in ("state", "team", "service")}
    chosen = services
    if wanted["team"]:
        chosen = chosen.filter(team__slug=wanted["team"])
    if wanted["service"]:
        chosen = chosen.filter(slug=wanted["service"])
    page, rows = excuses(chosen, state=wanted["state"], page=request.GET.get("page"))
    changeable = Service.objects.changeable_by(request.user).filter(slug=wanted["service"])
    context = {
        "section": "waivers",
        "page": page,
        "rows": rows,
        "teams": Team.objects.visible_to(request.user),
        "services": services,
        "states": [*State.choices, (SOON, _("ends soon")), (SUPPRESSED, _("suppressed in the code"))],
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "may_request": bool(wanted["service"]) and changeable.exists(),
    }
    return render(request, "dashboard/waivers.html", context)


@require_http_methods(["GET", "POST"])
def request_waiver(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a waiver would cover, and ask for it."""
    service = changeable_service(request, slug)
    asked = request.POST if request.method == "POST" else request.GET
    target = target_of(service, asked)
    limits = policy_of(service).waivers
    form = WaiverForm(sent(request), target=target, limits=limits, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        reason, days = form.cleaned_data["reason"], form.cleaned_data["days"]
        try:
            waiver = actions.request(draft_of(service, target, asked), reason=reason, days=days, by=request.user)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Requested. An admin of the team decides."))
            return redirect("waiver", waiver.pk)
    draft = _described(service, target, asked)
    context = {
        "section": "waivers",
        "service": service,
        "target": target,
        "is_finding": isinstance(target, Finding),
        "form": form,
        "draft": draft,
        **(_coverage(draft) if draft else {}),
    }
    return render(request, "dashboard/request_waiver.html", context, status=422 if form.errors else 200)


@require_safe
def waiver(request: SignedInRequest, waiver_id: int) -> HttpResponse:
    """Show what a waiver covers, who asked and who decided, and everything that happened to it."""
    waiver = visible_waiver(request, waiver_id)
    is_own = waiver.requested_by_id == request.user.pk
    may_decide = Waiver.objects.decidable_by(request.user).filter(pk=waiver.pk).exists()
    context = {
        "section": "waivers",
        "waiver": waiver,
        "service": waiver.service,
        "events": waiver.events.all(),
        "may_approve": waiver.state == State.REQUESTED and may_decide and not is_own,
        "may_withdraw": waiver.state == State.REQUESTED and is_own,
        "may_revoke": waiver.state == State.APPROVED and (may_decide or is_own),
        "renewal": renewal_of(waiver) if _may_renew(request, waiver) else "",
        **_coverage(waiver),
    }
    return render(request, "dashboard/waiver.html", context)


def _may_renew(request: SignedInRequest, waiver: Waiver) -> bool:
    """Whether the reader may ask for another one in the place of a waiver that is about to end, and nobody has yet."""
    if not waiver.expires_soon or not Service.objects.may_change(request.user, waiver.service_id):
        return False
    return not Waiver.objects.filter(state=State.REQUESTED).for_the_same(waiver).exists()


@require_POST
def approve(request: SignedInRequest, waiver_id: int) -> HttpResponse:
    """Approve a request of somebody else."""
    waiver = decidable_waiver(request, waiver_id)
    return _decide(request, waiver, _("Approved."), lambda note: actions.approve(waiver, by=request.user, note=note))


@require_POST
def reject(request: SignedInRequest, waiver_id: int) -> HttpResponse:
    """Reject a request of somebody else."""
    waiver = decidable_waiver(request, waiver_id)
    return _decide(request, waiver, _("Rejected."), lambda note: actions.reject(waiver, by=request.user, note=note))


@require_POST
def revoke(request: SignedInRequest, waiver_id: int) -> HttpResponse:
    """End an approved waiver now."""
    waiver = visible_waiver(request, waiver_id)
    if waiver.requested_by_id != request.user.pk:
        waiver = decidable_waiver(request, waiver_id)
    return _decide(request, waiver, _("Revoked."), lambda note: actions.revoke(waiver, by=request.user, note=note))


@require_POST
def withdraw(request: SignedInRequest, waiver_id: int) -> HttpResponse:
    """Take back one's own request."""
    waiver = visible_waiver(request, waiver_id)
    if waiver.requested_by_id != request.user.pk:
        raise PermissionDenied
    return _decide(request, waiver, _("Withdrawn."), lambda _note: actions.withdraw(waiver, by=request.user))


def visible_waiver(request: SignedInRequest, waiver_id: int) -> Waiver:
    """Return the waiver if the reader may see its service; else there is no such page."""
    found = Waiver.objects.visible_to(request.user).select_related(
        "service__team", "requested_by", "decided_by", "finding"
    )
    return get_object_or_404(found, pk=waiver_id)


def decidable_waiver(request: SignedInRequest, waiver_id: int) -> Waiver:
    """Return the waiver if the reader may decide about it; to whom may only see it, say so."""
    waiver = visible_waiver(request, waiver_id)
    if not Waiver.objects.decidable_by(request.user).filter(pk=waiver.pk).exists():
        raise PermissionDenied
    return waiver


def _decide(request: SignedInRequest, waiver: Waiver, done: str, act: Callable[[str], None]) -> HttpResponse:
    """Do it, and say on the page of the waiver that it is done or why it is not."""
    try:
        act(request.POST.get("note", ""))
    except UserError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("waiver", waiver.pk)


def _described(service: Service, target: Finding | Pool | None, asked: Mapping[str, str]) -> Waiver | None:
    """Return the waiver that the form describes, as far as it does."""
    try:
        return draft_of(service, target, asked)
    except UserError:
        return None  # not filled in yet, or refused: the form says which


def _coverage(waiver: Waiver) -> dict[str, Any]:
    """Return the findings that a waiver, or the draft of one, is about now."""
    found = covered(last_seen(waiver.service), [waiver])
    rows = found.select_related("finding").defer("trace", "excerpts", "fix")
    return {"covered_count": found.count(), "covered": rows.order_by("severity_rank", "path", "line")[:FINDINGS_SHOWN]}
