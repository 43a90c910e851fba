"""Registering a service, and changing how it is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from governance.accounts.models import Team
from governance.dashboard.forms import CredentialForm, EditForm, RegisterForm
from governance.dashboard.views.services import changeable_service
from governance.errors import ServiceError, UserError
from governance.registry.actions import edit_service, keep_credential, remove_credential
from governance.registry.credentials import OpenCredential, check_credential, open_credential
from governance.registry.models import Credential
from governance.repositories.actions import probe
from governance.scans.onboarding import onboard

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest
    from governance.registry.models import Service


def sent(request: SignedInRequest) -> QueryDict | None:
    """Return what a form sent, even when it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    """Try a repository, register it as a service and start its first scan."""
    if not Team.objects.changeable_by(request.user).exists():
        raise PermissionDenied
    form = RegisterForm(sent(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("scan", _register(request, form))
        except (UserError, ServiceError) as error:
            form.refuse(error)
    return render(
        request, "dashboard/register.html", {"section": "services", "form": form}, status=422 if form.errors else 200
    )


def _register(request: SignedInRequest, form: RegisterForm) -> int:
    """Return the first scan of the new service."""
    data = form.cleaned_data
    return onboard(
        team=data["team"],
        url=data["url"],
        name=data["name"],
        branch=data["branch"],
        credential=_credential(form),
        by=request.user,
    ).pk


def _credential(form: CredentialForm) -> OpenCredential | None:
    data = form.cleaned_data
    if not data["kind"]:
        return None
    return check_credential(
        data["kind"], username=data["username"], secret=data["secret"], known_hosts=data["known_hosts"]
    )


def _given_credential(form: CredentialForm) -> OpenCredential:
    credential = _credential(form)
    if credential is None:
        raise UserError("credential-kind", _("Choose what kind of credential it is."))
    return credential


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change name, repository and branch of a service."""
    service = changeable_service(request, slug)
    form = EditForm(sent(request), service=service)
    if request.method == "POST" and form.is_valid():
        try:
            _edit(request, service, form)
        except (UserError, ServiceError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("service", service.slug)
    return _edit_page(request, service, form, CredentialForm())


def _edit(request: SignedInRequest, service: Service, form: EditForm) -> None:
    """Save the changes; an address or a branch that changed is tried first."""
    data = form.cleaned_data
    url, branch = data["url"], data["branch"]
    if (url, branch) != (service.repository_url, service.default_branch):
        found = probe(url, open_credential(service), branch=branch)
        url, branch = found.url, found.default_branch
    edit_service(
        service, name=data["name"], url=url, branch=branch, badge_is_public=data["badge_is_public"], by=request.user
    )


@sensitive_post_parameters("secret")
@require_POST
def replace_credential(request: SignedInRequest, slug: str) -> HttpResponse:
    """Try the repository with a new credential and keep it."""
    service = changeable_service(request, slug)
    form = CredentialForm(request.POST)
    if form.is_valid():
        try:
            credential = _given_credential(form)
            probe(service.repository_url, credential)
            keep_credential(service, credential, by=request.user)
        except (UserError, ServiceError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("The credential is replaced."))
            return redirect("edit", service.slug)
    return _edit_page(request, service, EditForm(service=service), form)


@require_POST
def drop_credential(request: SignedInRequest, slug: str) -> HttpResponse:
    """Forget the credential of a service."""
    service = changeable_service(request, slug)
    remove_credential(service, by=request.user)
    messages.success(request, _("The credential is removed."))
    return redirect("edit", service.slug)


def _edit_page(request: SignedInRequest, service: Service, form: EditForm, access: CredentialForm) -> HttpResponse:
    context = {
        "section": "services",
        "service": service,
        "form": form,
        "access": access,
        "credential": Credential.objects.filter(service=service).defer("ciphertext").first(),
    }
    return render(request, "dashboard/edit.html", context, status=422 if form.errors or access.errors else 200)
