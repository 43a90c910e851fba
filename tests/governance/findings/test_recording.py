"""Findings live from scan to scan."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.findings.excerpts import Excerpt
from governance.findings.models import Alias, Finding, FindingEvent, Occurrence, Pool
from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scans.models import State as ScanState
from scanners.model import Severity
from tests.governance.report_values import a_finding, a_pool, a_problem, a_report, a_site
from tests.governance.saving import begun, saved

State = Finding.State
Kind = FindingEvent.Kind
ONE = a_report([a_finding(fingerprint="f1")])
ONE_IN_F = a_report([a_finding(fingerprint="f1", function="f", pool="p1")], [a_pool()])
NOTHING = a_report()


def the_finding() -> Finding:
    return Finding.objects.get(fingerprint="f1")


def test_new_finding_opens(service: Service) -> None:
    scan = begun(service)
    saved(scan, ONE)
    finding = the_finding()
    assert (finding.state, finding.first_scan, finding.last_scan, finding.fixed_at) == (State.OPEN, scan, scan, None)


def test_known_finding_keeps_when_it_was_first_seen(service: Service) -> None:
    first = begun(service)
    saved(first, ONE)
    before = the_finding()
    second = begun(service)
    saved(second, ONE)
    after = the_finding()
    assert (after.id, after.first_scan, after.first_seen_at) == (before.id, first, before.first_seen_at)
    assert after.last_scan == second
    assert after.last_seen_at > before.last_seen_at


def test_missing_finding_is_fixed(service: Service) -> None:
    first = begun(service)
    saved(first, ONE)
    saved(begun(service), NOTHING)
    finding = the_finding()
    assert (finding.state, finding.last_scan) == (State.FIXED, first)
    assert finding.fixed_at is not None


def test_fixed_finding_that_returns_opens_under_its_old_identity(service: Service) -> None:
    saved(begun(service), ONE)
    before = the_finding()
    saved(begun(service), NOTHING)
    recorded = saved(begun(service), ONE)
    after = the_finding()
    assert (after.id, after.state, after.fixed_at) == (before.id, State.OPEN, None)
    assert after.first_seen_at == before.first_seen_at
    assert recorded.changes.reopened == {"f1"}


def test_finding_that_returns_counts_it_and_is_due_anew(service: Service) -> None:
    saved(begun(service), ONE)
    Finding.objects.update(due_at=the_finding().first_seen_at)
    saved(begun(service), NOTHING)
    scan = begun(service)
    saved(scan, ONE)
    finding = the_finding()
    assert finding.opened_at is not None
    assert finding.opened_at > finding.first_seen_at
    assert (finding.returned, finding.due_at) == (1, finding.opened_at + timedelta(days=30))
    assert [event.kind for event in finding.events.all()] == [Kind.OPENED, Kind.FIXED, Kind.RETURNED]
    assert [event.scan for event in finding.events.all()] == list(service.scans.order_by("id"))


def test_second_scan_of_the_same_commit_changes_nothing_but_when_it_was_seen(service: Service) -> None:
    report = a_report([a_finding(fingerprint=f"f{n}", function="f", pool="p1") for n in range(3)], [a_pool()])
    saved(begun(service), report)

    def rows() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for model in (Finding, FindingEvent, Alias):
            found += map(model_to_dict, model._default_manager.order_by("pk"))
        seen = ("last_scan", "last_seen_at")
        return [{name: value for name, value in row.items() if name not in seen} for row in found]

    before = rows()
    changes = saved(begun(service), report).changes
    assert rows() == before
    assert not changes.new | changes.opened | changes.reopened | changes.fixed | changes.changed.keys()


def test_finding_whose_code_changed_keeps_its_identity(service: Service, colleague: User) -> None:
    saved(begun(service), ONE_IN_F)
    Finding.objects.update(assignee=colleague)
    before = the_finding()
    saved(begun(service), a_report([a_finding(fingerprint="f2", function="f", pool="p1")], [a_pool()]))
    after = Finding.objects.get()
    assert (after.id, after.fingerprint, after.state, after.assignee) == (before.id, "f2", State.OPEN, colleague)
    assert (after.first_seen_at, after.due_at) == (before.first_seen_at, before.due_at)
    assert [event.kind for event in after.events.all()] == [Kind.OPENED, Kind.CHANGED]


def test_old_code_that_returns_is_the_old_finding(service: Service) -> None:
    saved(begun(service), ONE_IN_F)
    saved(begun(service), a_report([a_finding(fingerprint="f2", function="f", pool="p1")], [a_pool()]))
    saved(begun(service), NOTHING)
    saved(begun(service), ONE)
    finding = Finding.objects.get()
    assert (finding.fingerprint, finding.state, finding.returned) == ("f1", State.OPEN, 1)
    assert [alias.fingerprint for alias in finding.aliases.all()] == ["f2"]


def test_earlier_code_beside_the_changed_one_is_another_finding(service: Service) -> None:
    changed = a_finding(fingerprint="f2", function="f", pool="p1")
    saved(begun(service), ONE_IN_F)
    saved(begun(service), a_report([changed], [a_pool()]))
    saved(begun(service), a_report([a_finding(fingerprint="f1", function="f", pool="p1"), changed], [a_pool()]))
    assert sorted(Finding.objects.values_list("fingerprint", "state")) == [("f1", State.OPEN), ("f2", State.OPEN)]
    assert not Alias.objects.exists()


def test_code_that_was_changed_on_a_branch_is_the_old_finding_when_it_is_merged(service: Service) -> None:
    changed = a_report([a_finding(fingerprint="f2", function="f", pool="p1")], [a_pool()])
    saved(begun(service), ONE_IN_F)
    saved(begun(service, "topic"), changed)
    saved(begun(service, "topic"), changed)
    assert (the_finding().state, Finding.objects.count()) == (State.OPEN, 1)
    saved(begun(service), changed)
    finding = Finding.objects.get()
    assert (finding.fingerprint, finding.state, finding.returned) == ("f2", State.OPEN, 0)


def test_finding_of_a_package_that_could_not_be_read_gets_no_other_code(service: Service) -> None:
    saved(begun(service), ONE_IN_F)
    changed = a_finding(fingerprint="f2", function="f", pool="p1")
    saved(begun(service), a_report([changed], [a_pool()], [a_problem("a/broken.go")]))
    assert sorted(Finding.objects.values_list("fingerprint", "state")) == [("f1", State.OPEN), ("f2", State.OPEN)]


def test_severity_is_that_of_the_newest_scan_and_what_is_due_stays(service: Service) -> None:
    saved(begun(service), ONE)
    due = the_finding().due_at
    saved(begun(service), a_report([a_finding(fingerprint="f1", severity=Severity.LOW)]))
    assert (the_finding().severity, the_finding().severity_rank, the_finding().due_at) == ("low", 3, due)


@pytest.mark.parametrize(
    ("problem", "state"),
    [("a/broken.go", State.OPEN), ("", State.OPEN), ("other/broken.go", State.FIXED)],
)
def test_finding_of_a_package_that_could_not_be_read_is_not_fixed(service: Service, problem: str, state: State) -> None:
    saved(begun(service), ONE)
    saved(begun(service), a_report(problems=[a_problem(problem)]))
    assert the_finding().state == state


@pytest.mark.parametrize(("function", "state"), [("f", State.OPEN), ("g", State.FIXED)])
def test_function_that_could_not_be_followed_hides_its_own_findings(
    service: Service, function: str, state: State
) -> None:
    saved(begun(service), ONE_IN_F)
    saved(begun(service), a_report(problems=[a_problem("a/b.go", function)]))
    assert the_finding().state == state


def test_scan_of_another_branch_decides_nothing(service: Service) -> None:
    saved(begun(service), ONE)
    saved(begun(service, "topic"), a_report([a_finding(fingerprint="f2")]))
    assert the_finding().state == State.OPEN
    assert Finding.objects.get(fingerprint="f2").state == State.ELSEWHERE


def test_finding_of_another_branch_opens_when_it_is_merged(service: Service) -> None:
    saved(begun(service, "topic"), ONE)
    before = the_finding()
    saved(begun(service), ONE)
    after = the_finding()
    assert (after.id, after.state, after.first_seen_at) == (before.id, State.OPEN, before.first_seen_at)


def test_scan_overtaken_by_a_later_request_decides_nothing(service: Service) -> None:
    earlier = begun(service)
    Scan.objects.filter(id=earlier.id).update(state=ScanState.QUEUED)
    later = begun(service)
    saved(later, ONE)
    saved(earlier, a_report([a_finding(fingerprint="f2")]))
    assert the_finding().state == State.OPEN
    assert the_finding().last_scan == later
    assert Finding.objects.get(fingerprint="f2").state == State.FIXED


def test_services_have_findings_of_their_own(service: Service) -> None:
    twin = Service.objects.create(
        team=service.team, slug="twin", name="Twin", repository_url="https://x/y", default_branch="main"
    )
    saved(begun(service), ONE)
    saved(begun(twin), ONE)
    saved(begun(twin), NOTHING)
    assert [finding.state for finding in Finding.objects.order_by("service_id")] == [State.OPEN, State.FIXED]


def test_occurrence_keeps_what_the_scan_saw(service: Service) -> None:
    pool = a_pool(sites=[a_site(7)])
    report = a_report(
        [a_finding(pool="p1", site=a_site(7).place, trace=[("a/b.go", 7)], suppressed="known")],
        [pool],
    )
    scan = begun(service)
    record_findings(scan, report, {"f1": [Excerpt("a/b.go", 6, ("x", "y"))]}, Policy())
    occurrence = Occurrence.objects.get()
    assert occurrence.finding == the_finding()
    assert occurrence.pool == Pool.objects.get()
    assert occurrence.site == {"path": "a/b.go", "line": 7, "column": 2}
    assert occurrence.trace == [{"path": "a/b.go", "line": 7, "notes": {"en": "here", "zh-hans": "此处"}}]
    assert occurrence.excerpts == [{"path": "a/b.go", "start": 6, "lines": ["x", "y"]}]
    assert (occurrence.severity, occurrence.severity_rank, occurrence.suppressed) == ("high", 1, "known")
    assert occurrence.pool.sites[0]["line"] == 7


def test_number_of_queries_does_not_grow_with_the_findings(service: Service) -> None:
    needed = []
    for number in (10, 900):
        scan = begun(service)
        with CaptureQueriesContext(connection) as queries:
            record_findings(
                scan, a_report([a_finding(fingerprint=f"{number}-{n}") for n in range(number)]), {}, Policy()
            )
        saved(scan, NOTHING)
        needed.append(len(queries))
    assert needed[0] == needed[1]


def test_five_thousand_findings_are_saved_in_seconds(service: Service) -> None:
    report = a_report(
        [
            a_finding(fingerprint=f"f{number}", pool=f"p{number // 10}", trace=[("a/b.go", 1)] * 4)
            for number in range(5000)
        ],
        [a_pool(f"p{number}", sites=[a_site(line) for line in range(20)]) for number in range(500)],
    )
    started = time.process_time()  # not wall time: other tests run beside this one
    saved(begun(service), report)
    saved(begun(service), report)
    assert time.process_time() - started < 15
    assert Finding.objects.count() == 5000
    assert Occurrence.objects.count() == 10_000
