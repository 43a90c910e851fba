"""A report for people: grouped by file, at most 80 columns, each trace as numbered steps, each suggestion as a diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from scanners.messages import Catalogue
from scanners.model import Finding, Fix, Location, Report, RuleVerdict, Severity, Step, Text, Verdict
from scanners.report.hunks import hunks
from scanners.report.lines import Lines
from scanners.report.terminal import WIDTH, columns, cut, paint, visible, wrap

_COLOURS: Final = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
}
_MARKS: Final = {"+": "32", "-": "31", " ": "2"}
_TEXT: Final = 4  # columns that what belongs to a finding stands in from the left


def render(
    report: Report, catalogue: Catalogue, language: str, *, colour: bool = False, lines: Lines | None = None
) -> str:
    """The report as text that ends with a newline; `colour` adds ANSI escapes, `lines` show what edits change."""
    return "".join(f"{line}\n" for line in _Page(report, catalogue, language, colour, lines).lines())


class _Page:
    def __init__(self, report: Report, catalogue: Catalogue, language: str, colour: bool, source: Lines | None) -> None:
        self._report = report
        self._catalogue = catalogue
        self._language = language
        self._colour = colour
        self._source = source

    def lines(self) -> Iterator[str]:
        shown = [finding for finding in self._report.findings if finding.suppressed is None]
        for path, findings in groupby(shown, key=lambda finding: finding.location.path):
            yield self._paint(visible(path), "1;4")
            for finding in findings:
                yield ""
                yield from self._finding(finding)
            yield ""
        for problem in self._report.problems:
            where = visible(problem.path) + (f":{problem.line}" if problem.line else "")
            said = self._catalogue.render(problem.message, self._language)
            yield from wrap(f"{where}: {said}" if where else said, indent=2, first="! ")
        if self._report.problems:
            yield ""
        yield from self._summary(shown)

    def _finding(self, finding: Finding) -> Iterator[str]:
        advice = dict(finding.verdicts)[self._report.profile] is Verdict.ADVISORY
        spot = f"{finding.location.line}:{finding.location.column}"
        severity = self._paint(self._say(f"severity-{finding.severity}"), _COLOURS[finding.severity])
        rule = self._paint(f"{finding.code} {finding.name}", "1")
        yield f"  {spot}  {severity}  {rule}" + (f"  ({self._say('advisory')})" if advice else "")
        yield from wrap(self._catalogue.render(finding.message, self._language), indent=_TEXT)
        yield from self._trace(finding)
        if finding.fix is not None:
            yield from self._fix(finding.fix)

    def _trace(self, finding: Finding) -> Iterator[str]:
        spots = [_where(step, finding.location) for step in finding.trace]
        # Notes stand under each other, unless a long path would leave them no room.
        width = max((columns(spot) for spot in spots if columns(spot) <= 12), default=0)
        for number, (step, spot) in enumerate(zip(finding.trace, spots, strict=True), start=1):
            note = self._catalogue.render(step.note, self._language)
            head = f"{number:>{_TEXT + 2}}. "
            if columns(spot) <= 12:
                start = f"{head}{spot:<{width}}  "
                yield from wrap(note, indent=len(start), first=start)
            else:
                yield from wrap(spot, indent=len(head), first=head)
                yield from wrap(note, indent=len(head))

    def _fix(self, fix: Fix) -> Iterator[str]:
        title = self._catalogue.render(fix.title, self._language)
        yield from wrap(self._say("suggestion", title=title), indent=_TEXT)
        for path in sorted({edit.path for edit in fix.edits}) if self._source is not None else ():
            assert self._source is not None  # noqa: S101 - narrows the type; see the line above
            edits = [edit for edit in fix.edits if edit.path == path]
            for hunk in hunks(self._source.of(path), edits, context=1):
                number = hunk.old_start
                for mark, line in hunk.lines:
                    text = visible(line.decode("utf-8", "replace").rstrip("\r\n").expandtabs(4))
                    shown = f"{number if mark != '+' else '':>{_TEXT + 5}} {mark} {text}"
                    yield self._paint(cut(shown, WIDTH), _MARKS[mark])
                    number += mark != "+"

    def _summary(self, shown: list[Finding]) -> Iterator[str]:
        report = self._report
        verdicts = Counter(dict(finding.verdicts)[report.profile] for finding in shown)
        seconds = sum(seconds for _, seconds in report.stats.seconds)
        yield from wrap(
            self._say(
                "summary-kept" if report.stats.is_kept else "summary",
                violations=verdicts[Verdict.VIOLATION],
                advisories=verdicts[Verdict.ADVISORY],
                suppressed=len(report.findings) - len(shown),
                pools=len(report.pools),
                files=report.stats.files,
                seconds=f"{seconds:.1f}",
            ),
            indent=0,
        )
        if report.pools:
            yield self._say("compliance", rails="   ".join(self._rail(rule) for rule in ("IR1", "IR2", "IR3")))
        if shown:
            yield self._paint(self._say("explain", code=shown[0].code), "2")

    def _rail(self, rule: str) -> str:
        verdicts = [dict(pool.verdicts).get(rule) for pool in self._report.pools]
        passed = verdicts.count(RuleVerdict.PASS)
        known = passed + verdicts.count(RuleVerdict.FAIL)
        return self._paint(f"{rule} {passed}/{known}", "32" if passed == known else "33")

    def _say(self, key: str, **arguments: object) -> str:
        return self._catalogue.render(Text.of(f"analyser.{key}", **arguments), self._language)

    def _paint(self, text: str, code: str) -> str:
        return paint(text, code, self._colour)


def _where(step: Step, near: Location) -> str:
    spot = f"{step.location.line}:{step.location.column}"
    return spot if step.location.path == near.path else f"{visible(step.location.path)}:{spot}"
