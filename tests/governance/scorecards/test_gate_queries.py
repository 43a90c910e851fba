"""What the gate answers about a commit, a branch and a pull request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from governance.findings.models import Finding, Occurrence
from governance.policies.policy import Enforcement, Override, Policy
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.gate_answer import GateAnswer, Outcome
from governance.scorecards.gate_queries import ask_gate
from governance.scorecards.overriding import override_gate
from scanners.model import Severity
from tests.governance.report_values import a_finding, a_pool, a_problem, a_report
from tests.governance.saving import saved
from tests.refused import refused

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.report import Report

CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR201", "f1", path="a/b.go", line=10)], [a_pool()])
CRITICAL = a_report([a_finding("IR101", "f9", severity=Severity.CRITICAL)], [a_pool()])


def a_scan(service: Service, state: State = State.SAVING, commit: str = "", **facts: Any) -> Scan:
    facts = {"branch": service.default_branch, "trigger": Trigger.PUSH} | facts
    return Scan.objects.create(service=service, state=state, commit=commit, **facts)


def scanned(service: Service, report: Report, commit: str, policy: Policy | None = None, **facts: Any) -> Scan:
    scan = a_scan(service, commit=commit, **facts)
    saved(scan, report, policy=policy)
    return scan


def commit(digit: str) -> str:
    return digit * 40


@pytest.fixture
def refused_scan(service: Service) -> Scan:
    """A scan with a new violation, after one without."""
    scanned(service, CLEAN, commit("1"))
    return scanned(service, BAD, commit("2"))


def test_commit_that_brings_nothing_in_passes(service: Service) -> None:
    scanned(service, CLEAN, commit("1"))
    answer = ask_gate(service, commit=commit("1"))
    assert (answer.outcome, answer.lets_through, answer.exit_status) == (Outcome.PASSED, True, 0)


def test_reason_names_the_finding_and_its_place(service: Service, refused_scan: Scan) -> None:
    answer = ask_gate(service, commit=commit("2"))
    assert (answer.outcome, answer.exit_status) == (Outcome.FAILED, 1)
    (reason,) = answer.reasons
    finding = Finding.objects.get().pk
    assert (reason.kind, reason.code, reason.severity, reason.path, reason.line) == (
        "new",
        "IR201",
        "high",
        "a/b.go",
        10,
    )
    assert (reason.finding, reason.url) == (finding, f"/findings/{finding}/")
    assert reason.message == "not reset"
    assert answer.what_to_do


def test_reason_is_in_the_language_of_whoever_asks(service: Service, refused_scan: Scan) -> None:
    with translation.override("zh-hans"):
        assert ask_gate(service, commit=commit("2")).reasons[0].message == "未重置"


def test_answer_says_what_it_rests_on(service: Service, refused_scan: Scan) -> None:
    judged = ask_gate(service).judged
    assert judged is not None
    assert (judged.scan, judged.url) == (refused_scan.pk, f"/scans/{refused_scan.pk}/")
    assert (judged.commit, judged.base_commit) == (commit("2"), commit("1"))
    assert (judged.analyser, judged.profile, judged.policy_versions) == ("ironrules 0.1.0", "iron", {})
    assert (judged.coverage_passed, judged.coverage_total) == (3, 3)


def test_json_keeps_its_fields(service: Service, refused_scan: Scan) -> None:
    values = json.loads(json.dumps(ask_gate(service).to_json()))
    assert values.keys() == {
        *("version", "service", "outcome", "lets_through", "launch", "reasons", "what_to_do", "judged", "override")
    }
    assert values["reasons"][0].keys() == {*("kind", "code", "severity", "path", "line", "message", "finding", "url")}
    assert values["judged"].keys() == {
        *("scan", "url", "commit", "branch", "pull_request", "base_commit", "at", "analyser", "profile"),
        *("policy_versions", "coverage_passed", "coverage_total"),
    }


@pytest.mark.parametrize("state", [State.QUEUED, State.FETCHING, State.ANALYSING, State.SAVING])
def test_answer_is_pending_while_the_scan_goes_on(service: Service, state: State) -> None:
    a_scan(service, state, commit("1"))
    assert ask_gate(service, commit=commit("1")).outcome is Outcome.PENDING


def test_scan_whose_commit_is_not_known_yet_may_be_of_this_one(service: Service) -> None:
    a_scan(service, State.QUEUED)
    answer = ask_gate(service, commit=commit("1"))
    assert (answer.outcome, answer.exit_status) == (Outcome.PENDING, 2)


@pytest.mark.parametrize("state", [None, State.FAILED, State.SUPERSEDED])
def test_commit_without_a_result_is_unknown_and_the_answer_says_what_to_do(
    service: Service, state: State | None
) -> None:
    if state:
        a_scan(service, state, commit("1"), error_messages={"en": "The disk was full."})
    answer = ask_gate(service, commit=commit("1"))
    assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, 2)
    assert ("The disk was full." if state == State.FAILED else "never scanned") in answer.what_to_do


def test_result_of_a_commit_stands_while_it_is_scanned_again(service: Service) -> None:
    scanned(service, CLEAN, commit("1"))
    a_scan(service, State.QUEUED, commit("1"))
    a_scan(service, State.FAILED, commit("1"))
    assert ask_gate(service, commit=commit("1")).outcome is Outcome.PASSED


def test_branch_answers_by_its_newest_scan(service: Service, refused_scan: Scan) -> None:
    assert ask_gate(service, branch="main").outcome is Outcome.FAILED
    assert ask_gate(service, branch="topic").outcome is Outcome.UNKNOWN
    a_scan(service, State.QUEUED)
    assert ask_gate(service).outcome is Outcome.PENDING


def test_pull_request_answers_by_its_own_scans(service: Service, refused_scan: Scan) -> None:
    scanned(service, CLEAN, commit("3"), pull_request=7)
    assert ask_gate(service, pull_request=7).outcome is Outcome.PASSED
    assert ask_gate(service, pull_request=8).outcome is Outcome.UNKNOWN
    assert ask_gate(service, branch="main").outcome is Outcome.FAILED


def test_commit_is_answered_for_by_its_branch_before_a_pull_request(service: Service, refused_scan: Scan) -> None:
    scanned(service, CLEAN, commit("2"), pull_request=7)
    assert ask_gate(service, commit=commit("2")).outcome is Outcome.FAILED


def test_waived_finding_does_not_gate(service: Service, refused_scan: Scan) -> None:
    Finding.objects.update(state=Finding.State.WAIVED)
    assert ask_gate(service).outcome is Outcome.PASSED


def test_rule_in_the_shadow_does_not_gate(service: Service) -> None:
    policy = Policy(overrides={"IR101": Override(enforcement=Enforcement.SHADOW)})
    scanned(service, CLEAN, commit("1"), policy)
    scanned(service, CRITICAL, commit("2"), policy)
    assert ask_gate(service, launch=True).outcome is Outcome.PASSED


def test_refusal_is_remembered_when_details_are_dropped(service: Service, refused_scan: Scan) -> None:
    Occurrence.objects.all().delete()
    (reason,) = ask_gate(service).reasons
    assert (reason.code, reason.severity, reason.path, reason.finding) == ("IR201", "high", "", None)


# --- launch gate ---------------------------------------------------------------------------------------------------


def launch(service: Service) -> GateAnswer:
    return ask_gate(service, launch=True)


def test_launch_needs_that_no_critical_violation_is_open(service: Service) -> None:
    scanned(service, CRITICAL, commit("1"))
    assert ask_gate(service).outcome is Outcome.PASSED  # what the first scan finds is known
    (reason,) = launch(service).reasons
    assert (reason.kind, reason.code, reason.severity) == ("critical", "IR101", "critical")
    Finding.objects.update(state=Finding.State.WAIVED)
    assert launch(service).outcome is Outcome.PASSED


def test_new_critical_violation_is_one_reason(service: Service) -> None:
    scanned(service, CLEAN, commit("1"))
    scanned(service, CRITICAL, commit("2"))
    assert [reason.kind for reason in launch(service).reasons] == ["new"]


def test_policy_says_what_is_critical_at_launch(service: Service) -> None:
    scanned(service, BAD, commit("1"), Policy(overrides={"IR201": Override(severity=Severity.CRITICAL)}))
    assert [reason.code for reason in launch(service).reasons] == ["IR201"]


def test_launch_needs_coverage(service: Service) -> None:
    scanned(service, a_report(pools=[a_pool()], problems=[a_problem()]), commit("1"))
    answer = launch(service)
    assert (answer.outcome, [reason.kind for reason in answer.reasons]) == (Outcome.FAILED, ["coverage"])
    assert "2 of 3" in answer.reasons[0].message
    assert ask_gate(service).outcome is Outcome.PASSED


# --- overrides -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", [{"commit": "2" * 40}, {"branch": "main"}], ids=["commit", "branch"])
def test_override_lets_through_and_keeps_the_reasons(
    service: Service, refused_scan: Scan, middleware: User, subject: dict[str, str]
) -> None:
    override_gate(service, **subject, reason="The incident needs it today.", days=2, by=middleware)
    answer = ask_gate(service, commit=commit("2"))
    assert (answer.outcome, answer.lets_through, answer.exit_status) == (Outcome.OVERRIDDEN, True, 0)
    assert [reason.code for reason in answer.reasons] == ["IR201"]
    assert answer.override is not None
    assert (answer.override.reason, answer.override.by) == ("The incident needs it today.", "middleware")


def test_override_of_a_commit_is_for_no_other(service: Service, refused_scan: Scan, middleware: User) -> None:
    override_gate(service, commit=commit("3"), reason="Needed", days=2, by=middleware)
    assert ask_gate(service).outcome is Outcome.FAILED
    assert ask_gate(service, commit=commit("3")).outcome is Outcome.OVERRIDDEN


def test_override_of_a_branch_is_for_no_pull_request_that_is_called_like_it(service: Service, middleware: User) -> None:
    scanned(service, CLEAN, commit("1"))
    scanned(service, BAD, commit("2"), pull_request=7)
    override_gate(service, branch="main", reason="Needed", days=2, by=middleware)
    assert ask_gate(service, pull_request=7).outcome is Outcome.FAILED


def test_what_passes_is_not_overridden(service: Service, middleware: User) -> None:
    scanned(service, CLEAN, commit("1"))
    override_gate(service, branch="main", reason="Needed", days=2, by=middleware)
    answer = ask_gate(service)
    assert (answer.outcome, answer.override) == (Outcome.PASSED, None)


# --- questions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"commit": "2" * 40, "branch": "main"}, "gate-question"),
        ({"commit": "2" * 40, "pull_request": 7}, "gate-question"),
        ({"commit": "2222222"}, "commit-name"),
        ({"branch": "a..b"}, "branch-name"),
    ],
)
def test_question_that_cannot_be_answered_is_refused(service: Service, question: dict[str, Any], code: str) -> None:
    with refused(code):
        ask_gate(service, **question)


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_findings(
    service: Service, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scanned(service, CLEAN, commit("1"))
    found = [a_finding("IR101", f"f{n}", severity=Severity.CRITICAL, line=n + 1) for n in range(count)]
    scanned(service, a_report(found, [a_pool()]), commit("2"))
    with django_assert_num_queries(5):
        assert len(ask_gate(service, launch=True).reasons) == count
