"""The page of a service's gate: the answer with its reasons, and the overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.dashboard.gate_forms import GateForm, OverrideForm
from governance.dashboard.views.services import visible_service
from governance.errors import UserError
from governance.scorecards.gate_queries import ask_gate
from governance.scorecards.overriding import override_gate, revoke_override

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest
    from governance.registry.models import Service
    from governance.scorecards.gate_answer import GateAnswer

OVERRIDES_SHOWN: Final = 20


@require_safe
def gate(request: SignedInRequest, slug: str) -> HttpResponse:
    """Answer whether the default branch, or what the address asks about, may go."""
    service = visible_service(request, slug)
    form = GateForm(request.GET or None)
    answer = None
    try:
        answer = ask_gate(service, **form.question())
    except UserError as error:
        form.add_error(None, str(error))
    return _page(request, service, form=form, answer=answer)


@require_POST
def override(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let a commit or a branch through for some days."""
    service = visible_service(request, slug)
    if not request.user.is_superuser:
        raise PermissionDenied
    form = OverrideForm(request.POST)
    if form.is_valid():
        try:
            override_gate(service, **form.cleaned_data, by=request.user)
        except UserError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The gate is overridden."))
            return redirect("gate", service.slug)
    return _page(request, service, override_form=form, answer=ask_gate(service), status=422)


@require_POST
def revoke(request: SignedInRequest, slug: str, override_id: int) -> HttpResponse:
    """End an override."""
    service = visible_service(request, slug)
    if not request.user.is_superuser:
        raise PermissionDenied
    override = get_object_or_404(service.gate_overrides.select_related("service__team"), pk=override_id)
    revoke_override(override, by=request.user)
    messages.success(request, _("The override is revoked."))
    return redirect("gate", service.slug)


def _page(
    request: SignedInRequest, service: Service, *, answer: GateAnswer | None, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "section": "services",
        "service": service,
        "answer": answer,
        "form": GateForm(),
        "override_form": OverrideForm(initial={"branch": service.default_branch}),
        "overrides": service.gate_overrides.select_related("by", "revoked_by")[:OVERRIDES_SHOWN],
        "may_override": request.user.is_superuser,
        **forms,
    }
    return render(request, "dashboard/gate.html", context, status=status)
