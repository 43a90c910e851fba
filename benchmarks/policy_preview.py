"""What the preview of a policy takes: the last scans of all services, scored and gated again.

    python -m governance.embedded python -m benchmarks.policy_preview [--services 1000] [--findings 200]

Each service has a last scan and the one that its gate compares with. The goal is 10 s for 1,000 services with 200
findings each.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from typing import Final

from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.database import a_database  # first: it sets Django up
from governance.accounts.models import Team
from governance.findings.models import Finding, Occurrence, Pool
from governance.policies.policy import Policy
from governance.policies.rules import known_rules
from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard
from governance.scorecards.preview import preview
from scanners.model import Profile, Severity, Verdict

_SECONDS: Final = 10  # the goal
_TEMPLATES: Final = 20  # services that are made one by one; the others are copies of their rows
_APART: Final = 10_000_000  # between the ids of a row and of its next copy
_POOLS: Final = 20
_NEW: Final = 5  # findings of each last scan that its base does not know
_CODES: Final = ("IR101", "IR104", "IR201", "IR202", "IR204", "IR207", "IR208", "IR302", "IR303", "CP404")
_LINES: Final = ["\tbuf := bufPool.Get().(*bytes.Buffer) // as long as a line of code is, more or less"] * 9
_STRICTER: Final = {
    "gate": [severity.value for severity in Severity],
    "overrides": {"IR201": {"severity": "critical"}, "IR302": {"enforcement": "shadow"}},
    "excludes": ["*/generated/*", "*_string.go"],
}


def fill(services: int, findings: int) -> None:
    """Write the rows that scans write, under statistics as autovacuum makes them."""
    chance = random.Random(7)  # noqa: S311 - the same database each time
    team = Team.objects.create(slug="team", name="Team")
    for number in range(min(services, _TEMPLATES)):
        _service(team, number, findings, chance)
    with connection.cursor() as cursor:
        for copy in range(1, services // _TEMPLATES):
            for model in (Service, Scan, Scorecard, Finding, Pool, Occurrence):
                cursor.execute(_copied(model), {"apart": copy * _APART, "below": _APART, "copy": f"-{copy}"})
        cursor.execute("ANALYZE")


def _copied(model: type[models.Model]) -> str:
    """The statement that copies the template rows of a table; ids and what refers to them are `apart`."""
    values = {}
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django documents it
        name = connection.ops.quote_name(field.get_attname())
        if field.primary_key or (field.is_relation and field.related_model is not Team):
            values[name] = f"{name} + %(apart)s"
        else:
            values[name] = (
                f"{name} || %(copy)s" if model is Service and field.name in ("slug", "repository_url") else name
            )
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - the same
    columns, expressions = ", ".join(values), ", ".join(values.values())
    return f"INSERT INTO {table} ({columns}) SELECT {expressions} FROM {table} WHERE id < %(below)s"  # noqa: S608 - names


def _service(team: Team, number: int, findings: int, chance: random.Random) -> None:
    service = Service.objects.create(
        team=team,
        slug=f"service-{number}",
        name=f"Service {number}",
        repository_url=f"https://git.example.com/{number}",
        default_branch="main",
    )
    base, last = (
        Scan.objects.create(
            service=service, branch="main", trigger=Trigger.PUSH, state=State.DONE, profile=Profile.IRON
        )
        for _ in range(2)
    )
    now = timezone.now()
    known = Finding.objects.bulk_create(
        Finding(
            service=service,
            fingerprint=f"{chance.getrandbits(256):064x}",
            code=chance.choice(_CODES),
            severity=Severity.HIGH,
            severity_rank=1,
            first_scan=base,
            last_scan=last,
            first_seen_at=now,
            last_seen_at=now,
        )
        for _ in range(findings)
    )
    for scan, seen in ((base, known[:-_NEW]), (last, known)):
        pools = Pool.objects.bulk_create(_pools(scan))
        Occurrence.objects.bulk_create(
            _occurrence(finding, scan, pools, chance, order) for order, finding in enumerate(seen, _NEW - findings)
        )
        Scorecard.objects.create(
            service=service,
            scan=scan,
            analyser="benchmark",
            policy=Policy().to_json(),
            figures={},
            pragmatic={},
            coverage_passed=1,
            coverage_total=1,
            conclusive=True,
            gate_base=None if scan is base else base,
            gate_passed=True,
        )


def _pools(scan: Scan) -> Iterator[Pool]:
    for number in range(_POOLS):
        path = f"internal/p{number}/{'generated/' if number % 7 == 0 else ''}pool.go"
        yield Pool(
            scan=scan,
            identity=f"example.com/m/p{number}.pool",
            name="pool",
            path=path,
            line=10,
            package=f"example.com/m/p{number}",
            scope="package",
            sites=[
                {"path": path, "line": line, "kind": kind, "function": "Encode", "column": 2}
                for line, kind in ((20, "get"), (30, "put"), (50, "get"), (60, "put"))
            ],
            verdicts={"IR1": "pass", "IR2": "fail", "IR3": "unknown" if number % 10 == 0 else "fail"},
        )


def _occurrence(finding: Finding, scan: Scan, pools: list[Pool], chance: random.Random, order: int) -> Occurrence:
    """Return how a scan saw a finding; the last ones, from 0 on, are new and of medium severity."""
    pool, line = chance.choice(pools), chance.choice((20, 30, 50, 60))
    severity = Severity.MEDIUM if order >= 0 else chance.choice(list(Severity))
    return Occurrence(
        finding=finding,
        scan=scan,
        fingerprint=finding.fingerprint,
        pool=pool,
        code=finding.code,
        name="rule",
        severity=severity,
        severity_rank=list(Severity).index(severity),
        verdicts={Profile.IRON: Verdict.VIOLATION, Profile.PRAGMATIC: chance.choice(list(Verdict))},
        path=pool.path,
        line=line,
        column=2,
        end_line=line,
        messages={"en": "`buf` is not reset", "zh-hans": "`buf` 没有重置"},
        excerpts=[{"path": pool.path, "start": line - 4, "lines": _LINES}],
        site={"path": pool.path, "line": line, "column": 2},
        suppressed="reset by the caller" if order % 50 == 49 else None,
    )


def measure(name: str, subject: Service | None, values: object) -> str:
    """Preview, and say what it took and what it found."""
    started, cpu = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as queries:
        found = preview(subject, values)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return (
        f"{name:8} {seconds:6.2f} s ({cpu:.2f} s of CPU, {len(queries)} statements), "
        f"goal {_SECONDS} s {'met' if seconds < _SECONDS else 'NOT met'}: "
        f"{len(found.effects)} services, {found.newly_failing} would newly fail, {len(found.changed)} change\n"
    )


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", type=int, default=1_000)
    parser.add_argument("--findings", type=int, default=200, help="of each service (default: %(default)s)")
    options = parser.parse_args()
    with a_database():
        fill(options.services, options.findings)
        known_rules()  # a web server has read the rules by then
        before = _megabytes()
        sys.stdout.write(f"{Service.objects.count()} services, {Occurrence.objects.count()} occurrences\n")
        sys.stdout.write(measure("company", None, _STRICTER))
        sys.stdout.write(measure("service", Service.objects.first(), {"gate": _STRICTER["gate"]}))
        sys.stdout.write(f"peak memory {_megabytes():.0f} MB, of which {before:.0f} MB before\n")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
