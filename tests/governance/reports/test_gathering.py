"""What a report says: both ends of its period, and what happened in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from governance.findings.models import Occurrence
from governance.registry.models import Service
from governance.reports.gathering import gather
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import Figure
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_report

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User
    from tests.governance.reports.conftest import Ask

QUERIES = 12


def test_scorecards_stand_at_both_ends(ask: Ask) -> None:
    (part,) = gather(ask()).services
    assert part.start
    assert part.end
    assert (part.start.figures["IR1"], part.end.figures["IR1"]) == (Figure(1, 0, 2), Figure(2, 0, 2))
    assert (part.start.gate_passed, part.end.gate_passed) == (True, False)
    assert (part.gates_passed, part.gates_refused) == (0, 1)


def test_findings_are_open_new_or_repaired_within_the_period(ask: Ask) -> None:
    found = {finding.fingerprint: (finding.state, finding.is_new) for finding in gather(ask()).findings}
    assert found == {"old": ("open", False), "new": ("open", True), "repaired": ("fixed", False)}


def test_what_was_repaired_after_the_period_was_open_in_it(ask: Ask) -> None:
    today = timezone.localdate()
    content = gather(ask(since=today - timedelta(days=59), until=today - timedelta(days=20)))
    assert {finding.fingerprint: finding.state for finding in content.findings} == {"old": "open", "repaired": "open"}
    assert content.refusals == ()


def test_what_was_repaired_before_the_period_is_not_in_it(ask: Ask) -> None:
    content = gather(ask(since=timezone.localdate() - timedelta(days=3)))
    assert {finding.fingerprint for finding in content.findings} == {"old", "new"}
    assert content.failed_scans == ()


def test_suppressed_in_the_code_counts_as_waived(ask: Ask, history: Service) -> None:
    scanned(history, a_report([a_finding("IR201", "old", line=30, suppressed="tests only")]))
    found = {finding.fingerprint: finding for finding in gather(ask()).findings}
    assert (found["old"].state, found["old"].suppressed) == ("waived", "tests only")


def test_findings_are_judged_by_the_policy_of_the_newest_scorecard(ask: Ask) -> None:
    policy = {"overrides": {"IR201": {"severity": "low", "enforcement": "shadow"}, "IR101": {"enforcement": "off"}}}
    Scorecard.objects.update(policy=policy)
    found = {finding.fingerprint: (finding.severity, finding.verdict) for finding in gather(ask()).findings}
    assert found == {"new": ("critical", "violation"), "old": ("low", "shadow")}


def test_findings_outlive_their_details(ask: Ask) -> None:
    Occurrence.objects.all().delete()
    found = gather(ask()).findings
    assert {finding.fingerprint: finding.path for finding in found} == {"old": "", "new": "", "repaired": ""}


def test_refusals_say_why(ask: Ask) -> None:
    (refusal,) = gather(ask()).refusals
    assert [(reason.code, reason.severity) for reason in refusal.reasons] == [("IR204", "critical")]
    assert refusal.branch == "main"


def test_gaps_are_told_in_the_language_of_the_report(ask: Ask) -> None:
    content = gather(ask(language="zh-hans"))
    assert [(scan.code, scan.message) for scan in content.failed_scans] == [("fetch-time", "拉取超时。")]
    assert [(problem.path, problem.message) for problem in content.problems] == [("z/broken.go", "无法解析")]


def test_secrets_in_code_are_masked(ask: Ask) -> None:
    excerpts = {finding.fingerprint: finding.excerpt for finding in gather(ask()).findings}
    assert excerpts["new"]
    assert excerpts["new"].lines[1] == '\tpassword := "***"'


def test_service_that_was_never_scanned_is_named(ask: Ask, team: Team, owner: User) -> None:
    Service.objects.create(team=team, slug="new", name="New", repository_url="https://x/y.git", default_branch="main")
    content = gather(ask(scope=team))
    assert content.never_scanned == ("new",)
    assert [part.slug for part in content.services] == ["gateway", "new"]


def test_report_of_a_team_has_no_service_of_another(ask: Ask, other_team: Team, outsider: User) -> None:
    content = gather(ask(scope=other_team, by=outsider))
    assert (content.services, content.findings, content.problems) == ((), (), ())


def test_number_of_queries_does_not_grow(
    ask: Ask, team: Team, middleware: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = ask(scope=None, by=middleware)
    with django_assert_num_queries(QUERIES):
        gather(first)
    for number in range(3):
        service = Service.objects.create(
            team=team, slug=f"s{number}", name=f"S{number}", repository_url=f"https://x/{number}", default_branch="main"
        )
        scanned(service, a_report([a_finding("IR201", f"f{number}")]), days_ago=1)
    second = ask(scope=None, by=middleware)
    with django_assert_num_queries(QUERIES):
        assert len(gather(second).services) == 4
