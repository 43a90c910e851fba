"""What people and waivers change about findings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.audit.models import Action, AuditEvent
from governance.errors import UserError
from governance.findings.actions import assign, reopen, waive
from governance.findings.models import Finding, FindingEvent
from scanners.model import Severity
from tests.governance.report_values import a_finding, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

State = Finding.State
Kind = FindingEvent.Kind


@pytest.fixture
def finding(service: Service) -> Finding:
    """A high finding, just opened."""
    saved(begun(service), a_report([a_finding(severity=Severity.HIGH)]))
    return Finding.objects.select_related("service__team").get()


def kinds(finding: Finding) -> list[str]:
    return list(finding.events.values_list("kind", flat=True))


def test_open_finding_can_be_waived_once(finding: Finding) -> None:
    assert waive([finding.pk]) == {finding.pk}
    assert waive([finding.pk]) == frozenset()
    finding.refresh_from_db()
    assert finding.state == State.WAIVED
    assert kinds(finding) == [Kind.OPENED, Kind.WAIVED]


def test_fixed_finding_is_not_waived(finding: Finding, service: Service) -> None:
    saved(begun(service), a_report())
    assert waive([finding.pk]) == frozenset()
    finding.refresh_from_db()
    assert finding.state == State.FIXED


def test_finding_whose_waiver_ended_is_open_and_due_as_if_found_now(finding: Finding) -> None:
    long_ago = timezone.now() - timedelta(days=300)
    Finding.objects.update(opened_at=long_ago, due_at=long_ago)
    waive([finding.pk])
    assert reopen([finding.pk]) == {finding.pk}
    assert reopen([finding.pk]) == frozenset()
    finding.refresh_from_db()
    assert (finding.state, finding.returned, finding.is_overdue) == (State.OPEN, 0, False)
    assert finding.opened_at is not None
    assert finding.due_at == finding.opened_at + timedelta(days=30)
    assert kinds(finding) == [Kind.OPENED, Kind.WAIVED, Kind.WAIVER_ENDED]


def test_assignment_is_kept_with_its_event(finding: Finding, maintainer: User, colleague: User) -> None:
    assign(finding, to=colleague, by=maintainer)
    assert list(colleague.findings.all()) == [finding]
    event = AuditEvent.objects.get(action=Action.FINDING_ASSIGNED)
    assert (event.actor_name, event.team) == ("maintainer", "messaging")
    assert event.lines == ["assignee: None → colleague"]


def test_same_assignment_again_is_no_event(finding: Finding, maintainer: User, colleague: User) -> None:
    assign(finding, to=colleague, by=maintainer)
    assign(finding, to=colleague, by=maintainer)
    assign(finding, to=None, by=maintainer)
    assert AuditEvent.objects.filter(action=Action.FINDING_ASSIGNED).count() == 2


def test_only_members_of_the_team_can_be_assigned(finding: Finding, maintainer: User, outsider: User) -> None:
    with pytest.raises(UserError) as refused:
        assign(finding, to=outsider, by=maintainer)
    assert refused.value.code == "assignee"
    assert not AuditEvent.objects.filter(action=Action.FINDING_ASSIGNED).exists()


def test_viewer_assigns_nobody(finding: Finding, colleague: User) -> None:
    with pytest.raises(UserError) as refused:
        assign(finding, to=colleague, by=colleague)
    assert refused.value.code == "not-allowed"
