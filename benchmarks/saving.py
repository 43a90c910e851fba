"""What it takes to save a scan: matched with what is known, findings, pools, occurrences and scorecard written.

    python -m governance.embedded python -m benchmarks.saving [--findings 5000]

Four scans of one service: the first, the same again, one in which all code changed, one with nothing left. Findings
have a trace of four steps and excerpts as real ones do. `matching` is the part that decides, without the database.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.database import a_service  # first: it sets Django up
from governance.findings.evidence import Evidence
from governance.findings.excerpts import Excerpt
from governance.findings.matching import Position, identify, match
from governance.findings.models import Finding
from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scans import report
from governance.scans.models import Scan, State, Trigger
from governance.scans.report import Report
from governance.scorecards.actions import record_scorecard
from governance.waivers.actions import apply_waivers, record_asking
from scanners.model import Profile, RuleVerdict, Severity, Verdict

_LINE: Final = "\tbuf := bufPool.Get().(*bytes.Buffer) // as long as a line of code is, more or less"
_TEXT: Final = "`buf` is used after it went back into `bufPool` (line 41). Move the Put after the last use, or copy."


def a_report(findings: int, version: str) -> Report:
    """A report with ten findings a pool; `version` is part of every fingerprint."""
    return Report(
        version=1,
        analyser="benchmark",
        profile=Profile.IRON,
        commit=None,
        stats={},
        pools=tuple(_pool(number) for number in range(findings // 10)),
        findings=tuple(_finding(number, version) for number in range(findings)),
        problems=(),
    )


def _pool(number: int) -> report.Pool:
    sites = tuple(report.Site(f"p{number}/a.go", line, "get", "f") for line in range(1, 21))
    verdicts = dict.fromkeys(("IR1", "IR2", "IR3"), RuleVerdict.FAIL)
    name = f"m/p{number}.bufPool"
    return report.Pool(name, "bufPool", f"p{number}/a.go", 1, "m/p", "package", "*T", sites, (), verdicts)  # type: ignore[arg-type]


def _finding(number: int, version: str) -> report.Finding:
    path = f"p{number // 10}/a.go"
    return report.Finding(
        code="IR204",
        name="use-after-put",
        severity=list(Severity)[number % 4],
        verdicts=dict.fromkeys(Profile, Verdict.VIOLATION),
        path=path,
        line=number % 10 + 1,
        column=2,
        end_line=number % 10 + 1,
        messages={"en": _TEXT, "zh-hans": _TEXT},
        pool=f"m/p{number // 10}.bufPool",
        trace=tuple(report.Step(path, line, {"en": "taken here", "zh-hans": "此处取出"}) for line in range(1, 5)),
        fingerprint=f"{version}{number:031}",
        function=f"f{number % 10}",
    )


def save(service: Service, found: Report) -> str:
    """Save a report as the next scan; the seconds, and what changed."""
    scan = Scan.objects.create(
        service=service, branch="main", trigger=Trigger.COMMAND, state=State.SAVING, profile=Profile.IRON
    )
    excerpts: dict[str, Sequence[Excerpt]] = {
        each.fingerprint: [Excerpt(each.path, 1, (_LINE,) * 12)] for each in found.findings
    }
    started, cpu, server = time.perf_counter(), time.process_time(), _server_seconds()
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        recorded = record_findings(scan, found, excerpts, Policy())
        matched = time.perf_counter() - started
        applied = apply_waivers(scan)
        record_scorecard(scan, found, Policy(), applied.waived)
        Scan.objects.filter(pk=scan.pk).update(state=State.DONE)
        record_asking(scan, applied)
    seconds, cpu, server = time.perf_counter() - started, time.process_time() - cpu, _server_seconds() - server
    changes = recorded.changes
    return (
        f"{seconds:6.2f} s ({matched:.2f} s for findings; CPU {cpu:.2f} s here, {server:.2f} s in PostgreSQL;"
        f" {len(queries)} statements): "
        f"{len(changes.new)} new, {len(changes.changed)} changed, {len(changes.fixed)} fixed"
    )


def _server_seconds() -> float:
    """The processor time that the connection's process has taken so far, on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def matching(findings: int) -> str:
    """The seconds that the pure part takes when every fingerprint is another."""
    known = {
        f"a{number}": Evidence("IR204", f"f{number % 10}", "a.go", f"p{number // 10}", "p")
        for number in range(findings)
    }
    new = {f"b{fingerprint}": evidence for fingerprint, evidence in known.items()}
    started = time.perf_counter()
    identified = identify(new, known=known.keys(), aliases={}, missing=known)
    states = dict.fromkeys(known, Finding.State.OPEN)
    changes = match(states, new.keys(), position=Position.NEWEST, identified=identified)
    return f"{time.perf_counter() - started:6.2f} s: {len(changes.changed)} changed, {len(changes.new)} new"


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=5000)
    count: int = parser.parse_args().findings
    sys.stdout.write(f"matching {count} findings {matching(count)}\n")
    with a_service() as service:
        for name, found in [
            ("first scan", a_report(count, "a")),
            ("the same again", a_report(count, "a")),
            ("all code changed", a_report(count, "b")),
            ("nothing left", a_report(0, "b")),
        ]:
            sys.stdout.write(f"{name:18} {save(service, found)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
