"""What a forge is told about a scan: a verdict, a sentence, and where to read more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.scans.models import State

if TYPE_CHECKING:
    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard

RULES: Final = ("IR1", "IR2", "IR3")


class Verdict(models.TextChoices):
    """How a commit stands; each forge has words of its own for it."""

    PENDING = "pending"
    PASSED = "passed"
    REFUSED = "refused"  # by the gate
    BROKEN = "broken"  # the scan failed: nothing is known
    REPLACED = "replaced"  # by a newer commit


@dataclass(frozen=True, slots=True)
class Told:
    """What a forge is told."""

    verdict: Verdict
    sentence: str
    url: str
    context: str  # the name under which forges file it: one status for each service of a commit


def told_of(scan: Scan, card: Scorecard | None) -> Told | None:
    """Return what there is to tell about a scan; None as long as its commit is not known."""
    if not scan.commit:
        return None
    verdict = _verdict(scan, card)
    with translation.override(settings.LANGUAGE_CODE):  # who reads it at the forge is not known
        sentence = _sentence(verdict, scan, card)
    url = settings.PUBLIC_URL + reverse("scan", args=[scan.pk])
    return Told(verdict, sentence, url, f"ironrules/{scan.service.slug}")


def _verdict(scan: Scan, card: Scorecard | None) -> Verdict:
    if scan.state == State.FAILED:
        return Verdict.BROKEN
    if scan.state == State.SUPERSEDED:
        return Verdict.REPLACED
    if scan.state != State.DONE or card is None:
        return Verdict.PENDING
    return Verdict.PASSED if card.gate_passed else Verdict.REFUSED


def _sentence(verdict: Verdict, scan: Scan, card: Scorecard | None) -> str:
    match verdict:
        case Verdict.PENDING:
            return _("The scan is running.")
        case Verdict.BROKEN:
            return _("The scan failed: %(code)s.") % {"code": scan.error_code}
        case Verdict.REPLACED:
            return _("A newer commit took its place.")
    figures = fractions(card) if card else ""
    if verdict == Verdict.PASSED:
        return _("Gate passed. %(figures)s") % {"figures": figures}
    count = len(card.gate_reasons) if card else 0
    words = ngettext(
        "Gate refused: %(count)d reason. %(figures)s", "Gate refused: %(count)d reasons. %(figures)s", count
    )
    return words % {"count": count, "figures": figures}


def fractions(card: Scorecard) -> str:
    """Return passed and units of each rule: `IR1 4/4 · IR2 9/12 · IR3 –`."""
    parts = []
    for rule in RULES:
        figure = card.figures.get(rule) or {}
        units = figure.get("units") or 0
        parts.append(f"{rule} {figure.get('passed', 0)}/{units}" if units else f"{rule} –")
    return " · ".join(parts)
