"""Signing in and out, and what a reader prefers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from governance.accounts.attempts import TooManyAttempts
from governance.accounts.models import User
from governance.dashboard.forms import SignInForm
from governance.dashboard.preferences import THEME_COOKIE, THEMES, YEAR_SECONDS

if TYPE_CHECKING:
    from governance.dashboard.requests import OpenRequest


def next_page(request: HttpRequest) -> str:
    """Return the page that the form names, when it is one of ours; else the first page."""
    target = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else reverse(settings.LOGIN_REDIRECT_URL)


def keep_language(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS_ONLY
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: OpenRequest) -> HttpResponse:
    """Ask for a name and a password, and let in whoever has them."""
    if request.htmx:  # a session that ended while a page was updating itself: the whole page has to change
        return HttpResponseClientRefresh()
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page(request))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        response = HttpResponseRedirect(next_page(request))
        if isinstance(user, User) and user.language:
            keep_language(response, user.language)
        return response
    page = render(request, "dashboard/sign_in.html", {"form": form, "next": next_page(request)})
    for error in form.non_field_errors().as_data():
        if isinstance(error, TooManyAttempts):
            page.status_code = HTTPStatus.TOO_MANY_REQUESTS
            page["Retry-After"] = str(error.seconds)
    return page


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@require_POST
def language(request: OpenRequest) -> HttpResponse:
    """Change the language of the pages, and remember it for whoever is signed in."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(f"language: one of {', '.join(dict(settings.LANGUAGES))}")
    if request.user.is_authenticated:
        request.user.language = code
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(next_page(request))
    keep_language(response, code)
    return response


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Change between light, dark and whatever the reader's system says."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponseBadRequest(f"theme: one of {', '.join(THEMES)}")
    response = HttpResponseRedirect(next_page(request))
    response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS_ONLY)
    return response
