"""What a report of a company costs: `python -m governance.embedded python -m benchmarks.reports [SERVICES FINDINGS]`.

Fills the database that DATABASE_URL names, which has to be a fresh one, with as many services and findings (200 and
20,000; one of ten is repaired), saved through the functions of the pipeline. Then each format is gathered and written
in a process of its own: wall time, its peak memory and that of the typesetter, and the size.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.reports.models import Report

RULES = (("IR204", "critical"), ("IR101", "high"), ("IR202", "high"), ("IR201", "medium"), ("IR302", "low"))
LINES = tuple(f"\tbuf := bufPool.Get().(*bytes.Buffer) // 第 {number} 行" for number in range(9))


def fill(services: int, findings: int) -> None:
    """Save a finished scan of each service, with its share of the findings."""
    from django.db import transaction

    from governance.accounts.models import Team
    from governance.findings.excerpts import Excerpt
    from governance.registry.models import Service
    from tests.governance.dashboard.history import scanned
    from tests.governance.report_values import a_finding, a_pool, a_report

    each = findings // services
    for number in range(services):
        team, _ = Team.objects.get_or_create(slug=f"team-{number % 20}", defaults={"name": f"Team {number % 20}"})
        service = Service.objects.create(
            team=team,
            slug=f"service-{number:03}",
            name=f"Service {number:03}",
            repository_url=f"https://git.example.com/{number}.git",
            default_branch="main",
        )
        pools = [a_pool(f"p{pool}") for pool in range(each)]
        found: Any = [
            a_finding(
                *(RULES[index % len(RULES)][0], f"{number}-{index}"),
                severity=RULES[index % len(RULES)][1],  # type: ignore[arg-type] # a severity is its word
                path=f"internal/service/connections/handler_{index}.go",
                line=10 + index,
                pool=f"p{index}",
                trace=[(f"internal/service/connections/handler_{index}.go", 10 + index + step) for step in range(3)],
            )
            for index in range(each)
        ]
        excerpts = {finding.fingerprint: [Excerpt(finding.path, finding.line - 4, LINES)] * 2 for finding in found}
        with transaction.atomic():
            scanned(service, a_report(found, pools), excerpts, days_ago=60)
            scanned(service, a_report(found[: each * 9 // 10], pools), excerpts, days_ago=1)


def ask() -> Report:
    """Return a report of the company over 30 days."""
    from governance.reports.models import Report

    today = timezone.localdate()
    return Report.objects.create(
        kind="company",
        since=today - timedelta(days=30),
        until=today,
        language="zh-hans",
        formats=[],
        requested_by_name="auditor",
    )


def measure(report: Report, name: str) -> None:
    """Gather and write one format, and say what that took."""
    from governance.reports.formats import WRITERS
    from governance.reports.gathering import gather
    from governance.reports.models import Format

    started = time.perf_counter()
    content = gather(report)
    gathered = time.perf_counter() - started
    with tempfile.SpooledTemporaryFile(max_size=10_000_000) as file:
        WRITERS[Format(name)](content, file)
        size = file.tell()
    seconds = time.perf_counter() - started
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, typesetter = (resource.getrusage(who).ru_maxrss / 1024 for who in whose)
    print(
        f"{name:6} {seconds:6.1f} s, of them gathering {gathered:4.1f}   peak {own:5.0f} MB"
        f"{f' and typesetter {typesetter:5.0f} MB' if name == 'pdf' else '':26}  {size / 1e6:7.2f} MB"
        f"  {len(content.services)} services, {len(content.findings)} findings",
        flush=True,
    )


def main() -> None:
    """Fill, then measure each format in a child."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    django.setup()
    from django.db import connection

    from governance.messages import compile_catalogues
    from governance.reports.models import Format

    compile_catalogues()
    services, findings = (int(argument) for argument in sys.argv[1:] or ("200", "20000"))
    call_command("migrate", verbosity=0)
    connection.close()
    in_child(lambda: fill(services, findings))
    report = ask()
    connection.close()
    for name in Format:
        in_child(lambda name=name: measure(report, name))  # type: ignore[misc] # mypy infers no default


def in_child(work: Callable[[], None]) -> None:
    """Do something in a process of its own: peak memory is of a process, and never falls."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("stopped: see above")


if __name__ == "__main__":
    main()
