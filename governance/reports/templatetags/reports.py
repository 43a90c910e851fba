"""How the HTML of a report writes words, times and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from governance.reports import summary, words

if TYPE_CHECKING:
    from datetime import datetime

    from governance.reports.content import PolicyVersion, Refusal

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """Return a time to the minute, with its zone."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M %Z")


@register.filter
def rule_name(rule: str) -> str:
    """Return a rule in two words."""
    return str(words.RULES[rule])


@register.filter
def refused_for(refusal: Refusal) -> str:
    """Return why the gate refused, rule by rule: `IR204 ×2, IR201`."""
    return summary.reasons(refusal)


@register.filter
def and_more(count: int) -> str:
    """Return how many a list leaves out, and where they are."""
    return str(words.LABELS["more"]) % {"count": count}


@register.filter
def versions(policy: PolicyVersion) -> str:
    """Return the stored versions that a policy was made of."""
    return words.versions(policy)


@register.filter
def waiver_word(state: str) -> str:
    """Return the word of the state of a waiver."""
    return str(words.WAIVER_STATES.get(state, state))
