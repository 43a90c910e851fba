"""Asking for waivers and deciding about them: who may, what becomes of findings, and what the trail says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.audit.models import AuditEvent
from governance.errors import UserError
from governance.findings.models import Finding, Pool
from governance.waivers import actions, drafts
from governance.waivers.models import State, Waiver, WaiverEvent
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import REASON, asked, let_pass, now, waived

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service


@pytest.fixture
def finding(service: Service) -> Finding:
    """An open finding on a pool."""
    saved(begun(service), a_report([a_finding("IR101", pool="p1")], [a_pool()]))
    return Finding.objects.get()


def state_of(finding: Finding) -> str:
    return Finding.objects.get(pk=finding.pk).state


def trail() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__startswith="waiver.").order_by("sequence")
    return list(events.values_list("action", "actor_name"))


def history(waiver: Waiver) -> list[tuple[str, str, str]]:
    return list(waiver.events.values_list("kind", "by_name", "note"))


def test_request_changes_no_finding_and_is_in_the_trail(finding: Finding, maintainer: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    assert (now(waiver).state, state_of(finding)) == (State.REQUESTED, Finding.State.OPEN)
    assert trail() == [("waiver.requested", "maintainer")]
    event = AuditEvent.objects.get(action="waiver.requested")
    assert (event.team, event.object_name, event.details["reason"]) == (
        "messaging",
        f"gateway IR101 #{finding.pk}",
        REASON,
    )


@pytest.mark.parametrize("name", ["colleague", "outsider"])
def test_who_may_not_change_the_service_may_not_ask(
    request: pytest.FixtureRequest, finding: Finding, name: str
) -> None:
    with pytest.raises(UserError, match="role maintainer") as refused:
        asked(drafts.for_finding(finding), request.getfixturevalue(name))
    assert (refused.value.code, trail()) == ("not-allowed", [])


def test_reason_says_more_than_a_word(finding: Finding, maintainer: User) -> None:
    with pytest.raises(UserError) as refused:
        actions.request(drafts.for_finding(finding), reason="  false positive   ", days=3, by=maintainer)
    assert refused.value.code == "waiver-reason"


@pytest.mark.parametrize("days", [-1, 0, 91, 10**9])
def test_policy_bounds_how_long_it_lasts(finding: Finding, maintainer: User, days: int) -> None:
    with pytest.raises(UserError, match="1 to 90 days") as refused:
        asked(drafts.for_finding(finding), maintainer, days=days)
    assert refused.value.code == "waiver-days"


def test_second_request_for_the_same_is_refused(finding: Finding, maintainer: User, owner: User) -> None:
    asked(drafts.for_finding(finding), maintainer)
    with pytest.raises(UserError) as refused:
        asked(drafts.for_finding(finding), owner)
    assert (refused.value.code, len(trail())) == ("waiver-exists", 1)


def test_waiver_in_force_is_not_renewed_before_it_is_about_to_end(
    finding: Finding, maintainer: User, owner: User
) -> None:
    waived(finding, by=maintainer, approver=owner, days=30)
    let_pass(15.9)
    with pytest.raises(UserError) as refused:
        asked(drafts.for_finding(finding), maintainer)
    assert refused.value.code == "waiver-exists"


def test_renewal_replaces_what_is_about_to_end_when_it_is_approved(
    finding: Finding, maintainer: User, owner: User
) -> None:
    former = waived(finding, by=maintainer, approver=owner, days=30)
    let_pass(16.1)
    renewal = asked(drafts.for_finding(finding), maintainer)
    assert (now(former).state, now(renewal).state) == (State.APPROVED, State.REQUESTED)
    actions.approve(renewal, by=owner)
    assert (now(former).state, now(renewal).state, state_of(finding)) == (
        State.EXPIRED,
        State.APPROVED,
        Finding.State.WAIVED,
    )
    assert now(former).expires_at <= timezone.now()
    assert history(former)[-1] == ("replaced", "owner", "")
    assert trail()[-2:] == [("waiver.replaced", "owner"), ("waiver.approved", "owner")]
    assert AuditEvent.objects.get(action="waiver.replaced").details == {"by": renewal.pk}
    assert not finding.events.filter(kind="waiver-ended").exists()


@pytest.mark.parametrize("kind", ["pool", "path"])
def test_pools_and_paths_are_renewed_too(finding: Finding, maintainer: User, owner: User, kind: str) -> None:
    def draft() -> Waiver:
        pool = Pool.objects.get()
        return drafts.for_pool(pool, "IR101") if kind == "pool" else drafts.for_path(finding.service, "IR101", "a/*")

    former, other = asked(draft(), maintainer), asked(drafts.for_pool(Pool.objects.get()), maintainer)
    for waiver in (former, other):
        actions.approve(waiver, by=owner)
    let_pass(20)
    actions.approve(asked(draft(), maintainer), by=owner)
    assert (now(former).state, now(other).state) == (State.EXPIRED, State.APPROVED)


def test_rejected_renewal_leaves_the_former_one_as_it_was(finding: Finding, maintainer: User, owner: User) -> None:
    former = waived(finding, by=maintainer, approver=owner, days=30)
    let_pass(20)
    actions.reject(asked(drafts.for_finding(finding), maintainer), by=owner, note="repair it")
    assert (now(former).state, state_of(finding)) == (State.APPROVED, Finding.State.WAIVED)


def test_renewal_is_asked_for_once(finding: Finding, maintainer: User, owner: User) -> None:
    waived(finding, by=maintainer, approver=owner, days=30)
    let_pass(20)
    asked(drafts.for_finding(finding), maintainer)
    with pytest.raises(UserError) as refused:
        asked(drafts.for_finding(finding), owner)
    assert refused.value.code == "waiver-exists"


def test_fixed_finding_needs_no_waiver(finding: Finding, service: Service) -> None:
    saved(begun(service), a_report())
    finding.refresh_from_db()
    with pytest.raises(UserError) as refused:
        drafts.for_finding(finding)
    assert refused.value.code == "waiver-fixed"


@pytest.mark.parametrize("pattern", ["", "/a.go", "a//b.go", "../a.go", "a/./b", "a\tb", "a" * 301])
def test_pattern_is_a_path_of_the_repository(service: Service, pattern: str) -> None:
    with pytest.raises(UserError) as refused:
        drafts.for_path(service, "IR101", pattern)
    assert refused.value.code == "waiver-pattern"


def test_approval_by_another_waives_the_finding(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    actions.approve(waiver, by=owner, note="until the codec is there")
    waiver = now(waiver)
    assert (waiver.state, waiver.decided_by, waiver.note) == (State.APPROVED, owner, "until the codec is there")
    assert waiver.warn_at == waiver.expires_at - timedelta(days=14)
    assert state_of(finding) == Finding.State.WAIVED
    assert trail() == [("waiver.requested", "maintainer"), ("waiver.approved", "owner")]
    assert history(waiver) == [
        ("requested", "maintainer", REASON),
        ("approved", "owner", "until the codec is there"),
    ]


@pytest.mark.parametrize("name", ["owner", "middleware"])
def test_nobody_decides_about_their_own_request(request: pytest.FixtureRequest, finding: Finding, name: str) -> None:
    user = request.getfixturevalue(name)
    waiver = asked(drafts.for_finding(finding), user)
    for decide in (actions.approve, actions.reject):
        with pytest.raises(UserError) as refused:
            decide(waiver, by=user, note="mine")
        assert refused.value.code == "waiver-own"
    assert (now(waiver).state, len(trail())) == (State.REQUESTED, 1)


def test_database_refuses_a_decision_about_ones_own_request(finding: Finding, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), owner)
    with pytest.raises(IntegrityError, match="waiver_is_decided_by_another"), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(
            state=State.APPROVED, decided_by=owner, decided_at=waiver.requested_at
        )


@pytest.mark.parametrize("name", ["maintainer", "colleague", "outsider"])
def test_deciding_takes_an_admin_of_the_team(
    request: pytest.FixtureRequest, finding: Finding, owner: User, name: str
) -> None:
    waiver = asked(drafts.for_finding(finding), owner)
    user = request.getfixturevalue(name)
    for decide in (actions.approve, actions.reject, actions.revoke):
        with pytest.raises(UserError) as refused:
            decide(waiver, by=user, note="no")
        assert refused.value.code == "not-allowed"
    assert (now(waiver).state, len(trail())) == (State.REQUESTED, 1)


def test_second_decision_comes_too_late(finding: Finding, maintainer: User, owner: User, middleware: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    actions.reject(waiver, by=owner, note="repair it")
    with pytest.raises(UserError) as refused:
        actions.approve(waiver, by=middleware)
    assert refused.value.code == "waiver-state"
    assert (now(waiver).state, now(waiver).note, state_of(finding)) == (
        State.REJECTED,
        "repair it",
        Finding.State.OPEN,
    )
    assert [action for action, _name in trail()] == ["waiver.requested", "waiver.rejected"]


def test_rejection_says_why(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    with pytest.raises(UserError) as refused:
        actions.reject(waiver, by=owner, note=" ")
    assert refused.value.code == "waiver-note"


def test_request_is_withdrawn_by_who_asked_alone(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    with pytest.raises(UserError):
        actions.withdraw(waiver, by=owner)
    actions.withdraw(waiver, by=maintainer)
    assert (now(waiver).state, trail()[1:]) == (State.REVOKED, [("waiver.withdrawn", "maintainer")])
    asked(drafts.for_finding(finding), maintainer)


@pytest.mark.parametrize("name", ["maintainer", "owner", "middleware"])
def test_revoked_waiver_covers_nothing(
    request: pytest.FixtureRequest, finding: Finding, maintainer: User, owner: User, name: str
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    actions.revoke(waiver, by=request.getfixturevalue(name), note="the release is out")
    assert (now(waiver).state, now(waiver).decided_by) == (State.REVOKED, owner)
    assert state_of(finding) == Finding.State.OPEN
    assert trail()[-1] == ("waiver.revoked", name)


def test_finding_stays_waived_while_another_waiver_covers_it(
    finding: Finding, maintainer: User, owner: User, service: Service
) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    other = asked(drafts.for_path(service, "IR101", "a/*"), maintainer)
    actions.approve(other, by=owner)
    actions.revoke(waiver, by=owner, note="twice")
    assert state_of(finding) == Finding.State.WAIVED
    actions.revoke(other, by=owner, note="and gone")
    assert state_of(finding) == Finding.State.OPEN


def test_waiver_of_a_pool_is_about_one_rule_or_all(service: Service, maintainer: User, owner: User) -> None:
    found = [
        a_finding("IR101", "f1", pool="p1"),
        a_finding("IR201", "f2", pool="p1"),
        a_finding("IR201", "f3", pool="p2"),
    ]
    saved(begun(service), a_report(found, [a_pool("p1"), a_pool("p2")]))
    pool = Pool.objects.get(identity="p1")

    def waived_prints() -> set[str]:
        return set(Finding.objects.filter(state=Finding.State.WAIVED).values_list("fingerprint", flat=True))

    actions.approve(asked(drafts.for_pool(pool, "IR201"), maintainer), by=owner)
    assert waived_prints() == {"f2"}
    actions.approve(asked(drafts.for_pool(pool), maintainer), by=owner)
    assert waived_prints() == {"f1", "f2"}


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("a/b.go", True),
        ("a/*", True),
        ("*.go", True),
        ("a/?.go", True),
        ("*", True),
        ("a/b", False),
        ("b.go", False),
        ("a/bbgo", False),
        ("A/b.go", False),
        ("a/[b].go", False),
    ],
)
def test_pattern_fits_whole_paths(
    finding: Finding, service: Service, maintainer: User, owner: User, *, pattern: str, covered: bool
) -> None:
    actions.approve(asked(drafts.for_path(service, "IR101", pattern), maintainer), by=owner)
    assert (state_of(finding) == Finding.State.WAIVED) == covered


def test_waiver_of_one_service_covers_none_of_another(
    finding: Finding, maintainer: User, owner: User, service: Service
) -> None:
    waiver = asked(drafts.for_path(service, "IR101", "*"), maintainer)
    service.pk, service.slug, service.repository_url = None, "twin", "https://git.example.com/twin.git"
    service.save()
    saved(begun(service), a_report([a_finding("IR101", pool="p1")], [a_pool()]))
    actions.approve(now(waiver), by=owner)
    assert [state for (state,) in Finding.objects.order_by("pk").values_list("state")] == ["waived", "open"]


def test_waiver_ends_with_its_time_and_only_once(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    assert not actions.expire(waiver)
    let_pass(30)
    assert (actions.expire(waiver), actions.expire(waiver)) == (True, False)
    assert (now(waiver).state, state_of(finding)) == (State.EXPIRED, Finding.State.OPEN)
    assert trail()[2:] == [("waiver.expired", "")]


def test_request_ends_with_its_time_too(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(finding), maintainer)
    let_pass(31)
    with pytest.raises(UserError) as refused:
        actions.approve(now(waiver), by=owner)
    assert refused.value.code == "waiver-state"
    assert actions.expire(waiver)
    assert now(waiver).state == State.EXPIRED


def test_every_step_is_in_the_trail_once(finding: Finding, maintainer: User, owner: User) -> None:
    waived(finding, by=maintainer, approver=owner)
    let_pass(31)
    for waiver in Waiver.objects.all():
        actions.expire(waiver)
    kinds = list(WaiverEvent.objects.values_list("kind", flat=True))
    assert [action for action, _name in trail()] == [f"waiver.{kind}" for kind in kinds]
