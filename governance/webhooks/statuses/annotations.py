"""What stands beside the lines of a pull request: the findings that it adds, the most severe first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from governance.findings.models import Occurrence
from scanners.model import Severity

if TYPE_CHECKING:
    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard


@dataclass(frozen=True, slots=True)
class Annotation:
    """One finding beside its line."""

    key: str  # the same from scan to scan, so that a forge replaces what it has
    path: str
    line: int
    end_line: int
    severity: Severity
    title: str
    message: str
    url: str


def annotations_of(scan: Scan, card: Scorecard, limit: int) -> list[Annotation]:
    """Return at most `limit` annotations: what is new against the merge base, or what the gate names without one."""
    new = (scan.stats.get("base") or {}).get("new")
    if new is None:
        new = [reason["fingerprint"] for reason in card.gate_reasons if "fingerprint" in reason]
    found = Occurrence.objects.filter(scan=scan, fingerprint__in=new, suppressed=None)
    found = found.order_by("severity_rank", "code", "path", "line", "id").defer("trace", "excerpts", "fix")
    with translation.override(settings.LANGUAGE_CODE):  # who reads it at the forge is not known
        return [_annotation(each) for each in found[:limit]]


def _annotation(seen: Occurrence) -> Annotation:
    message = seen.messages.get(get_language() or "en") or seen.messages.get("en", "")
    return Annotation(
        key=seen.fingerprint,
        path=seen.path,
        line=seen.line,
        end_line=max(seen.end_line, seen.line),
        severity=Severity(seen.severity),
        title=f"{seen.code} {seen.name}",
        message=message,
        url=settings.PUBLIC_URL + reverse("finding", args=[seen.finding_id]),
    )
