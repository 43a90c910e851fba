"""The forms of the page of API tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.actions import MAX_DAYS
from governance.accounts.models import Role, Scope, Team, User
from governance.dashboard.forms import ActionForm


class TokenForm(ActionForm):
    """An API token, of the reader or of a service account that the reader looks after."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What it is for, so that you know it again."))
    owner = forms.ModelChoiceField(
        label=_("In the name of"), queryset=User.objects.none(), required=False, to_field_name="username"
    )
    scope = forms.ChoiceField(label=_("May be used to"), choices=Scope.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=MAX_DAYS, initial=90)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        teams = Team.objects.administered_by(user)
        accounts = User.objects.filter(is_service_account=True, is_active=True, memberships__team__in=teams)
        field.queryset = accounts.order_by("username").distinct()
        field.empty_label = _("myself (%(name)s)") % {"name": user.get_username()}
        self.fields["scope"].initial = Scope.READ


class ServiceAccountForm(ActionForm):
    """An account for a program of a team, which has tokens and cannot sign in."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), to_field_name="slug")
    name = forms.CharField(label=_("Name"), max_length=50, help_text=_("The name of the team goes in front."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MAINTAINER)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["auto_id"] = "account_%s"  # the page has another field of this name
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - narrows the type
        field.queryset = Team.objects.administered_by(user)

    @property
    def has_teams(self) -> bool:
        """Whether there is a team that the reader may make an account for."""
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - the same
        return field.queryset is not None and field.queryset.exists()
