"""The form that asks for a report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.dashboard.forms import ActionForm
from governance.registry.models import Service
from governance.reports.models import Format

if TYPE_CHECKING:
    from governance.accounts.models import User

REPORT_DAYS: Final = 30


class ReportForm(ActionForm):
    """A report: what about, over which days, in which language and formats."""

    scope = forms.ChoiceField(label=_("About"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    formats = forms.MultipleChoiceField(
        label=_("Formats"), choices=Format.choices, widget=forms.CheckboxSelectMultiple, initial=[Format.PDF]
    )

    def __init__(self, *args: Any, user: User, scope: str, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {
            "scope": scope,
            "since": (today - timedelta(days=REPORT_DAYS)).isoformat(),
            "until": today.isoformat(),
            "language": get_language(),
        }
        super().__init__(*args, **kwargs)
        self._teams = {f"team:{team.slug}": team for team in Team.objects.visible_to(user)}
        self._services = {f"service:{service.slug}": service for service in Service.objects.visible_to(user)}
        company = [("company", _("All services"))] if user.is_superuser else []
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [
            *company,
            (_("Teams"), [(value, team.name) for value, team in self._teams.items()]),
            (_("Services"), [(value, service.name) for value, service in self._services.items()]),
        ]

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, as `request_report` takes it."""
        data = dict(self.cleaned_data)
        data["scope"] = (self._teams | self._services).get(data["scope"])  # the company is neither
        return data
