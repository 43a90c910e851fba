"""Annotations: one command a line, escaped, no more of a kind than are shown."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scanners import Profile, Report, Severity, load_rules
from scanners.messages import Catalogue, own_messages
from scanners.report import github
from tests.scanners.go_source import DIRTY, scanned


def catalogue() -> Catalogue:
    found = own_messages()
    for folder in load_rules():
        found |= folder.messages
    return found


def commands(report: Report) -> list[str]:
    return github.render(report, catalogue(), "en").splitlines()


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return scanned(tmp_path, {"a.go": DIRTY})


def test_each_finding_is_one_command(report: Report) -> None:
    lines = commands(report)
    assert len(lines) == len(report.findings)
    assert any(
        line.startswith("::error file=a.go,line=14,endLine=14,title=IR201 missing-reset,col=2::") for line in lines
    )
    assert any(line.startswith("::warning file=a.go,line=8,") for line in lines)


def test_trace_follows_the_message_on_lines_of_its_own(report: Report) -> None:
    (line,) = [line for line in commands(report) if "IR201" in line]
    assert "%0A1. a.go:" in line


def test_advice_is_a_notice(tmp_path: Path) -> None:
    lines = commands(scanned(tmp_path, {"a.go": DIRTY}, profile=Profile.PRAGMATIC))
    assert [line.partition(" ")[0] for line in lines if "IR302" in line] == ["::notice"]


def test_name_of_a_file_cannot_end_the_command(tmp_path: Path) -> None:
    lines = commands(scanned(tmp_path, {"a,b:c%\n::error::x.go": DIRTY}))
    assert all(line.startswith("::") for line in lines)
    assert "file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.go," in lines[0]


def test_ten_of_a_kind_are_shown_the_most_severe_first(report: Report) -> None:
    error = next(finding for finding in report.findings if finding.severity is Severity.HIGH)
    critical = dataclasses.replace(error, severity=Severity.CRITICAL, name="worst")
    lines = commands(dataclasses.replace(report, findings=(*[error] * 12, critical)))
    assert sum(line.startswith("::error") for line in lines) == 10
    assert "worst" in lines[0]
    assert lines[-1].startswith("3 more findings are not annotated")
