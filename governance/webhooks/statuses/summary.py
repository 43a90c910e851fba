"""The one comment under a pull request, as Markdown that every forge shows alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.findings.models import Occurrence
from governance.webhooks.statuses.verdicts import fractions

if TYPE_CHECKING:
    from governance.registry.models import Service
    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard

FINDINGS_SHOWN: Final = 10


def marker_of(service: Service) -> str:
    """Return what tells our comment from others, in plain sight: not every forge hides an HTML comment."""
    return f"({settings.PUBLIC_URL}{reverse('service', args=[service.slug])})"


def summary_of(scan: Scan, card: Scorecard) -> str:
    """Return the gate, the figures, and the first of what the gate is about."""
    with translation.override(settings.LANGUAGE_CODE):
        gate = _("Gate passed") if card.gate_passed else _("Gate refused")
        page = f"{settings.PUBLIC_URL}{reverse('scan', args=[scan.pk])}"
        lines = [
            f"**{gate}** · [{scan.service.name}]{marker_of(scan.service)} · [`{scan.commit[:10]}`]({page})",
            "",
            fractions(card),
            *_findings(scan, card),
        ]
        return "\n".join(lines) + "\n"


def _findings(scan: Scan, card: Scorecard) -> list[str]:
    fingerprints = [reason["fingerprint"] for reason in card.gate_reasons if "fingerprint" in reason]
    found = Occurrence.objects.filter(scan=scan, finding__fingerprint__in=fingerprints).defer("trace", "excerpts")
    lines = [
        f"- {each.code} `{_code(each.path)}:{each.line}`: {_plain(each.messages)}" for each in found[:FINDINGS_SHOWN]
    ]
    left = len(fingerprints) - len(lines)
    if left > 0:
        lines.append("- " + _("and %(count)d more") % {"count": left})
    return ["", *lines] if lines else []


def _code(text: str) -> str:
    return text.replace("`", "'").replace("\n", " ")


def _plain(messages: dict[str, str]) -> str:
    """Return a message in the language of the service, on one line, whose words cannot become markup."""
    text = messages.get(get_language() or "en") or messages.get("en", "")
    return " ".join(text.split()).replace("<", "&lt;").replace("[", "\\[").replace("@", "@\u200b")
