"""The policy of the company, of a team and of a service: what holds, what a change would do, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.models import Team
from governance.dashboard.policy_forms import RestoreForm, form_of
from governance.dashboard.policy_words import fields_in_words, sums_in_words, versions_in_words
from governance.dashboard.views.registration import sent
from governance.dashboard.views.services import visible_service
from governance.errors import UserError
from governance.policies.actions import restore_policy, save_policy
from governance.policies.models import PolicyVersion, level_of
from governance.policies.policy import Level
from governance.policies.queries import ids_of, levels_for, may_set, place_of
from governance.registry.models import Service
from governance.scorecards.preview import Preview, preview
from governance.scorecards.queries import newest

if TYPE_CHECKING:
    from governance.dashboard.policy_forms import PolicyForm
    from governance.dashboard.requests import SignedInRequest
    from governance.policies.levels import Levels
    from governance.policies.models import Subject
    from governance.policies.policy import Policy
    from governance.scorecards.models import Scorecard

VERSIONS_A_PAGE: Final = 10
EFFECTS_SHOWN: Final = 50


@require_http_methods(["GET", "POST"])
def company_policy(request: SignedInRequest) -> HttpResponse:
    """Show what every service is held to, and let superusers change it."""
    return _policy(request, None)


@require_http_methods(["GET", "POST"])
def team_policy(request: SignedInRequest, team: str) -> HttpResponse:
    """Show what the services of a team are held to, and let its admins tighten it."""
    return _policy(request, get_object_or_404(Team.objects.visible_to(request.user), slug=team))


@require_http_methods(["GET", "POST"])
def service_policy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a service is held to, and let the admins of its team tighten it."""
    return _policy(request, visible_service(request, slug))


@require_POST
def restore_version(request: SignedInRequest, version_id: int) -> HttpResponse:
    """Save an earlier version again."""
    mine = Q(level=Level.COMPANY) | Q(team__in=Team.objects.visible_to(request.user))
    visible = PolicyVersion.objects.filter(mine | Q(service__in=Service.objects.visible_to(request.user)))
    version = get_object_or_404(visible.select_related("team", "service__team"), pk=version_id)
    if not may_set(version.subject, request.user):
        raise PermissionDenied
    form = RestoreForm(request.POST)
    try:
        if form.is_valid():
            data = form.cleaned_data
            restore_policy(version, edited=data["edited"], reason=data["reason"], by=request.user)
            messages.success(request, _("Version %(number)d holds again.") % {"number": version.number})
        else:
            messages.error(request, _("A version is restored with a reason."))
    except UserError as error:
        messages.error(request, str(error))
    return redirect(address_of(version.subject))


def address_of(subject: Subject) -> str:
    """Return the address of the page of a policy."""
    match subject:
        case None:
            return resolve_url("company-policy")
        case Team():
            return resolve_url("team-policy", subject.slug)
        case Service():
            return resolve_url("service-policy", subject.slug)


def _policy(request: SignedInRequest, subject: Subject) -> HttpResponse:
    """Show a policy; preview a change or save it, as the button that was pressed says."""
    levels = levels_for(subject)
    if not may_set(subject, request.user):
        if request.method == "POST":
            raise PermissionDenied
        return _page(request, subject, levels)
    form, found = form_of(levels, subject, sent(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "save":
                data = form.cleaned_data
                save_policy(subject, form.values(), edited=data["edited"], reason=data["reason"], by=request.user)
                messages.success(request, _("Saved. Scans that begin now are judged by it."))
                return redirect(address_of(subject))
            found = preview(subject, form.values())
        except UserError as error:
            form.refuse(error)
    return _page(request, subject, levels, form, found)


def _page(
    request: SignedInRequest,
    subject: Subject,
    levels: Levels,
    form: PolicyForm | None = None,
    found: Preview | None = None,
) -> HttpResponse:
    team, service = ids_of(subject)
    policy = levels.policy(team, service)
    versions = PolicyVersion.objects.of(subject).select_related("author")
    context = {
        "section": "services" if subject else "policy",
        "level": level_of(subject).value,
        "subject": subject,
        "address": address_of(subject),
        "held_to": fields_in_words(policy, levels.origins(team, service)),
        "stricter": _judged_more_strictly(subject, policy),
        "form": form,
        "preview": found,
        "effects": found.changed[:EFFECTS_SHOWN] if found else [],
        "more": len(found.changed) - EFFECTS_SHOWN if found else 0,
        "sums": sums_in_words(found) if found else [],
        "versions": Paginator(versions_in_words(versions), VERSIONS_A_PAGE).get_page(request.GET.get("page")),
        "newest": levels.number(place_of(subject)),
    }
    return render(request, "dashboard/policy.html", context, status=422 if form and form.errors else 200)


def _judged_more_strictly(subject: Subject, policy: Policy) -> Scorecard | None:
    """Return the newest scorecard of a service if its repository asked for another profile than this policy has."""
    card = newest(subject) if isinstance(subject, Service) else None
    stored = policy.to_json()
    is_by_this = card is not None and card.policy["versions"] == stored["versions"]
    return card if card is not None and is_by_this and card.policy["profile"] != stored["profile"] else None
