"""A report as PDF, typeset by Typst; the data go to the template as JSON, never as markup."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from governance.errors import ServiceError, UserError
from governance.reports import summary, words
from governance.reports.content import SEVERITIES
from governance.repositories import launch

if TYPE_CHECKING:
    from datetime import datetime

    from governance.reports.content import Card, Content, Finding, Override, ServicePart

PROGRAM: Final = Path(__file__).parent.parent / "typesetting.py"
LISTED: Final = 1000  # refused commits, failed scans and problems, each


def write(content: Content, file: IO[bytes]) -> None:
    """Write the document. Raises UserError `report-pdf-time`, ServiceError `report-pdf`."""
    with tempfile.TemporaryDirectory() as directory:
        with translation.override(content.language):
            text = json.dumps(values(content), ensure_ascii=False)
        Path(directory, "report.json").write_text(text, encoding="utf-8")
        _typeset(directory, int(content.as_of.timestamp()))
        with Path(directory, "report.pdf").open("rb") as made:
            shutil.copyfileobj(made, file)


def _typeset(directory: str, seconds: int) -> None:
    """Run the typesetter under limits; nothing of it outlives this call."""
    limits = [str(number) for number in (os.getpid(), settings.EXPORT_BYTES, settings.EXPORT_MEMORY_BYTES, 0)]
    command = [sys.executable, "-I", str(PROGRAM), directory, str(seconds)]
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(launch.__file__), *limits, "PATH,LANG", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _nothing, said = process.communicate(timeout=settings.EXPORT_SECONDS)
    except subprocess.TimeoutExpired:
        raise UserError(
            "report-pdf-time",
            _("The PDF takes longer than %(limit)s seconds."),
            _("Ask for a shorter period or a smaller scope, or for the other formats."),
            limit=settings.EXPORT_SECONDS,
        ) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise ServiceError("report-pdf", f"typesetting ended with {process.returncode}: {said.decode()[-2000:]}")


def values(content: Content) -> dict[str, Any]:
    """Return what the template needs, in the words of the active language."""
    counts = content.counts()
    standing = summary.severest(content, "open", "waived")
    repaired = summary.severest(content, "fixed")
    covered = summary.coverage(part.end for part in content.services if part.end)
    return {
        "words": {name: str(word) for name, word in words.LABELS.items()},
        "language": content.language,
        "title": str(words.TITLES[content.scope.kind]),
        "scope": content.scope.name,
        "period": f"{content.since} – {content.until}",
        "as_of": _minute(content.as_of),
        "number": str(content.number),
        "requested_by": content.requested_by,
        "services": str(len(content.services)),
        "digest_text": words.digest_text(content),
        "rails": [_rail(rail) for rail in summary.rails(content.services)],
        "coverage": f"{covered.passed}/{covered.total}",
        "severities": [str(words.SEVERITIES[severity]) for severity in SEVERITIES],
        "counts": [
            [str(words.COUNTED[name]), *map(str, summary.by_severity(count)), str(count.total())]
            for name, count in counts.items()
        ],
        "parts": [_part(part) for part in content.services],
        "refusals": [
            [_minute(each.at), each.service, each.branch, each.commit[:10], summary.reasons(each)]
            for each in content.refusals[:LISTED]
        ],
        "refusals_more": _more(len(content.refusals) - LISTED),
        "overrides": [
            [
                each.service,
                each.branch or each.commit[:10],
                each.reason,
                f"{each.by}, {_day(each.at)}",
                _override_end(each),
            ]
            for each in content.overrides
        ],
        "standing": [_row(finding, finding.first_seen) for finding in standing],
        "standing_more": _more(counts["open"].total() + counts["waived"].total() - len(standing)),
        "repaired": [_row(finding, finding.fixed) for finding in repaired],
        "repaired_more": _more(counts["fixed"].total() - len(repaired)),
        "detailed": [_detail(finding) for finding in summary.detailed(content)],
        "waivers": [
            {
                "service": waiver.service,
                "subject": waiver.subject,
                "state": str(words.WAIVER_STATES[waiver.state]),
                "reason": waiver.reason,
                "requested": f"{waiver.requested_by}, {_day(waiver.requested_at)}",
                "decided": f"{waiver.decided_by or '–'}, {_day(waiver.decided_at)}" if waiver.decided_at else "–",
                "until": str(waiver.until),
            }
            for waiver in content.waivers
        ],
        "never_scanned": ", ".join(content.never_scanned),
        "failed_scans": [[_minute(scan.at), scan.service, scan.message] for scan in content.failed_scans[:LISTED]],
        "failed_scans_more": _more(len(content.failed_scans) - LISTED),
        "problems": [
            [each.service, f"{each.path}:{each.line}" if each.line else each.path, each.message]
            for each in content.problems[:LISTED]
        ],
        "problems_more": _more(len(content.problems) - LISTED),
        "analysers": ", ".join(content.analysers) or "–",
        "policies": [
            {
                "digest": policy.digest,
                "profile": policy.profile,
                "gate": ", ".join(str(words.SEVERITIES.get(severity, severity)) for severity in policy.gate),
                "services": str(policy.services),
                "versions": words.versions(policy),
            }
            for policy in content.policies
        ],
    }


def _rail(rail: summary.Rail) -> dict[str, Any]:
    units = rail.end.units
    return {
        "rule": rail.rule,
        "name": str(words.RULES[rail.rule]),
        "passed": rail.end.passed / units if units else None,
        "waived": rail.end.waived / units if units else 0,
        "covered": rail.covered,
        "fraction": rail.fraction,
        "percent": rail.percent,
        "change": rail.change,
    }


def _part(part: ServicePart) -> dict[str, Any]:
    return {
        "name": part.name,
        "team": part.team,
        "start": _grade(part.start),
        "end": _grade(part.end),
        "scanned": part.end is not None,
        "rails": [_rail(rail) for rail in summary.rails([part])],
        "coverage": f"{part.end.coverage.passed}/{part.end.coverage.total}" if part.end else "–",
        "gates": f"{part.gates_passed} / {part.gates_refused}",
    }


def _grade(card: Card | None) -> str:
    return (card.grade if card else "") or "–"


def _row(finding: Finding, at: datetime | None) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "word": str(words.SEVERITIES.get(finding.severity, finding.severity)),
        "code": finding.code,
        "service": finding.service,
        "message": finding.message,
        "place": f"{finding.path}:{finding.line}" if finding.path else "",
        "notes": _notes(finding),
        "at": _day(at),
    }


def _notes(finding: Finding) -> str:
    notes = []
    if finding.suppressed is not None:
        notes.append(str(words.LABELS["suppressed"]))
    elif finding.state == "waived":
        notes.append(str(words.STATES["waived"]))
    if finding.verdict != "violation":
        notes.append(str(words.VERDICTS[finding.verdict]))
    if finding.is_new:
        notes.append(str(words.LABELS["new"]))
    return "".join(f" · {note}" for note in notes)


def _detail(finding: Finding) -> dict[str, Any]:
    assert finding.excerpt is not None  # noqa: S101 - narrows the type
    return {
        **_row(finding, finding.first_seen),
        "name": finding.name,
        "path": finding.excerpt.path,
        "start": finding.excerpt.start,
        "lines": [line.expandtabs(4) for line in finding.excerpt.lines],
        "here": finding.line,
        "trace": [[f"{step.path}:{step.line}", step.note] for step in finding.trace],
    }


def _override_end(override: Override) -> str:
    return _day(override.revoked or override.until)


def _more(count: int) -> str:
    return str(words.LABELS["more"]) % {"count": count} if count > 0 else ""


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M %Z")


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d") if moment else "–"
