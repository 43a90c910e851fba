"""What a scan does to waivers, and waivers to a scan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from governance.audit.models import AuditEvent
from governance.findings.excerpts import Excerpt
from governance.findings.models import Finding, Pool
from governance.scorecards.models import Scorecard
from governance.waivers import actions, drafts
from governance.waivers.models import State
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import asked, let_pass, now, waived

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.report import Report

ONE = a_report([a_finding("IR101", pool="p1", trace=[("a/b.go", 8), ("a/b.go", 10)])], [a_pool()])
LINES = {"f1": [Excerpt("a/b.go", 8, ("\tb := pool.Get()", "", "\tpool.Put(b)"))]}


def states() -> dict[str, str]:
    return dict(Finding.objects.values_list("fingerprint", "state"))


def scanned(
    service: Service, report: Report = ONE, lines: dict[str, list[Excerpt]] | None = None, branch: str = ""
) -> Scorecard:
    scan = begun(service, branch)
    saved(scan, report, LINES if lines is None else lines)
    return Scorecard.objects.get(scan=scan)


@pytest.fixture
def finding(service: Service) -> Finding:
    """A finding that was scanned with its lines."""
    scanned(service)
    return Finding.objects.get()


def test_rescan_of_the_same_code_changes_nothing(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    events = AuditEvent.objects.count()
    card = scanned(service)
    assert (now(waiver).state, states(), AuditEvent.objects.count()) == (State.APPROVED, {"f1": "waived"}, events)
    assert (card.score, card.raw_score) == (100.0, 50.0)


def test_changed_code_ends_a_waiver_whose_renewal_is_asked_for(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    former = waived(finding, by=maintainer, approver=owner)
    let_pass(20)
    renewal = asked(drafts.for_finding(finding), maintainer)
    card = scanned(service, lines={"f1": [Excerpt("a/b.go", 8, ("\tb := pool.Get()", "", "\tpool.Put(other)"))]})
    assert (now(former).state, now(renewal).state, states()) == (State.EXPIRED, State.REQUESTED, {"f1": "open"})
    assert (card.score, former.events.latest("pk").kind) == (50.0, "replaced")
    actions.approve(renewal, by=owner)
    assert (now(renewal).state, states()) == (State.APPROVED, {"f1": "waived"})


def test_what_comes_later_on_a_waived_pool_is_waived_and_in_no_gate(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    actions.approve(asked(drafts.for_pool(Pool.objects.get()), maintainer), by=owner)
    card = scanned(service, replace(ONE, findings=(*ONE.findings, a_finding("IR201", "f2", pool="p1"))))
    assert states() == {"f1": "waived", "f2": "waived"}
    assert card.gate_passed


def test_what_comes_later_in_a_waived_path_is_waived_for_its_rule_alone(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    actions.approve(asked(drafts.for_path(service, "IR101", "a/*"), maintainer), by=owner)
    more = (a_finding("IR101", "f2"), a_finding("IR201", "f3"), a_finding("IR101", "f4", path="c/d.go"))
    scanned(service, replace(ONE, findings=(*ONE.findings, *more)))
    assert states() == {"f1": "waived", "f2": "waived", "f3": "open", "f4": "open"}


def test_finding_that_comes_back_under_its_waiver_is_waived(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waived(finding, by=maintainer, approver=owner)
    scanned(service, a_report(pools=[a_pool()]))
    assert states() == {"f1": "fixed"}
    scanned(service)
    assert states() == {"f1": "waived"}


CHANGED_LINE = {"f1": [Excerpt("a/b.go", 8, ("\tb := other.Get()", "", "\tpool.Put(b)"))]}
INDENTED = {"f1": [Excerpt("a/b.go", 8, ("\t\tb  :=  pool.Get()", "// more", "\t\tpool.Put(b) "))]}
OTHER_ELEMENT = replace(ONE, pools=(replace(ONE.pools[0], element="*Request"),))


@pytest.mark.parametrize(
    ("report", "lines", "asks_again"),
    [
        pytest.param(ONE, CHANGED_LINE, True, id="a line that its trace leads through"),
        pytest.param(OTHER_ELEMENT, LINES, True, id="what the pool holds"),
        pytest.param(ONE, INDENTED, False, id="how it is indented, and lines between"),
    ],
)
@pytest.mark.parametrize("kind", ["finding", "pool"])
def test_waiver_on_code_that_has_changed_asks_again(
    finding: Finding,
    service: Service,
    maintainer: User,
    owner: User,
    *,
    kind: str,
    report: Report,
    lines: dict[str, list[Excerpt]],
    asks_again: bool,
) -> None:
    draft = drafts.for_finding(finding) if kind == "finding" else drafts.for_pool(Pool.objects.get())
    waiver = asked(draft, maintainer)
    actions.approve(waiver, by=owner, note="fine as it is")
    card = scanned(service, report, lines)
    assert (now(waiver).state, states()["f1"]) == (
        (State.REQUESTED, "open") if asks_again else (State.APPROVED, "waived")
    )
    assert (card.score == card.raw_score) == asks_again
    kinds = list(waiver.events.values_list("kind", "note"))
    assert ("approved", "fine as it is") in kinds
    assert (kinds[-1][0] == "asked-again") == asks_again
    asked_again = AuditEvent.objects.filter(action="waiver.asked-again")
    assert [event.actor_name for event in asked_again] == ([""] if asks_again else [])


def test_waiver_that_asks_again_holds_again_when_it_is_approved(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    scanned(service, lines=CHANGED_LINE)
    actions.approve(now(waiver), by=owner)
    scanned(service, lines=CHANGED_LINE)
    assert (now(waiver).state, states()) == (State.APPROVED, {"f1": "waived"})


def test_waiver_of_a_path_stays_whatever_code_comes_there(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waiver = asked(drafts.for_path(service, "IR101", "a/*"), maintainer)
    actions.approve(waiver, by=owner)
    scanned(service, lines=CHANGED_LINE)
    assert (now(waiver).state, states()) == (State.APPROVED, {"f1": "waived"})


def test_other_branch_leaves_waivers_alone_and_is_excused_only_for_what_was_approved(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    assert scanned(service, branch="topic").score == 100.0
    assert scanned(service, lines=CHANGED_LINE, branch="topic").score == 50.0
    assert (now(waiver).state, states()) == (State.APPROVED, {"f1": "waived"})


def test_waiver_whose_time_is_over_excuses_nothing_even_before_it_is_ended(
    finding: Finding, service: Service, maintainer: User, owner: User
) -> None:
    waived(finding, by=maintainer, approver=owner)
    let_pass(31)
    card = scanned(service)
    assert (card.score, states()) == (50.0, {"f1": "open"})
