"""Several at once: two who decide, and a decision while a scan is being saved, on connections of their own."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from governance.audit.models import AuditEvent
from governance.errors import UserError
from governance.findings.models import Finding, Pool
from governance.scorecards.models import Scorecard
from governance.waivers import actions, drafts
from governance.waivers.models import State
from tests.governance.at_once import beside, wait_until_somebody_waits
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import asked, let_pass, now

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.waivers.models import Waiver

pytestmark = pytest.mark.django_db(transaction=True)

ONE = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])
TWO = a_report([*ONE.findings, a_finding("IR201", "f2", pool="p1")], ONE.pools)


@pytest.fixture
def waiver(service: Service, maintainer: User) -> Waiver:
    """A request for a pool with one finding."""
    with transaction.atomic():
        saved(begun(service), ONE)
    return asked(drafts.for_pool(Pool.objects.get()), maintainer)


def test_one_of_two_decisions_counts(waiver: Waiver, owner: User, middleware: User) -> None:
    said: list[str] = []
    start = threading.Barrier(2)

    def decide(decision: Callable[..., None], by: User) -> None:
        start.wait()
        try:
            decision(waiver, by=by, note="so be it")
        except UserError as error:
            said.append(error.code)

    threads = [beside(lambda: decide(actions.approve, owner)), beside(lambda: decide(actions.reject, middleware))]
    for thread in threads:
        thread.join()
    assert said == ["waiver-state"]
    decided = AuditEvent.objects.filter(action__in=["waiver.approved", "waiver.rejected"])
    assert [event.action for event in decided] == [f"waiver.{now(waiver).state}"]
    assert Finding.objects.get().state == ("waived" if now(waiver).state == State.APPROVED else "open")


def test_approval_waits_for_a_scan_that_is_being_saved_and_covers_what_it_found(
    waiver: Waiver, service: Service, owner: User
) -> None:
    with transaction.atomic():
        saved(begun(service), TWO)
        approval = beside(lambda: actions.approve(waiver, by=owner))
        wait_until_somebody_waits()
    approval.join()
    assert set(Finding.objects.values_list("fingerprint", "state")) == {("f1", "waived"), ("f2", "waived")}
    assert Scorecard.objects.filter(service=service)[0].waived == ["f1", "f2"]


def test_scan_waits_for_an_approval_and_is_excused_by_it(waiver: Waiver, service: Service, owner: User) -> None:
    def save() -> None:
        with transaction.atomic():
            saved(begun(service), TWO)

    with transaction.atomic():
        actions.approve(waiver, by=owner)
        scan = beside(save)
        wait_until_somebody_waits()
    scan.join()
    assert set(Finding.objects.values_list("fingerprint", "state")) == {("f1", "waived"), ("f2", "waived")}
    assert Scorecard.objects.filter(service=service)[0].waived == ["f1", "f2"]


def test_scan_of_changed_code_waits_for_a_renewal_that_is_being_asked_for(
    waiver: Waiver, service: Service, owner: User, maintainer: User
) -> None:
    actions.approve(waiver, by=owner)
    let_pass(20)

    def save() -> None:
        with transaction.atomic():
            saved(begun(service), a_report(ONE.findings, [replace(a_pool(), element="*other")]))

    with transaction.atomic():
        renewal = asked(drafts.for_pool(Pool.objects.get()), maintainer)
        scan = beside(save)
        wait_until_somebody_waits()
    scan.join()
    assert (now(waiver).state, now(renewal).state) == (State.EXPIRED, State.REQUESTED)
