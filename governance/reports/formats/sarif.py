"""A report as SARIF 2.1.0: a run for each service, at the commit of its newest scan within the period.

`baselineState` compares with the beginning of the period: new, unchanged, or absent for what was repaired. Columns
count UTF-16 code units; where the line of code is not at hand there is none.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from governance.reports.masking import MASK
from scanners.report.sarif import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from governance.reports.content import Content, FailedScan, Finding, Problem, ServicePart

_BASE: Final = "SRCROOT"
_LEVELS: Final = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_LANGUAGES: Final = {"en": "en-US", "zh-hans": "zh-CN"}


def write(content: Content, file: IO[bytes]) -> None:
    """Write the log, a run at a time."""
    file.write(b'{"$schema":%s,"version":"2.1.0","runs":[' % json.dumps(SCHEMA).encode())
    findings = {slug: tuple(each) for slug, each in itertools.groupby(content.findings, attrgetter("service"))}
    before = b""
    for part in content.services:
        run = _run(content, part, findings.get(part.slug, ()))
        file.write(before + json.dumps(run, ensure_ascii=False, separators=(",", ":")).encode())
        before = b",\n"
    file.write(b"]}\n")


def _run(content: Content, part: ServicePart, findings: Sequence[Finding]) -> dict[str, Any]:
    name, _, version = (part.end.analyser if part.end else "ironrules").partition(" ")
    rules = dict(sorted((finding.code, finding.name) for finding in findings))
    indices = {code: index for index, code in enumerate(rules)}
    driver: dict[str, Any] = {"name": name, "rules": [{"id": code, "name": rules[code]} for code in rules]}
    if version:
        driver["version"] = version
    problems = [problem for problem in content.problems if problem.service == part.slug]
    failed = [scan for scan in content.failed_scans if scan.service == part.slug]
    return {
        "tool": {"driver": driver},
        "language": _LANGUAGES[content.language],
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_BASE: {"description": {"text": part.name}}},
        "automationDetails": {"id": f"{name}/{part.slug}/{content.since}..{content.until}"},
        "invocations": [
            {
                "executionSuccessful": part.end is not None,
                "toolExecutionNotifications": [*_problems(problems), *_failures(failed)],
            }
        ],
        "results": [_result(finding, indices) for finding in findings],
        "properties": {"commit": part.end.commit if part.end else None, "branch": part.branch, "team": part.team},
    }


def _result(finding: Finding, indices: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": indices[finding.code],
        "level": "note" if finding.verdict != "violation" else _LEVELS.get(finding.severity, "warning"),
        "message": {"text": finding.message or finding.code},
        "partialFingerprints": {"ironrules/v1": finding.fingerprint},
        "baselineState": "absent" if finding.state == "fixed" else "new" if finding.is_new else "unchanged",
        "suppressions": _suppressions(finding),
        "properties": {
            "severity": finding.severity,
            "verdict": finding.verdict,
            "state": finding.state,
            "firstSeen": finding.first_seen.isoformat(),
        },
    }
    if finding.path:
        result["locations"] = [{"physicalLocation": _place(finding)}]
    if finding.trace:
        steps = [
            {"location": {"physicalLocation": _physical(step.path, step.line), "message": {"text": step.note}}}
            for step in finding.trace
        ]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    if finding.suppressed is not None:
        return [{"kind": "inSource", "status": "accepted", "justification": finding.suppressed}]
    return [{"kind": "external", "status": "accepted"}] if finding.state == "waived" else []


def _place(finding: Finding) -> dict[str, Any]:
    place = _physical(finding.path, finding.line)
    column = _utf16_column(finding)
    if column:
        place["region"]["startColumn"] = column
    return place


def _utf16_column(finding: Finding) -> int | None:
    """Return the column as SARIF counts, from the line itself; the analyser counts bytes of UTF-8."""
    excerpt = finding.excerpt
    if excerpt is None or not 0 <= finding.line - excerpt.start < len(excerpt.lines):
        return None
    line = excerpt.lines[finding.line - excerpt.start]
    if MASK in line:
        return None
    before = line.encode()[: finding.column - 1]
    return len(before.decode(errors="ignore").encode("utf-16-le")) // 2 + 1


def _physical(path: str, line: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/"), "uriBaseId": _BASE}}
    if line:
        place["region"] = {"startLine": line}
    return place


def _problems(problems: Iterable[Problem]) -> Iterable[dict[str, Any]]:
    for problem in problems:
        notification: dict[str, Any] = {"level": "warning", "message": {"text": problem.message}}
        if problem.path:
            notification["locations"] = [{"physicalLocation": _physical(problem.path, problem.line)}]
        yield notification


def _failures(scans: Iterable[FailedScan]) -> Iterable[dict[str, Any]]:
    for code, count in sorted(Counter(scan.code for scan in scans).items()):
        yield {"level": "error", "message": {"text": f"{code} ×{count}"}}
