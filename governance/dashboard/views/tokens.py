"""The page of API tokens: make one, see it once, revoke it; and service accounts for programs of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.actions import create_service_account, create_token, revoke_token
from governance.accounts.models import APIToken
from governance.dashboard.token_forms import ServiceAccountForm, TokenForm
from governance.errors import UserError

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """List the tokens that the reader may revoke, and make one: its secret is shown here and never again."""
    if request.method != "POST":
        return _page(request, TokenForm(user=request.user), ServiceAccountForm(user=request.user))
    form = TokenForm(request.POST, user=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made, secret = create_token(
                owner=data["owner"] or request.user,
                name=data["name"],
                scope=data["scope"],
                days=data["days"],
                by=request.user,
            )
        except UserError as error:
            form.refuse(error)
        else:
            fresh = TokenForm(user=request.user)
            return _page(request, fresh, ServiceAccountForm(user=request.user), made=made, secret=secret)
    return _page(request, form, ServiceAccountForm(user=request.user))


@require_POST
def create_account(request: SignedInRequest) -> HttpResponse:
    """Make a service account of a team."""
    form = ServiceAccountForm(request.POST, user=request.user)
    if form.is_valid():
        data = form.cleaned_data
        try:
            account = create_service_account(team=data["team"], name=data["name"], role=data["role"], by=request.user)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The account %(name)s is there: make it a token.") % {"name": account.username})
            return redirect("tokens")
    return _page(request, TokenForm(user=request.user), form)


@require_POST
def revoke(request: SignedInRequest, token_id: int) -> HttpResponse:
    """End a token."""
    token = get_object_or_404(APIToken.objects.manageable_by(request.user).select_related("owner"), pk=token_id)
    revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")


def _page(
    request: SignedInRequest,
    form: TokenForm,
    accounts: ServiceAccountForm,
    *,
    made: APIToken | None = None,
    secret: str = "",
) -> HttpResponse:
    context = {
        "section": "tokens",
        "tokens": APIToken.objects.manageable_by(request.user).select_related("owner"),
        "form": form,
        "accounts": accounts,
        "made": made,
        "secret": secret,
    }
    return render(request, "dashboard/tokens.html", context, status=422 if form.errors or accounts.errors else 200)
