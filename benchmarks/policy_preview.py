"""`python -m governance.embedded python -m benchmarks.policy_preview`: what the preview of a policy costs.

It fills an empty database with services, each with a last scan of many findings and the scan that its gate compares
with, and previews a stricter policy for the company, a team and a service. The goal is 10 s for 1,000 services with 200
findings each.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections.abc import Iterator
from typing import Final

import django
import msgspec
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
django.setup()

from governance.accounts.models import Team
from governance.findings.models import Finding, Occurrence, Pool
from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard
from governance.scorecards.preview import preview
from governance.scorecards.scoring import RULES, Figure
from scanners.model import Profile, Severity, Verdict

_SECONDS: Final = 10  # the goal
_BATCH: Final = 5_000
_POOLS: Final = 20
_NEW: Final = 5  # findings of each last scan that its base does not know
_CODES: Final = ("IR101", "IR104", "IR201", "IR202", "IR204", "IR207", "IR208", "IR302", "IR303", "CP404")
_EXCERPTS: Final = [{"path": "internal/buffers/pool.go", "start": 40, "lines": ["\tbuf.WriteString(name)"] * 9}]
_STRICTER: Final = {
    "gate": [severity.value for severity in Severity],
    "overrides": {"IR201": {"severity": "critical"}, "IR302": {"enforcement": "shadow"}},
    "excludes": ["*/generated/*", "*_string.go"],
}


def fill(services: int, findings: int) -> None:
    """Write services with two scans each; the rows are those that a scan writes."""
    chance = random.Random(7)  # noqa: S311 - the same database each time
    now = timezone.now()
    teams = Team.objects.bulk_create(Team(slug=f"team-{number}", name=f"Team {number}") for number in range(50))
    made = Service.objects.bulk_create(
        Service(
            team=chance.choice(teams),
            slug=f"service-{number}",
            name=f"Service {number}",
            repository_url=f"https://git.example.com/{number}.git",
            default_branch="main",
        )
        for number in range(services)
    )
    base, last = (
        Scan.objects.bulk_create(
            Scan(service=service, branch="main", trigger=Trigger.PUSH, state=State.DONE, profile=Profile.IRON)
            for service in made
        )
        for _ in range(2)
    )
    for service, *scans in zip(made, base, last, strict=True):
        _fill_service(service, scans, findings, chance, now)
    figures = msgspec.to_builtins(dict.fromkeys(RULES, Figure()))
    Scorecard.objects.bulk_create(
        Scorecard(
            service_id=scan.service_id,
            scan=scan,
            analyser="ironrules",
            policy=Policy().to_json(),
            figures=figures,
            pragmatic=figures,
            coverage_passed=1,
            coverage_total=1,
            conclusive=True,
            gate_base=known,
            gate_passed=True,
        )
        for scan, known in [*((scan, None) for scan in base), *zip(last, base, strict=True)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does, which is off in a throwaway database


def _fill_service(service: Service, scans: list[Scan], findings: int, chance: random.Random, now: object) -> None:
    known = Finding.objects.bulk_create(
        Finding(
            service=service,
            fingerprint=f"{chance.getrandbits(256):064x}",
            code=chance.choice(_CODES),
            severity=Severity.HIGH,
            severity_rank=1,
            first_scan=scans[0],
            last_scan=scans[1],
            first_seen_at=now,
            last_seen_at=now,
        )
        for _ in range(findings)
    )
    rows: list[Occurrence] = []
    for scan, seen in zip(scans, (known[:-_NEW], known), strict=True):
        pools = Pool.objects.bulk_create(_pools(scan))
        rows += [
            _occurrence(finding, scan, pools, chance, is_new=number >= findings - _NEW)
            for number, finding in enumerate(seen)
        ]
    Occurrence.objects.bulk_create(rows, batch_size=_BATCH)


def _pools(scan: Scan) -> Iterator[Pool]:
    for number in range(_POOLS):
        path = f"internal/p{number}/{'generated/' if number % 7 == 0 else ''}pool.go"
        sites = [
            {"path": path, "line": line, "kind": kind, "function": "Encode", "column": 2}
            for line, kind in ((20, "get"), (30, "put"), (50, "get"), (60, "put"))
        ]
        yield Pool(
            scan=scan,
            identity=f"example.com/m/p{number}.pool",
            name="pool",
            path=path,
            line=10,
            package=f"example.com/m/p{number}",
            scope="package",
            sites=sites,
            verdicts={"IR1": "pass", "IR2": "fail", "IR3": "unknown" if number % 10 == 0 else "fail"},
        )


def _occurrence(finding: Finding, scan: Scan, pools: list[Pool], chance: random.Random, *, is_new: bool) -> Occurrence:
    pool, line = chance.choice(pools), chance.choice((20, 30, 50, 60))
    severity = Severity.MEDIUM if is_new else chance.choice(list(Severity))
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
        excerpts=_EXCERPTS,
        site={"path": pool.path, "line": line, "column": 2},
        suppressed="reset by the caller" if chance.random() < 0.02 else None,
    )


def main() -> None:
    """Fill the database, preview, and say what it took."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.policy_preview", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--services", type=int, default=1_000)
    parser.add_argument("--findings", type=int, default=200, help="of each service (default: %(default)s)")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    fill(options.services, options.findings)
    print(f"{options.services} services, {Occurrence.objects.count()} occurrences, in {_since(started):.0f} s")
    before = _megabytes()
    for name, subject in (("company", None), ("team", Team.objects.first()), ("service", Service.objects.first())):
        values = _STRICTER if subject is None else {"gate": _STRICTER["gate"]}
        started = time.perf_counter()
        found = preview(subject, values)
        seconds = _since(started)
        met = "met" if seconds < _SECONDS else "NOT met"
        failing = sum(effect.newly_fails for effect in found.effects)
        print(
            f"    {name:8} {seconds:6.2f} s for {len(found.effects)} services: {failing} would newly fail,"
            f" {len(found.changed)} change; the goal of {_SECONDS} s is {met}"
        )
    print(f"    peak memory {_megabytes():.0f} MB, of which {before:.0f} MB before")


def _since(started: float) -> float:
    return time.perf_counter() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
