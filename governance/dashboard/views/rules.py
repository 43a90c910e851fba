"""The rules: a list, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.dashboard.rails import NAMES, SENTENCES
from governance.dashboard.rule_pages import page_in_language, rule_folders, rule_page
from governance.scorecards.scoring import RULES

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest


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
        for rule in RULES
    ]
    return render(request, "dashboard/rules.html", {"section": "rules", "groups": groups})


@require_safe
def rule(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what a rule asks, why, both examples and how to repair."""
    page = rule_page(code)
    if page is None:
        raise Http404(code)
    group = next(group for group in RULES if code.startswith(group))
    context = {
        "section": "rules",
        "page": page,
        "rule": page.folder.rule,
        "group": group,
        "group_name": NAMES[group],
    }
    return render(request, "dashboard/rule.html", context)
