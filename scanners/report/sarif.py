"""A report as SARIF 2.1.0, within the limits of code-scanning services.

Columns count UTF-16 code units, as SARIF's default and every viewer has it. Paths are relative to SRCROOT. What SARIF
has no place for, the inventory of pools above all, goes along as the report itself, in the properties of the run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote_from_bytes

from scanners.documentation import render_page
from scanners.messages import Catalogue
from scanners.model import Edit, Finding, Fix, Location, Problem, Report, Severity, Step, Text, Verdict
from scanners.report.json import as_values
from scanners.report.lines import Lines
from scanners.rule import HEADINGS, RuleFolder

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What GitHub's code scanning takes of one file; it refuses the whole upload beyond.
RESULTS: Final = 25_000
LOCATIONS: Final = 1_000
TEXT: Final = 1_024  # characters of a description

_BASE: Final = "SRCROOT"
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
_LANGUAGES: Final = {"en": "en-US", "zh-hans": "zh-CN"}
_IN_ONE_LANGUAGE: Final = frozenset({"message", "note"})  # of a report, which has each in all languages too
_LINK: Final = re.compile(r"\[(?=[^\[\]]*\]\()")
_ESCAPED_BYTE: Final = re.compile(rb"\\x([0-9a-f]{2})")


def render(report: Report, catalogue: Catalogue, language: str, *, rules: Sequence[RuleFolder], lines: Lines) -> str:
    """The report as one SARIF log; `rules` are those that ran, `lines` those of the source."""
    log = _Writer(report, catalogue, language, rules, lines).log()
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


class _Writer:
    def __init__(
        self, report: Report, catalogue: Catalogue, language: str, rules: Sequence[RuleFolder], lines: Lines
    ) -> None:
        self._report = report
        self._catalogue = catalogue
        self._language = language
        self._rules = rules
        self._lines = lines
        self._indices = {folder.rule.code: index for index, folder in enumerate(rules)}

    def log(self) -> dict[str, Any]:
        name, _, version = self._report.analyser.partition(" ")
        findings, left_out = self._within_limit()
        notifications = [self._notification(problem) for problem in self._report.problems]
        if left_out:
            text = self._say(Text.of("analyser.sarif-limit", limit=RESULTS, hidden=left_out))
            notifications.append({"level": "warning", "message": {"text": text}})
        run: dict[str, Any] = {
            "tool": {
                "driver": {
                    "name": name,
                    "version": version,
                    "semanticVersion": version,
                    "rules": [self._rule(folder) for folder in self._rules],
                }
            },
            "language": _LANGUAGES[self._language],
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {_BASE: {"description": {"text": self._say(Text.of("analyser.sarif-root"))}}},
            "automationDetails": {"id": f"{name}/{self._report.profile}/"},
            "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
            "results": [self._result(finding) for finding in findings],
            "properties": {
                "profile": self._report.profile,
                "commit": self._report.commit,
                "report": _in_all_languages(as_values(self._report, self._catalogue, self._language, self._lines)),
            },
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}

    def _within_limit(self) -> tuple[list[Finding], int]:
        """As many findings as are taken, the most severe, in the order of the report."""
        findings = self._report.findings
        if len(findings) <= RESULTS:
            return list(findings), 0
        severest_first = list(Severity)
        kept = sorted(findings, key=lambda each: (each.suppressed is not None, severest_first.index(each.severity)))
        taken = {finding.fingerprint for finding in kept[:RESULTS]}
        return [finding for finding in findings if finding.fingerprint in taken], len(findings) - RESULTS

    def _rule(self, folder: RuleFolder) -> dict[str, Any]:
        rule, page = folder.rule, folder.pages[self._language]
        what = page.sections[HEADINGS[self._language][0]]
        verdict = dict(rule.verdicts)[self._report.profile]
        markdown = render_page(folder, self._language)
        return {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": _cut(page.title)},
            "fullDescription": {"text": _cut(what), "markdown": _cut(what)},
            "help": {"text": markdown, "markdown": markdown},
            "defaultConfiguration": {"level": _level(rule.severity, verdict)},
            "properties": {
                "tags": ["go", "sync.Pool", rule.iron_rule or rule.code[:2]],
                "precision": "high",
                "problem.severity": {"note": "recommendation"}.get(level := _level(rule.severity, verdict), level),
            },
        }

    def _result(self, finding: Finding) -> dict[str, Any]:
        verdict = dict(finding.verdicts)[self._report.profile]
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self._indices[finding.code],
            "level": _level(finding.severity, verdict),
            "message": {"text": self._say(finding.message)},
            "locations": [{"physicalLocation": self._physical(finding.location)}],
            "partialFingerprints": {"ironrules/v1": finding.fingerprint},
            "suppressions": [],
            "properties": {"severity": finding.severity, "verdict": verdict, "pool": finding.pool},
        }
        if finding.suppressed is not None:
            result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": finding.suppressed}]
        if finding.trace:
            steps = [{"location": self._step(step)} for step in finding.trace[:LOCATIONS]]
            result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        if finding.fix is not None:
            result["fixes"] = [self._fix(finding.fix)]
        return result

    def _step(self, step: Step) -> dict[str, Any]:
        return {"physicalLocation": self._physical(step.location), "message": {"text": self._say(step.note)}}

    def _fix(self, fix: Fix) -> dict[str, Any]:
        by_path: dict[str, list[Edit]] = {}
        for edit in fix.edits:
            by_path.setdefault(edit.path, []).append(edit)
        changes = [
            {"artifactLocation": _artifact(path), "replacements": [self._replacement(edit) for edit in edits]}
            for path, edits in by_path.items()
        ]
        return {"description": {"text": self._say(fix.title)}, "artifactChanges": changes}

    def _replacement(self, edit: Edit) -> dict[str, Any]:
        start, end = self._lines.place(edit.path, edit.start), self._lines.place(edit.path, edit.end)
        region = {
            "startLine": start[0],
            "startColumn": self._lines.utf16_column(edit.path, *start),
            "endLine": end[0],
            "endColumn": self._lines.utf16_column(edit.path, *end),
        }
        inserted = edit.replacement.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return {"deletedRegion": region, "insertedContent": {"text": inserted}}

    def _notification(self, problem: Problem) -> dict[str, Any]:
        notification: dict[str, Any] = {"level": "warning", "message": {"text": self._say(problem.message)}}
        if problem.path:
            physical: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
            if problem.line:
                physical["region"] = {"startLine": problem.line}
            notification["locations"] = [{"physicalLocation": physical}]
        return notification

    def _physical(self, place: Location) -> dict[str, Any]:
        region = {
            "startLine": place.line,
            "startColumn": self._lines.utf16_column(place.path, place.line, place.column),
        }
        if place.end_line > place.line:
            region["endLine"] = place.end_line
        return {"artifactLocation": _artifact(place.path), "region": region}

    def _say(self, text: Text) -> str:
        # Brackets before a parenthesis would be taken for a link.
        return _LINK.sub(r"\\[", self._catalogue.render(text, self._language))


def _in_all_languages(values: Any) -> Any:
    match values:
        case dict():
            return {name: _in_all_languages(each) for name, each in values.items() if name not in _IN_ONE_LANGUAGE}
        case list():
            return [_in_all_languages(each) for each in values]
        case _:
            return values


def _level(severity: Severity, verdict: Verdict) -> str:
    return "note" if verdict is Verdict.ADVISORY else _LEVELS[severity]


def _artifact(path: str) -> dict[str, str]:
    r"""A path as a relative URI; bytes that are not UTF-8 stand in paths as `\xNN`."""
    name = _ESCAPED_BYTE.sub(lambda match: bytes([int(match[1], 16)]), path.encode("utf-8", "surrogateescape"))
    return {"uri": quote_from_bytes(name, safe="/"), "uriBaseId": _BASE}


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else text[: TEXT - 1] + "…"
