"""Any order of scans, changes of code and waivers leaves findings as a small model of their life says.

The code holds at most one problem at each of a few places, in one of a few versions; each place is a function of its
own, so a changed version is the same finding as long as the finding is there. Scans are of the default branch or of
another one; they end, fail, cannot read a package, come twice, or are overtaken by a later request.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from governance.accounts.models import Team
from governance.findings.actions import reopen, waive
from governance.findings.models import Alias, Finding, FindingEvent, Occurrence
from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scans.models import State as ScanState
from tests.governance.report_values import a_finding, a_pool, a_problem, a_report
from tests.governance.saving import begun

if TYPE_CHECKING:
    from governance.scans.report import Report

State = Finding.State
Kind = FindingEvent.Kind
THERE = (State.OPEN, State.WAIVED)
PLACES = ("a", "b")
place = st.sampled_from(PLACES)
version = st.sampled_from([None, 1, 2])
branch = st.sampled_from(["main", "main", "topic"])
hidden = st.sampled_from([frozenset[str](), frozenset[str](), frozenset("a")])


@dataclass
class Expected:
    """A finding as it should be."""

    place: str
    fingerprint: str
    state: State
    returned: int = 0
    fingerprints: set[str] = field(default_factory=set)


class Life(RuleBasedStateMachine):
    """The findings of one service."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        team = Team.objects.create(slug="life", name="Life")
        self.service = Service.objects.create(
            team=team, slug="life", name="Life", repository_url="https://x/life", default_branch="main"
        )
        self.code: dict[str, dict[str, int]] = {"main": {}, "topic": {}}
        self.expected: dict[int, Expected] = {}
        self.before: dict[int, dict[str, Any]] = {}
        self.occurrences = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # --- code ---

    @rule()
    def topic_is_merged(self) -> None:
        self.code["main"] = dict(self.code["topic"])

    @rule()
    def topic_is_begun_anew(self) -> None:
        self.code["topic"] = dict(self.code["main"])

    # --- scans ---

    def report(self, branch: str, hidden: frozenset[str]) -> Report:
        seen = {place: version for place, version in self.code[branch].items() if place not in hidden}
        return a_report(
            [a_finding("IR201", f"{p}{v}", path=f"{p}/x.go", function=p, pool=p) for p, v in seen.items()],
            [a_pool(place) for place in PLACES],
            [a_problem(f"{place}/broken.go") for place in hidden],
        )

    @rule(branch=branch, place=place, version=version, hidden=hidden)
    def changed_code_is_scanned(self, branch: str, place: str, version: int | None, hidden: frozenset[str]) -> None:
        self.code[branch].pop(place, None)
        if version is not None:
            self.code[branch][place] = version
        self.save(begun(self.service, branch), hidden, decides=branch == "main")

    @rule(branch=branch)
    def scan_fails(self, branch: str) -> None:
        begun(self.service, branch)
        self.service.scans.filter(state=ScanState.SAVING).update(state=ScanState.FAILED)

    @rule()
    def scan_is_overtaken(self) -> None:
        earlier = begun(self.service)
        self.service.scans.filter(pk=earlier.pk).update(state=ScanState.QUEUED)
        self.save(begun(self.service), frozenset(), decides=True)
        self.save(earlier, frozenset(), decides=False)

    @rule()
    def commit_is_scanned_twice(self) -> None:
        self.save(begun(self.service), frozenset(), decides=True)
        rows, events = self.rows(), FindingEvent.objects.count()
        self.save(begun(self.service), frozenset(), decides=True)
        again = self.rows()
        for row in (*rows.values(), *again.values()):
            del row["last_seen_at"], row["last_scan_id"]
        assert (again, FindingEvent.objects.count()) == (rows, events)

    def save(self, scan: Scan, hidden: frozenset[str], *, decides: bool) -> None:
        report = self.report(scan.branch, hidden)
        recorded = record_findings(scan, report, {}, Policy())
        Scan.objects.filter(pk=scan.pk).update(state=ScanState.DONE)
        self.occurrences += len(report.findings)
        elsewhere = State.ELSEWHERE if scan.branch == "topic" else State.FIXED
        reported = {finding.path[0]: finding.fingerprint for finding in report.findings}
        seen = set()
        for place, fingerprint in reported.items():
            pk = self.known(place, fingerprint, hidden)
            if pk is None:
                pk = recorded.findings[fingerprint]
                assert pk not in self.expected
                self.expected[pk] = Expected(place, fingerprint, State.OPEN if decides else elsewhere)
            seen.add(pk)
            finding = self.expected[pk]
            finding.fingerprints.add(fingerprint)
            if decides:
                finding.fingerprint = fingerprint
                finding.returned += finding.state == State.FIXED
                finding.state = finding.state if finding.state in THERE else State.OPEN
            assert recorded.findings[fingerprint] == pk
        for pk, finding in self.expected.items():
            if decides and pk not in seen and finding.place not in hidden and finding.state in THERE:
                finding.state = State.FIXED

    def known(self, place: str, fingerprint: str, hidden: frozenset[str]) -> int | None:
        """Return the finding that goes by the fingerprint, or else the one that is there at the place."""
        for pk, finding in self.expected.items():
            if fingerprint in finding.fingerprints:
                return pk
        there = [pk for pk, each in self.expected.items() if each.place == place and each.state in THERE]
        return there[0] if len(there) == 1 and place not in hidden else None

    # --- waivers ---

    @rule(place=place)
    def open_findings_are_waived(self, place: str) -> None:
        self.move(place, State.OPEN, State.WAIVED)

    @rule(place=place)
    def waivers_end(self, place: str) -> None:
        self.move(place, State.WAIVED, State.OPEN)

    def move(self, place: str, before: State, after: State) -> None:
        of_place = [pk for pk, finding in self.expected.items() if finding.place == place]
        moved = waive(of_place) if after == State.WAIVED else reopen(of_place)
        assert moved == {pk for pk in of_place if self.expected[pk].state == before}
        for pk in moved:
            self.expected[pk].state = after

    # --- what always holds ---

    def rows(self) -> dict[int, dict[str, Any]]:
        return {row["id"]: dict(row) for row in Finding.objects.filter(service=self.service).values()}

    @invariant()
    def findings_are_as_expected(self) -> None:
        found = {pk: (row["fingerprint"], row["state"], row["returned"]) for pk, row in self.rows().items()}
        assert found == {pk: (each.fingerprint, each.state, each.returned) for pk, each in self.expected.items()}

    @invariant()
    def dates_only_go_on(self) -> None:
        rows = self.rows()
        for pk, row in rows.items():
            assert row["first_seen_at"] <= row["last_seen_at"]
            assert (row["opened_at"] is None) <= (row["state"] not in THERE)
            assert (row["due_at"] is None) == (row["opened_at"] is None)
            assert (row["fixed_at"] is not None) == (row["state"] == State.FIXED)
            if pk in self.before:
                assert row["first_seen_at"] == self.before[pk]["first_seen_at"]
                assert row["last_seen_at"] >= self.before[pk]["last_seen_at"]
        self.before = rows

    @invariant()
    def each_scan_saw_a_finding_once_under_one_of_its_fingerprints(self) -> None:
        assert Occurrence.objects.count() == self.occurrences
        for pk, fingerprint in Occurrence.objects.values_list("finding", "fingerprint"):
            assert fingerprint in self.expected[pk].fingerprints
        own = {each.fingerprint for each in self.expected.values()}
        assert own.isdisjoint(Alias.objects.values_list("fingerprint", flat=True))

    @invariant()
    def history_tells_the_state(self) -> None:
        events = FindingEvent.objects.exclude(kind=Kind.CHANGED).values_list("finding", "kind")
        history: dict[int, list[str]] = defaultdict(list)
        for pk, kind in events:
            history[pk].append(kind)
        for pk, finding in self.expected.items():
            kinds = history[pk]
            assert kinds.count(Kind.RETURNED) == finding.returned
            last = {State.FIXED: {Kind.FIXED}, State.WAIVED: {Kind.WAIVED}, State.ELSEWHERE: {Kind.ELSEWHERE}}
            assert kinds[-1] in last.get(finding.state, {Kind.OPENED, Kind.RETURNED, Kind.WAIVER_ENDED})


@pytest.mark.django_db
def test_findings_live_as_their_model_says() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
