"""Reports of the analyser that were made elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from governance.audit.models import AuditEvent
from governance.findings.models import Finding
from governance.registry.models import Service
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard
from scanners import ANALYSER
from tests.governance.api.conftest import program
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.scanners.go_source import DIRTY, write

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from governance.accounts.models import Team, User

COMMIT = "0" * 40
PATH = f"/services/gateway/reports?commit={COMMIT}"


def report(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(a_report([a_finding(fingerprint="f1", pool="p1")], [a_pool("p1")]))
    return {**values, "analyser": ANALYSER, **changes}


def test_report_is_saved_as_a_worker_would_have(service: Service, maintainer: User) -> None:
    response = program(maintainer).call("POST", PATH, report())
    assert response.status_code == 201
    scan = Scan.objects.get()
    assert (scan.state, scan.trigger, scan.commit, scan.branch) == (State.DONE, Trigger.UPLOAD, COMMIT, "main")
    assert (scan.requested_by, response.json()["id"]) == (maintainer, scan.pk)
    assert Finding.objects.get().state == Finding.State.OPEN
    assert Scorecard.objects.get().scan == scan
    (event,) = AuditEvent.objects.filter(action="report.uploaded")
    assert event.details == {"scan": scan.pk, "commit": COMMIT, "findings": 1}


def test_what_the_analyser_writes_is_taken(service: Service, maintainer: User, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n")
    (tmp_path / "a.go").write_text('package m\n\nimport "sync"\n\nvar Pool = sync.Pool{New: func() any { return 1 }}\n')
    command = [sys.executable, "-m", "scanners", "scan", str(tmp_path), "--format", "json"]
    written = subprocess.run(command, capture_output=True, check=False).stdout
    assert program(maintainer).call("POST", PATH, json.loads(written)).status_code == 201
    assert Scan.objects.get().pools.count() == 1


def kept_of(service: str) -> dict[str, list[dict[str, Any]]]:
    """What was saved of the only scan of a service, without what every row has of its own."""
    scan = Scan.objects.get(service__slug=service)
    scan.stats["report"].pop("seconds")
    own = {"id", "scan_id", "pool_id", "finding_id", "service_id", "created_at"}
    tables: dict[str, Any] = {"pools": scan.pools, "occurrences": scan.occurrences, "cards": scan.scorecards}
    rows = {name: list(table.order_by("id").values()) for name, table in tables.items()}
    rows["stats"] = [scan.stats]
    return {name: [{k: v for k, v in row.items() if k not in own} for row in found] for name, found in rows.items()}


def test_sarif_of_the_analyser_is_saved_like_its_json(
    service: Service, team: Team, maintainer: User, tmp_path: Path
) -> None:
    Service.objects.create(team=team, slug="other", name="Other", repository_url="https://git.example.com/o.git")
    write(tmp_path, {"go.mod": "module example.com/m\n", "重置.go": DIRTY, "broken.go": "package a\nfunc (\n"})
    for slug, form in (("gateway", "json"), ("other", "sarif")):
        command = [sys.executable, "-m", "scanners", "scan", str(tmp_path), "--format", form]
        written = subprocess.run(command, capture_output=True, check=False).stdout
        path = f"/services/{slug}/reports?commit={COMMIT}&branch=main"
        assert program(maintainer).call("POST", path, json.loads(written)).status_code == 201
    by_json, by_sarif = kept_of("gateway"), kept_of("other")
    assert by_sarif == by_json
    assert [len(rows) > 0 for rows in by_json.values()] == [True] * 4


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"analyser": "ironrules 9.9.9"}, 409, "report-analyser"),
        ({"commit": "1" * 40}, 422, "report-commit"),
        ({"profile": "pragmatic"}, 422, "report-profile"),
        ({"findings": [{}]}, 422, "report-invalid"),
        ({"runs": []}, 422, "report-sarif"),
        ({"runs": [{"tool": {"driver": {"name": "another"}}, "results": []}]}, 422, "report-sarif"),
        ({"runs": [{"properties": {"report": {"version": 1}}}]}, 422, "report-invalid"),
    ],
)
def test_report_that_the_service_would_not_have_made_is_refused(
    service: Service, maintainer: User, changes: dict[str, Any], status: int, code: str
) -> None:
    response = program(maintainer).call("POST", PATH, report(**changes))
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Scan.objects.exists()


def test_other_version_is_told_which_to_install(service: Service, maintainer: User) -> None:
    told = program(maintainer).call("POST", PATH, report(analyser="ironrules 9.9.9")).json()
    assert ANALYSER.replace(" ", "==") in told["hint"]


def test_report_waits_for_the_scan_that_runs(service: Service, maintainer: User) -> None:
    Scan.objects.create(service=service, branch="main", trigger=Trigger.API, state=State.ANALYSING)
    response = program(maintainer).call("POST", PATH, report())
    assert (response.status_code, response.json()["code"]) == (409, "service-busy")


def test_report_may_be_larger_than_other_bodies_and_not_too_large(
    service: Service, maintainer: User, settings: Settings
) -> None:
    settings.API_BODY_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert program(maintainer).call("POST", PATH, report()).status_code == 201
    settings.UPLOAD_BYTES = 100
    assert program(maintainer).call("POST", PATH, report()).status_code == 413


def test_report_that_is_sent_again_is_saved_once(service: Service, maintainer: User) -> None:
    calling = program(maintainer)
    answers = [calling.call("POST", PATH, report(), Idempotency_Key="build-7") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert Scan.objects.count() == 1
