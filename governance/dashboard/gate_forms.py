"""The two forms of a gate's page: what is asked about, and an override."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.scorecards.overriding import REASON_LENGTH

if TYPE_CHECKING:
    from governance.errors import UserError

FIELDS_OF_ERRORS: Final = {
    "override-reason": "reason",
    "override-days": "days",
    "commit-name": "commit",
    "branch-name": "branch",
}
_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false"}


class GateForm(forms.Form):
    """A commit, a branch or a pull request; empty: the default branch."""

    commit = forms.CharField(label=_("Commit"), max_length=64, required=False, widget=forms.TextInput(attrs=_PLAIN))
    branch = forms.CharField(label=_("Branch"), max_length=250, required=False, widget=forms.TextInput(attrs=_PLAIN))
    pull_request = forms.IntegerField(label=_("Pull request"), min_value=1, max_value=2_147_483_647, required=False)
    launch = forms.BooleanField(label=_("Launch gate"), required=False)

    def question(self) -> dict[str, Any]:
        """Return what is asked; of what cannot be understood its field says so."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_bound else {}


class OverrideForm(forms.Form):
    """A commit or a branch, why it may go, and for how long."""

    commit = forms.CharField(
        label=_("Commit"),
        max_length=64,
        required=False,
        help_text=_("The full id; leave it empty to let a whole branch through."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    branch = forms.CharField(label=_("Branch"), max_length=250, required=False, widget=forms.TextInput(attrs=_PLAIN))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        help_text=_("Why this may go although the gate fails. It stays in the audit trail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.IntegerField(label=_("Days"), min_value=1, initial=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _("At most %(most)d.") % {"most": settings.GATE_OVERRIDE_DAYS}

    def refuse(self, error: UserError) -> None:
        """Show what is wrong at the field that it is about."""
        self.add_error(FIELDS_OF_ERRORS.get(error.code), forms.ValidationError(str(error), code=error.code))
