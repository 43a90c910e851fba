"""Scorecards tell the truth between two scans: a waiver that begins or ends scores again what it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.findings.models import Finding
from governance.scans.models import Scan
from governance.scorecards.gate_queries import ask_gate
from governance.scorecards.models import Scorecard
from governance.waivers import actions, drafts
from governance.waivers.expiry import end_due
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import asked, let_pass, waived

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.report import Report

CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])


def scanned(service: Service, report: Report, branch: str = "") -> Scan:
    scan = begun(service, branch)
    saved(scan, report)
    return scan


def cards(scan: Scan) -> list[tuple[float | None, float | None, bool]]:
    """Return score, raw score and gate of each scorecard of a scan, the oldest first."""
    return list(scan.scorecards.order_by("id").values_list("score", "raw_score", "gate_passed"))


def the_finding() -> Finding:
    return Finding.objects.get(fingerprint="f1")


def test_approval_and_its_end_are_in_the_score_at_once(service: Service, maintainer: User, owner: User) -> None:
    scan = scanned(service, BAD)
    waiver = waived(the_finding(), by=maintainer, approver=owner)
    assert cards(scan) == [(50.0, 50.0, True), (100.0, 50.0, True)]
    actions.revoke(waiver, by=owner, note="repaired")
    assert cards(scan)[2:] == [(50.0, 50.0, True)]


def test_request_and_rejection_score_nothing_again(service: Service, maintainer: User, owner: User) -> None:
    scan = scanned(service, BAD)
    actions.reject(asked(drafts.for_finding(the_finding()), maintainer), by=owner, note="no")
    assert len(cards(scan)) == 1


def test_waiver_that_covers_nothing_more_scores_nothing_again(service: Service, maintainer: User, owner: User) -> None:
    scan = scanned(service, BAD)
    waived(the_finding(), by=maintainer, approver=owner)
    actions.approve(asked(drafts.for_path(service, "IR101", "*"), maintainer), by=owner)
    assert len(cards(scan)) == 2


def test_policy_stays_the_one_that_the_scan_was_judged_by(service: Service, maintainer: User, owner: User) -> None:
    scan = scanned(service, BAD)
    policy = {**scan.scorecards.get().policy, "gate": ["critical"]}
    scan.scorecards.update(policy=policy)
    waived(the_finding(), by=maintainer, approver=owner)
    assert scan.scorecards.latest("id").policy == policy


@pytest.mark.parametrize("branch", ["main", "topic"])
def test_gate_opens_with_the_waiver_and_closes_with_it(
    service: Service, maintainer: User, owner: User, branch: str
) -> None:
    scanned(service, CLEAN)
    scan = scanned(service, BAD, branch)
    assert not ask_gate(service, branch=branch).lets_through
    waived(the_finding(), by=maintainer, approver=owner)
    assert ask_gate(service, branch=branch).lets_through
    let_pass(31)
    end_due()
    assert not ask_gate(service, branch=branch).lets_through
    assert [gate for _score, _raw, gate in cards(scan)] == [False, True, False]


def test_what_a_waiver_let_in_is_refused_when_it_ends_however_many_scans_later(
    service: Service, maintainer: User, owner: User
) -> None:
    scanned(service, CLEAN)
    scanned(service, BAD)
    waived(the_finding(), by=maintainer, approver=owner)
    for _again in range(3):
        scanned(service, BAD)
    assert ask_gate(service).lets_through
    let_pass(31)
    end_due()
    assert not ask_gate(service).lets_through
    scanned(service, BAD)
    assert not ask_gate(service).lets_through


def test_debt_that_was_there_before_stays_debt_when_its_waiver_ends(
    service: Service, maintainer: User, owner: User
) -> None:
    scanned(service, BAD)
    waived(the_finding(), by=maintainer, approver=owner)
    scanned(service, BAD)
    let_pass(31)
    end_due()
    assert ask_gate(service).lets_through
    scanned(service, BAD)
    assert ask_gate(service).lets_through


def test_only_the_newest_scan_of_a_branch_is_scored_again(service: Service, maintainer: User, owner: User) -> None:
    old, new, topic = scanned(service, BAD), scanned(service, BAD), scanned(service, BAD, "topic")
    scanned(service, CLEAN, "unconcerned")
    waived(the_finding(), by=maintainer, approver=owner)
    assert [len(cards(scan)) for scan in (old, new, topic)] == [1, 2, 2]
    assert Scorecard.objects.count() == 6


def test_old_scan_of_a_branch_whose_details_may_be_gone_keeps_its_scorecard(
    service: Service, maintainer: User, owner: User
) -> None:
    old, topic = scanned(service, BAD), scanned(service, BAD, "topic")
    Scan.objects.update(ended_at=timezone.now() - timedelta(days=181))
    waived(the_finding(), by=maintainer, approver=owner)
    assert [len(cards(scan)) for scan in (old, topic)] == [2, 1]
