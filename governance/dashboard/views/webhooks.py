"""Hooks and tokens for commit statuses, of a service, a team or the company: one page with a form for each.

Every view here stands behind three paths, `services/<slug>/…`, `teams/<team>/…` and `company/…`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.models import Team
from governance.dashboard.forms import HookForm, StatusTokenForm
from governance.dashboard.views.services import visible_service
from governance.errors import UserError
from governance.registry.models import Service
from governance.repositories.identity import identity_of
from governance.webhooks import actions
from governance.webhooks.models import Forge, Hook, StatusToken
from governance.webhooks.queries import address_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.dashboard.requests import SignedInRequest
    from governance.webhooks.actions import Owner


@dataclass(frozen=True, slots=True)
class HookRow:
    """A hook as the page shows it: the address to paste, and until when its former secret is taken."""

    hook: Hook
    address: str
    replace: str
    remove: str
    is_overlapping: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that was just made, for the one page that shows it."""

    forge: str
    address: str
    secret: str


@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: SignedInRequest, slug: str = "", team: str = "") -> HttpResponse:
    """Show the hooks and tokens; set up a hook and show its secret, this once."""
    owner = changeable_owner(request, slug, team)
    if request.method != "POST":
        return _page(request, owner)
    form = HookForm(request.POST)
    if form.is_valid():
        try:
            hook, secret = actions.set_up_hook(owner, forge=Forge(form.cleaned_data["forge"]), by=request.user)
        except UserError as error:
            form.refuse(error)
        else:
            return _page(request, owner, shown=Shown(hook.get_forge_display(), address_of(hook), secret))
    return _page(request, owner, hook_form=form)


@never_cache
@require_POST
def replace_secret(request: SignedInRequest, forge: str, slug: str = "", team: str = "") -> HttpResponse:
    """Make a new secret and show it, this once; the former one is taken a while longer."""
    owner = changeable_owner(request, slug, team)
    hook = get_object_or_404(Hook.objects.select_related("service__team", "team"), **_key(owner, forge))
    overlap = timedelta(hours=settings.WEBHOOK_OVERLAP_HOURS if "at_once" not in request.POST else 0)
    secret = actions.replace_secret(hook, overlap=overlap, by=request.user)
    return _page(request, owner, shown=Shown(hook.get_forge_display(), address_of(hook), secret))


@require_POST
def remove_hook(request: SignedInRequest, forge: str, slug: str = "", team: str = "") -> HttpResponse:
    """Remove a hook."""
    owner = changeable_owner(request, slug, team)
    hook = get_object_or_404(Hook.objects.select_related("service__team", "team"), **_key(owner, forge))
    actions.remove_hook(hook, by=request.user)
    messages.success(request, _("The webhook is removed; calls to it are refused."))
    return redirect(_url(owner, "webhooks"))


@sensitive_post_parameters("token")
@require_POST
def set_status_token(request: SignedInRequest, slug: str = "", team: str = "") -> HttpResponse:
    """Keep a token for commit statuses."""
    owner = changeable_owner(request, slug, team)
    form = StatusTokenForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_status_token(
                owner,
                forge=Forge(data["forge"]),
                token=data["token"],
                host=data["host"],
                api_url=data["api_url"],
                comments=data["comments"],
                by=request.user,
            )
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The token is kept."))
            return redirect(_url(owner, "webhooks"))
    return _page(request, owner, token_form=form)


@require_POST
def remove_status_token(request: SignedInRequest, forge: str, slug: str = "", team: str = "") -> HttpResponse:
    """Forget a token for commit statuses."""
    owner = changeable_owner(request, slug, team)
    token = get_object_or_404(StatusToken.objects.select_related("service__team", "team"), **_key(owner, forge))
    actions.remove_status_token(token, by=request.user)
    messages.success(request, _("The token is removed."))
    return redirect(_url(owner, "webhooks"))


def changeable_owner(request: SignedInRequest, slug: str, team: str) -> Owner:
    """Return the service, the team or (None) the company if the reader may change its hooks; to others, say so."""
    owner: Owner = None
    if slug:
        owner = visible_service(request, slug)
    elif team:
        owner = get_object_or_404(Team.objects.visible_to(request.user), slug=team)
    if not actions.may_change(owner, request.user):
        raise PermissionDenied
    return owner


def _page(
    request: SignedInRequest,
    owner: Owner,
    *,
    shown: Shown | None = None,
    hook_form: HookForm | None = None,
    token_form: StatusTokenForm | None = None,
) -> HttpResponse:
    form = token_form or StatusTokenForm(initial={"host": _host(owner)})
    context: dict[str, Any] = {
        "section": "services",
        "owner": owner,
        "service": owner if isinstance(owner, Service) else None,
        "team": owner if isinstance(owner, Team) else None,
        "rows": [_row(owner, hook) for hook in Hook.objects.filter(**actions.owned_by(owner))],
        "tokens": [
            (token, _url(owner, "remove-status-token", token.forge))
            for token in StatusToken.objects.filter(**actions.owned_by(owner)).defer("ciphertext")
        ],
        "shown": shown,
        "hook_form": hook_form or HookForm(),
        "token_form": form,
        "set_up": _url(owner, "webhooks"),
        "keep_token": _url(owner, "set-status-token"),
        "overlap": settings.WEBHOOK_OVERLAP_HOURS,
    }
    failed = any(each is not None and each.errors for each in (hook_form, token_form))
    return render(request, "dashboard/webhooks.html", context, status=422 if failed else 200)


def _row(owner: Owner, hook: Hook) -> HookRow:
    return HookRow(
        hook,
        address_of(hook),
        _url(owner, "replace-hook-secret", hook.forge),
        _url(owner, "remove-hook", hook.forge),
        is_overlapping=bool(hook.former_until and hook.former_until > timezone.now()),
    )


def _host(owner: Owner) -> str:
    name = identity_of(owner.repository_url) if isinstance(owner, Service) else None
    return name.host if name else ""


def _key(owner: Owner, forge: str) -> dict[str, Any]:
    if forge not in Forge.values:
        raise Http404
    return {**actions.owned_by(owner), "forge": forge}


def _url(owner: Owner, name: str, *forge: str) -> str:
    match owner:
        case None:
            return reverse(f"company-{name}", args=forge)
        case Team():
            return reverse(f"team-{name}", args=[owner.slug, *forge])
        case Service():
            return reverse(f"service-{name}", args=[owner.slug, *forge])
