"""Annotations for a GitHub Actions run: a workflow command for each finding.

GitHub shows ten errors, ten warnings and ten notices a step and drops the others without a word, so the most severe
come first, and a last line says how many are not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from scanners.messages import Catalogue
from scanners.model import Finding, Report, Severity, Text, Verdict

LIMIT: Final = 10
_KINDS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


def render(report: Report, catalogue: Catalogue, language: str) -> str:
    """The commands, a line each."""
    return "".join(f"{line}\n" for line in _lines(report, catalogue, language))


def _lines(report: Report, catalogue: Catalogue, language: str) -> Iterator[str]:
    told: Counter[str] = Counter()
    severest_first = list(Severity)
    open_findings = [finding for finding in report.findings if finding.suppressed is None]
    for finding in sorted(open_findings, key=lambda finding: severest_first.index(finding.severity)):
        kind = _kind(finding, report)
        told[kind] += 1
        if told[kind] <= LIMIT:
            yield _annotation(kind, finding, catalogue, language)
    hidden = sum(max(count - LIMIT, 0) for count in told.values())
    if hidden:
        yield catalogue.render(Text.of("analyser.not-annotated", hidden=hidden, limit=LIMIT), language)
    for problem in report.problems:
        place = f" file={_property(problem.path)},line={max(problem.line, 1)}" if problem.path else ""
        yield f"::debug{place}::{_data(catalogue.render(problem.message, language))}"


def _kind(finding: Finding, report: Report) -> str:
    advice = dict(finding.verdicts)[report.profile] is Verdict.ADVISORY
    return "notice" if advice else _KINDS[finding.severity]


def _annotation(kind: str, finding: Finding, catalogue: Catalogue, language: str) -> str:
    place = finding.location
    said = [catalogue.render(finding.message, language)]
    said += [
        f"{number}. {step.location.path}:{step.location.line}  {catalogue.render(step.note, language)}"
        for number, step in enumerate(finding.trace, start=1)
    ]
    properties = {
        "file": place.path,
        "line": place.line,
        "endLine": max(place.end_line, place.line),
        "title": f"{finding.code} {finding.name}",
    }
    if properties["endLine"] == place.line:
        properties["col"] = place.column  # GitHub refuses a column where an annotation covers several lines
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {written}::{_data(chr(10).join(said))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
