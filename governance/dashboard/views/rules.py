"""The rules: a list, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance.dashboard import rails
from governance.dashboard.rule_pages import page_in_language, rule_folders, rule_page
from governance.scorecards.scoring import RULES

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest

# What is scored, and the checks of comments that suppress, which are in no score.
GROUPS: Final = (*RULES, "IR0")
NAMES: Final = {**rails.NAMES, "IR0": _("Suppressions")}
SENTENCES: Final = {
    **rails.SENTENCES,
    "IR0": _("A comment that suppresses a finding says why, and goes when it is no longer needed."),
}


@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """List every rule under the iron rule that it belongs to."""
    folders = rule_folders().values()
    groups = [
        {
            "rule": rule,
            "name": NAMES[rule],
            "sentence": SENTENCES[rule],
            "folders": [(folder, page_in_language(folder)) for folder in folders if folder.rule.code.startswith(rule)],
        }
        for rule in GROUPS
    ]
    return render(request, "dashboard/rules.html", {"section": "rules", "groups": groups})


@require_safe
def rule(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what a rule asks, why, both examples and how to repair."""
    page = rule_page(code)
    if page is None:
        raise Http404(code)
    group = next(group for group in GROUPS if code.startswith(group))
    context = {
        "section": "rules",
        "page": page,
        "rule": page.folder.rule,
        "group": group,
        "group_name": NAMES[group],
    }
    return render(request, "dashboard/rule.html", context)
