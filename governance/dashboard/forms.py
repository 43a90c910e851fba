"""The forms of the pages; what they mean is checked by the actions they lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.errors import ServiceError, UserError
from governance.registry.models import Credential
from governance.webhooks.models import Forge

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

# Which field an error is shown at, by how its code begins; all others are about the address of the repository.
FIELDS_OF_ERRORS: Final = (
    ("service-name", "name"),
    ("account-", "name"),
    ("token-name", "name"),
    ("hook", "forge"),
    ("status-token", "token"),
    ("waiver-reason", "reason"),
    ("waiver-days", "days"),
    ("waiver-pattern", "pattern"),
    ("waiver-rule", "code"),
    ("not-allowed", "team"),
    ("policy-reason", "reason"),
    ("branch", "branch"),
    ("default-branch", "branch"),
    ("auth-needed", "kind"),
    ("credential-kind", "kind"),
    ("credential-username", "username"),
    ("known-hosts", "known_hosts"),
    ("host-key", "known_hosts"),
    ("auth", "secret"),
    ("credential", "secret"),
    ("ssh-key", "secret"),
    ("report-scope", "scope"),
    ("report-period", "since"),
    ("report-formats", "formats"),
)


class SecretInput(forms.Textarea):
    """A text that is taken in and never shown again, not even when the form has a fault elsewhere."""

    def format_value(self, value: Any) -> None:
        """Return nothing, whatever was entered."""


class AddressInput(forms.TextInput):
    """The address of a repository; a password in it is not shown again."""

    def format_value(self, value: Any) -> str | None:
        """Return the address without what stands between a colon and the @."""
        shown = super().format_value(value)
        return re.sub(r"//([^/@]*):[^/@]*@", r"//\1@", shown) if shown else shown


class SignInForm(AuthenticationForm):
    """A name and a password."""


class ActionForm(forms.Form):
    """A form whose action may refuse: the refusal is shown at the field that it is about."""

    address_field = "url"

    def refuse(self, error: UserError | ServiceError) -> None:
        """Show what is wrong and what to do at the field it concerns; a fault of ours stands above the form."""
        if isinstance(error, ServiceError):
            words = _("The repository could not be tried because of a fault of ours. Reference: %(reference)s")
            self.add_error(None, forms.ValidationError(words, code=error.code, params={"reference": error.reference}))
            return
        field = next((field for start, field in FIELDS_OF_ERRORS if error.code.startswith(start)), self.address_field)
        self.add_error(field if field in self.fields else None, forms.ValidationError(str(error), code=error.code))


class CredentialForm(ActionForm):
    """A secret for a private repository: a token over HTTPS or a key over SSH."""

    kind = forms.ChoiceField(
        label=_("Access"),
        choices=[("", _("Public repository, no credential")), *Credential.Kind.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    username = forms.CharField(
        label=_("User name for the token"),
        required=False,
        max_length=200,
        help_text=_("Only where the server asks for one; most take any."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Token or private key"),
        required=False,
        strip=False,
        help_text=_("Stored encrypted and never shown again. A key must have no passphrase."),
        widget=SecretInput(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    known_hosts = forms.CharField(
        label=_("Known hosts, for SSH"),
        required=False,
        help_text=_("What ssh-keyscan prints for the server."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )


class RegisterForm(CredentialForm):
    """A repository that becomes a service of a team."""

    url = forms.CharField(
        label=_("Repository"),
        max_length=500,
        help_text=_("The address you would clone from: https://… or ssh://…"),
        widget=AddressInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), to_field_name="slug")
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("Leave it empty to take the name of the repository."),
    )

    branch = forms.CharField(
        label=_("Branch"),
        max_length=250,
        required=False,
        help_text=_("Leave it empty to take the repository's default branch."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.changeable_by(user)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = teams
        if teams.count() == 1:
            field.initial = teams.get().slug


class EditForm(ActionForm):
    """What can be changed about a service; its address stays, so that links keep working."""

    name = forms.CharField(label=_("Name"), max_length=100)
    url = forms.CharField(
        label=_("Repository"),
        max_length=500,
        help_text=_("Moving to another host removes the credential."),
        widget=AddressInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    branch = forms.CharField(label=_("Branch"), max_length=250)
    badge_is_public = forms.BooleanField(
        label=_("Public badge"),
        required=False,
        help_text=_("Anybody may see grade and rails at /badge/, without signing in: for a README."),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": service.name,
            "url": service.repository_url,
            "branch": service.default_branch,
            "badge_is_public": service.badge_is_public,
        }
        super().__init__(*args, **kwargs)


class HookForm(ActionForm):
    """A hook to be set up."""

    forge = forms.ChoiceField(label=_("Forge"), choices=Forge.choices)


class StatusTokenForm(ActionForm):
    """What lets commit statuses be written."""

    address_field = "api_url"

    forge = forms.ChoiceField(label=_("Forge"), choices=Forge.choices)
    host = forms.CharField(
        label=_("Host of the repositories"),
        max_length=260,
        help_text=_("The token is used for repositories on this host only."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    token = forms.CharField(
        label=_("Token"),
        max_length=2000,
        help_text=_("Needs the right to write commit statuses. Stored encrypted and never shown again."),
        widget=SecretInput(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    api_url = forms.CharField(
        label=_("Address of the API"),
        max_length=500,
        required=False,
        help_text=_("Leave it empty where the API has its usual place on the host."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    comments = forms.BooleanField(
        label=_("Write a summary under pull requests"),
        required=False,
        help_text=_("One comment, which is edited from scan to scan."),
    )
