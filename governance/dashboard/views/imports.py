"""Registering many services from a file: the plan first, then its application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from governance.accounts.models import Team
from governance.dashboard.forms import ActionForm
from governance.dashboard.views.registration import sent
from governance.errors import UserError
from governance.imports import files
from governance.imports.actions import plan_for, request_import
from governance.imports.models import Import
from governance.imports.plan import Verb

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.dashboard.requests import SignedInRequest


class ImportForm(ActionForm):
    """The text of a file."""

    text = forms.CharField(
        label=_("services.yaml or catalog-info.yaml"),
        help_text=_("Nothing is changed before you have seen the plan. What the file does not name is left alone."),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
    )

    def refuse(self, error: Exception) -> None:
        """Show what is wrong below the text."""
        self.add_error("text", str(error))


@require_http_methods(["GET", "POST"])
def import_services(request: SignedInRequest) -> HttpResponse:
    """Show what a file would do; with the button of the plan, do it."""
    if not Team.objects.changeable_by(request.user).exists():
        raise PermissionDenied
    form = ImportForm(sent(request))
    context = {"section": "services", "form": form}
    if request.method == "POST" and form.is_valid():
        content = files.read(form.cleaned_data["text"])
        if "apply" in request.POST:
            try:
                return redirect("import", request_import(form.cleaned_data["text"], by=request.user).pk)
            except UserError as error:
                form.refuse(error)
        steps = plan_for(content.entries, by=request.user)
        context |= {
            "content": content,
            "steps": steps,
            "may_apply": bool(steps) and not content.faults,
            "pending": sum(step.verb in (Verb.CREATE, Verb.CHANGE) for step in steps),
        }
    return render(request, "dashboard/import_services.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def import_result(request: SignedInRequest, import_id: int) -> HttpResponse:
    """Show how far an import is and what came of each service; it is its requester's, and the middleware team's."""
    imports = Import.objects.select_related("requested_by")
    if not request.user.is_superuser:
        imports = imports.filter(requested_by=request.user)
    return render(
        request, "dashboard/import.html", {"section": "services", "import": get_object_or_404(imports, pk=import_id)}
    )
