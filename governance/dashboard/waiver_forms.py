"""The form that asks for a waiver, and what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from governance.dashboard.forms import ActionForm
from governance.dashboard.rule_pages import page_in_language, rule_folders
from governance.findings.models import Finding, Pool
from governance.waivers import drafts
from governance.waivers.models import PATTERN_LENGTH, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.policies.policy import WaiverLimits
    from governance.registry.models import Service
    from governance.waivers.models import Waiver

USUAL_DAYS: Final = 30


class WaiverForm(ActionForm):
    """Why, for how long, and, unless it is for one finding, of which rule and where."""

    code = forms.ChoiceField(label=_("Rule"), required=False)
    pattern = forms.CharField(
        label=_("Path"),
        required=False,
        max_length=PATTERN_LENGTH,
        help_text=_(
            "From the root of the repository, like internal/legacy/*.go; * stands for any text, also over folders."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Why the code may stay as it is, and until what happens."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    days = forms.IntegerField(label=_("Days"))

    def __init__(self, *args: Any, target: Finding | Pool | None, limits: WaiverLimits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(target, Finding):
            del self.fields["code"]
        else:
            first = ("", _("All rules")) if target else ("", _("Choose a rule"))
            rules = [(code, f"{code} {page_in_language(folder).title}") for code, folder in rule_folders().items()]
            self.fields["code"] = forms.ChoiceField(label=_("Rule"), required=False, choices=[first, *rules])
            self.order_fields(["code", "pattern", "reason", "days"])
        if target:
            del self.fields["pattern"]
        days = self.fields["days"]
        days.initial = min(USUAL_DAYS, limits.max_days)
        days.help_text = _("At most %(days)d, says the policy.") % {"days": limits.max_days}


def target_of(service: Service, sent: Mapping[str, str]) -> Finding | Pool | None:
    """Return the finding or the pool of the service that a request names; None for a rule in a path."""
    if number := _number(sent.get("finding")):
        return get_object_or_404(Finding.objects.select_related("service"), service=service, pk=number)
    if number := _number(sent.get("pool")):
        return get_object_or_404(Pool.objects.select_related("scan__service"), scan__service=service, pk=number)
    return None


def draft_of(service: Service, target: Finding | Pool | None, sent: Mapping[str, str]) -> Waiver:
    """Return the waiver that is asked for; raise UserError where there can be none."""
    if isinstance(target, Finding):
        return drafts.for_finding(target)
    code = sent.get("code", "")
    return drafts.for_pool(target, code) if target else drafts.for_path(service, code, sent.get("pattern", ""))


def renewal_of(waiver: Waiver) -> str:
    """Return the query of the page that asks for the same again, with the reason; empty where there is no such pool."""
    what: dict[str, Any] = {"code": waiver.code, "pattern": waiver.pattern}
    if waiver.kind == Kind.FINDING:
        what = {"finding": waiver.finding_id}
    elif waiver.kind == Kind.POOL:
        pools = Pool.objects.filter(scan__service=waiver.service_id, identity=waiver.pool)
        newest = pools.order_by("-scan_id").values_list("pk", flat=True).first()
        if newest is None:
            return ""
        what = {"pool": newest, "code": waiver.code}
    return urlencode({**what, "reason": waiver.reason})


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0
