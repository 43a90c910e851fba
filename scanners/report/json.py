"""A report as JSON; docs/report.md describes it and schema.json checks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scanners.messages import Catalogue
from scanners.model import VERSION, Finding, Fix, Location, Pool, Problem, Report, Site, Step
from scanners.report.hunks import hunks
from scanners.report.lines import Lines


def render(report: Report, catalogue: Catalogue, language: str, lines: Lines) -> str:
    """The report as one JSON document; `message` and `note` are in the language, the plural forms in all."""
    return json.dumps(as_values(report, catalogue, language, lines), ensure_ascii=False, indent=1) + "\n"


def as_values(report: Report, catalogue: Catalogue, language: str, lines: Lines) -> dict[str, Any]:
    """The report as the values that JSON knows; `lines` are those of the files that edits are suggested for."""
    return {
        "version": VERSION,
        "analyser": report.analyser,
        "profile": report.profile,
        "commit": report.commit,
        "stats": {
            "files": report.stats.files,
            "parsed": report.stats.parsed,
            "bytes": report.stats.bytes,
            "packages": report.stats.packages,
            "pools": report.stats.pools,
            "seconds": {stage: round(seconds, 3) for stage, seconds in report.stats.seconds},
            "kept": report.stats.is_kept,
        },
        "pools": [_pool(pool) for pool in report.pools],
        "findings": [_finding(finding, report, catalogue, language, lines) for finding in report.findings],
        "problems": [_problem(problem, catalogue, language) for problem in report.problems],
        "connections": [{**_spot(made.location), "kind": made.kind, "name": made.name} for made in report.connections],
    }


def _pool(pool: Pool) -> dict[str, Any]:
    direct = [site for site in pool.sites if site.direct]
    return {
        "id": pool.id,
        "name": pool.name,
        "path": pool.location.path,
        "line": pool.location.line,
        "package": pool.package,
        "scope": pool.scope,
        "element": pool.element,
        "gets": [_place(site.location) for site in direct if site.kind == "get"],
        "puts": [_place(site.location) for site in direct if site.kind == "put"],
        "sites": [_site(site) for site in pool.sites],
        "wrappers": list(pool.wrappers),
        "verdicts": dict(pool.verdicts),
    }


def _site(site: Site) -> dict[str, Any]:
    return {
        **_spot(site.location),
        "kind": site.kind,
        "function": site.function,
        "direct": site.direct,
        "counted": site.counted,
        "via": site.via,
    }


def _finding(finding: Finding, report: Report, catalogue: Catalogue, language: str, lines: Lines) -> dict[str, Any]:
    verdicts = dict(finding.verdicts)
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "verdict": verdicts[report.profile],
        "verdicts": verdicts,
        **_spot(finding.location),
        "end_line": finding.location.end_line or finding.location.line,
        "function": finding.function,
        "message": catalogue.render(finding.message, language),
        "messages": catalogue.render_all(finding.message),
        "pool": finding.pool,
        "site": _spot(finding.site) if finding.site else None,
        "trace": [_step(step, catalogue, language) for step in finding.trace],
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding.fix, catalogue, language, lines) if finding.fix and _is_text(finding.fix) else None,
        "suppressed": None if finding.suppressed is None else {"reason": finding.suppressed},
    }


def _step(step: Step, catalogue: Catalogue, language: str) -> dict[str, Any]:
    return {
        **_spot(step.location),
        "note": catalogue.render(step.note, language),
        "notes": catalogue.render_all(step.note),
    }


def _fix(fix: Fix, catalogue: Catalogue, language: str, lines: Lines) -> dict[str, Any]:
    return {
        "title": catalogue.render(fix.title, language),
        "titles": catalogue.render_all(fix.title),
        "edits": [
            {"path": edit.path, "start": edit.start, "end": edit.end, "replacement": edit.replacement}
            for edit in fix.edits
        ],
        "hunks": [hunk for path in sorted({edit.path for edit in fix.edits}) for hunk in _hunks(fix, path, lines)],
    }


def _is_text(fix: Fix) -> bool:
    """Whether JSON, and whoever stores it, can hold the edits: code may have bytes that are not UTF-8, and NUL."""
    text = "".join(edit.replacement for edit in fix.edits)
    return "\0" not in text and not any("\udc80" <= character <= "\udcff" for character in text)


def _hunks(fix: Fix, path: str, lines: Lines) -> Iterator[dict[str, Any]]:
    for hunk in hunks(lines.of(path), [edit for edit in fix.edits if edit.path == path]):
        shown = [
            mark + line.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}").rstrip("\r\n")
            for mark, line in hunk.lines
        ]
        yield {"path": path, "old_start": hunk.old_start, "new_start": hunk.new_start, "lines": shown}


def _problem(problem: Problem, catalogue: Catalogue, language: str) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "function": problem.function,
        "message": catalogue.render(problem.message, language),
        "messages": catalogue.render_all(problem.message),
    }


def _spot(location: Location) -> dict[str, Any]:
    return {"path": location.path, "line": location.line, "column": location.column}


def _place(location: Location) -> dict[str, Any]:
    return {"path": location.path, "line": location.line}
