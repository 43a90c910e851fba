"""Waivers, findings, scorecards and the trail under any order of what people, scans and time do: against PostgreSQL."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from governance.accounts.models import User
from governance.audit.models import AuditEvent
from governance.errors import UserError
from governance.findings.excerpts import Excerpt
from governance.findings.models import Finding, Occurrence, Pool
from governance.registry.models import Service
from governance.scorecards.models import Scorecard
from governance.waivers import actions, drafts
from governance.waivers.coverage import covered, fits, last_seen
from governance.waivers.expiry import end_due
from governance.waivers.models import Kind, State, Waiver, WaiverEvent
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import REASON, let_pass

LONGEST = timedelta(days=90)
PEOPLE = ("owner", "maintainer", "colleague", "outsider", "middleware")
ADMINS = frozenset({"owner", "middleware"})
PRINTS = ("f1", "f2", "f3")
CODES = {"f1": "IR101", "f2": "IR201", "f3": "IR101"}
PATHS = {"f1": "a/b.go", "f2": "a/b.go", "f3": "c/d.go"}
people = st.sampled_from(PEOPLE)
# Which findings a commit has, each with the version of its line.
commits = st.dictionaries(st.sampled_from(PRINTS), st.integers(0, 1))
targets = st.one_of(
    st.tuples(st.just(Kind.FINDING), st.sampled_from(PRINTS)),
    st.tuples(st.just(Kind.POOL), st.sampled_from(["", "IR101"])),
    st.tuples(st.just(Kind.PATH), st.sampled_from(["a/*", "*", "c/?.go", "e/*"])),
)


class Waivers(RuleBasedStateMachine):
    """Several people, scans and time, on one service; each run ends as if it had never been."""

    service: ClassVar[Service]
    cast: ClassVar[dict[str, User]]
    waivers = Bundle("waivers")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.began = AuditEvent.objects.count()
        self.approved: dict[int, dict[int, object]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(target=waivers, of=targets)
    def something_is_excused(self, of: tuple[Kind, str]) -> object:
        """Begin with a waiver in force: its end and what becomes of it are what chance alone seldom gets to."""
        self.scan(dict.fromkeys(PRINTS, 0))
        return self.excuse(of)

    @rule(commit=commits)
    def scan(self, commit: dict[str, int]) -> None:
        found = [
            a_finding(CODES[print_], print_, path=PATHS[print_], pool="p1" if print_ != "f3" else None)
            for print_ in commit
        ]
        lines = {
            print_: [Excerpt(PATHS[print_], 10, (f"pool.Put(version{version})",))] for print_, version in commit.items()
        }
        saved(begun(self.service), a_report(found, [a_pool()]), lines)

    @rule(version=st.integers(0, 1))
    def scan_everything(self, version: int) -> None:
        """Scan all findings in one version: what is excused is there, and may be other code."""
        self.scan(dict.fromkeys(PRINTS, version))

    @rule(target=waivers, of=targets, by=people, days=st.integers(-1, 120))
    def request(self, of: tuple[Kind, str], by: str, days: int) -> object:
        with suppress(UserError):
            return actions.request(self.draft(*of), reason=REASON, days=days, by=self.cast[by]).pk
        return multiple()

    @rule(target=waivers, of=targets)
    def excuse(self, of: tuple[Kind, str]) -> object:
        """Ask and approve as it should be done: chance alone seldom gets there."""
        with suppress(UserError):
            waiver = actions.request(self.draft(*of), reason=REASON, days=30, by=self.cast["maintainer"])
            actions.approve(waiver, by=self.cast["owner"])
            self.approved[waiver.pk] = self.code(waiver)
            return waiver.pk
        return multiple()

    @rule(waiver=waivers, by=people, verb=st.sampled_from(["approve", "reject", "revoke", "withdraw"]))
    def decide(self, waiver: int, by: str, verb: str) -> None:
        before = Waiver.objects.get(pk=waiver)
        refused = False
        try:
            match verb:
                case "approve":
                    actions.approve(before, by=self.cast[by])
                    self.approved[waiver] = self.code(before)
                case "reject":
                    actions.reject(before, by=self.cast[by], note="no")
                case "revoke":
                    actions.revoke(before, by=self.cast[by], note="no more")
                case _:
                    actions.withdraw(before, by=self.cast[by])
        except UserError:
            refused = True
        after = Waiver.objects.get(pk=waiver)
        assert refused == (after.state == before.state)
        if not refused and verb != "withdraw":
            assert by in ADMINS or (verb == "revoke" and before.requested_by == self.cast[by])

    @rule(days=st.sampled_from([1, 20, 45]))
    def time_passes(self, days: int) -> None:
        let_pass(days)
        end_due()

    def code(self, waiver: Waiver) -> dict[int, object]:
        """Return the lines of what a waiver is for, by the id of the finding."""
        return dict(covered(last_seen(self.service), [waiver]).values_list("finding_id", "excerpts"))

    def draft(self, kind: Kind, what: str) -> Waiver:
        match kind:
            case Kind.FINDING:
                return drafts.for_finding(Finding.objects.get(fingerprint=what))
            case Kind.POOL:
                return drafts.for_pool(Pool.objects.latest("pk"), what)
            case _:
                return drafts.for_path(self.service, "IR101", what)

    @invariant()
    def nobody_approved_their_own(self) -> None:
        assert not Waiver.objects.filter(decided_by=F("requested_by")).exists()

    @invariant()
    def none_is_longer_than_the_policy_allows(self) -> None:
        assert not Waiver.objects.filter(expires_at__gt=F("requested_at") + LONGEST).exists()

    @invariant()
    def each_step_has_one_event_in_the_trail(self) -> None:
        written = WaiverEvent.objects.order_by("pk").values_list("kind", "waiver")
        steps = [(f"waiver.{kind}", pk) for kind, pk in written]
        trail = AuditEvent.objects.filter(object_kind="waiver").order_by("sequence")[self.began :]
        assert [(event.action, int(event.object_id)) for event in trail] == steps

    @invariant()
    def history_ends_in_the_state_that_holds(self) -> None:
        ends = {"withdrawn": State.REVOKED, "asked-again": State.REQUESTED, "replaced": State.EXPIRED}
        last = WaiverEvent.objects.order_by("waiver_id", "-pk").distinct("waiver_id")
        for kind, state in last.values_list("kind", "waiver__state"):
            assert state == ends.get(kind, kind)

    @invariant()
    def findings_are_waived_exactly_while_a_waiver_in_force_covers_them(self) -> None:
        in_force = list(Waiver.objects.filter(state=State.APPROVED))
        for seen in last_seen(self.service).select_related("finding", "pool"):
            excused = any(covers(waiver, seen) for waiver in in_force)
            assert seen.finding.state == (Finding.State.WAIVED if excused else Finding.State.OPEN)

    @invariant()
    def code_that_was_approved_is_the_code_that_is_there(self) -> None:
        for waiver in Waiver.objects.filter(state=State.APPROVED).exclude(kind=Kind.PATH):
            approved = self.approved[waiver.pk]
            now = self.code(waiver)
            assert all(approved[finding] == now[finding] for finding in approved.keys() & now.keys())

    @invariant()
    def scorecard_counts_what_is_waived_now(self) -> None:
        waived = set(Finding.objects.filter(state=Finding.State.WAIVED).values_list("fingerprint", flat=True))
        assert set(Scorecard.objects.filter(service=self.service)[0].waived) == waived


def covers(waiver: Waiver, seen: Occurrence) -> bool:
    """Tell, without the database, whether a waiver is for what was seen."""
    match waiver.kind:
        case Kind.FINDING:
            return waiver.finding_id == seen.finding_id
        case Kind.POOL:
            return seen.pool is not None and seen.pool.identity == waiver.pool and waiver.code in ("", seen.code)
        case _:
            return waiver.code == seen.code and fits(waiver.pattern, seen.path)


@pytest.mark.usefixtures("db")
def test_waivers_hold_in_any_order_of_events(request: pytest.FixtureRequest, service: Service) -> None:
    Waivers.service = service
    Waivers.cast = {name: request.getfixturevalue(name) for name in PEOPLE}
    run_state_machine_as_test(
        Waivers,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            phases=[Phase.generate],  # making a failing run shorter takes five minutes
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
