"""A report for people: grouped by file, at most 80 columns, each trace as numbered steps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from scanners.messages import Catalogue
from scanners.model import Finding, Location, Report, RuleVerdict, Severity, Step, Text, Verdict

WIDTH: Final = 80
_COLOURS: Final = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
}
_BREAKABLE: Final = re.compile(r"\s+|[^\s\u2e80-\uffff]+[，。；：、！？）」]?|[\u2e80-\uffff][，。；：、！？）」]?")


def render(report: Report, catalogue: Catalogue, language: str, *, colour: bool = False) -> str:
    """The report as text that ends with a newline; `colour` adds ANSI escapes."""
    return "\n".join(_lines(report, catalogue, language, colour)) + "\n"


def _lines(report: Report, catalogue: Catalogue, language: str, colour: bool) -> Iterator[str]:
    def say(key: str, **arguments: object) -> str:
        return catalogue.render(Text.of(f"analyser.{key}", **arguments), language)

    shown = [finding for finding in report.findings if finding.suppressed is None]
    for path, findings in groupby(shown, key=lambda finding: finding.location.path):
        yield _paint(visible(path), "1", colour)
        for finding in findings:
            yield from _finding(finding, report, catalogue, language, colour)
        yield ""
    for problem in report.problems:
        where = visible(problem.path) + (f":{problem.line}" if problem.line else "")
        yield from wrap(f"{where}: {catalogue.render(problem.message, language)}", indent=2, first="! ")
    if report.problems:
        yield ""
    verdicts = [dict(finding.verdicts)[report.profile] for finding in shown]
    yield say(
        "summary",
        violations=verdicts.count(Verdict.VIOLATION),
        advisories=verdicts.count(Verdict.ADVISORY),
        suppressed=len(report.findings) - len(shown),
        pools=len(report.pools),
        files=report.stats.files,
        seconds=f"{sum(seconds for _, seconds in report.stats.seconds):.1f}",
    )
    if report.pools:
        yield "  ".join(_rail(report, rule) for rule in ("IR1", "IR2", "IR3"))


def _finding(finding: Finding, report: Report, catalogue: Catalogue, language: str, colour: bool) -> Iterator[str]:
    spot = f"{finding.location.line}:{finding.location.column}"
    severity = _paint(f"{finding.severity:8}", _COLOURS[finding.severity], colour)
    verdict = dict(finding.verdicts)[report.profile]
    yield f"  {spot:>8}  {severity}  {finding.code} {finding.name} ({verdict})"
    yield from wrap(catalogue.render(finding.message, language), indent=12)
    for number, step in enumerate(finding.trace, start=1):
        note = catalogue.render(step.note, language)
        yield from wrap(f"{_where(step, finding.location)}  {note}", indent=16, first=f"{number:>14}. ")


def _where(step: Step, near: Location) -> str:
    spot = f"{step.location.line}:{step.location.column}"
    return spot if step.location.path == near.path else f"{visible(step.location.path)}:{spot}"


def _rail(report: Report, rule: str) -> str:
    verdicts = [dict(pool.verdicts).get(rule) for pool in report.pools]
    passed = verdicts.count(RuleVerdict.PASS)
    known = passed + verdicts.count(RuleVerdict.FAIL)
    return f"{rule} {passed}/{known}"


def _paint(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def visible(text: str) -> str:
    """The text with control characters escaped: a file name must not move the cursor or break the line."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def columns(text: str) -> int:
    """How many columns a terminal needs; wide East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, *, indent: int, first: str = "") -> list[str]:
    """Lines of at most WIDTH columns, broken at spaces and between Chinese characters."""
    lines = [first.rjust(indent) if first else " " * indent]
    used = indent
    for part in _BREAKABLE.findall(visible(text)):
        if used + columns(part.rstrip()) > WIDTH and used > indent:
            lines[-1] = lines[-1].rstrip()
            lines.append(" " * indent)
            used = indent
            part = part.lstrip()  # noqa: PLW2901 - a line does not begin with the space it was broken at
        lines[-1] += part
        used += columns(part)
    return lines
