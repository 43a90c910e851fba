"""Waivers and overrides in a report: who asked, who decided, and how things stood at the end of the period."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pypdf
from django.utils import timezone

from governance.findings.models import Finding
from governance.reports.formats import html, pdf
from governance.reports.gathering import gather
from governance.scorecards.models import GateOverride
from governance.waivers import actions, drafts
from governance.waivers.models import Waiver, WaiverEvent
from tests.governance.waivers.asking import REASON, asked, waived

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service
    from tests.governance.reports.conftest import Ask


def test_waiver_says_who_asked_and_who_approved(ask: Ask, maintainer: User, owner: User) -> None:
    waived(Finding.objects.get(fingerprint="old"), by=maintainer, approver=owner)
    content = gather(ask())
    (waiver,) = content.waivers
    assert (waiver.service, waiver.subject, waiver.reason) == ("gateway", "IR201 old", REASON)
    assert (waiver.state, waiver.requested_by, waiver.decided_by) == ("approved", "maintainer", "owner")
    assert {finding.fingerprint for finding in content.of_state("waived")} == {"old"}


def test_waiver_stands_as_it_did_at_the_end_of_the_period(ask: Ask, maintainer: User, owner: User) -> None:
    waiver = asked(drafts.for_finding(Finding.objects.get(fingerprint="old")), maintainer)
    actions.approve(waiver, by=owner)
    Waiver.objects.update(requested_at=timezone.now() - timedelta(days=8))
    WaiverEvent.objects.filter(kind="requested").update(at=timezone.now() - timedelta(days=8))
    (seen,) = gather(ask(until=timezone.localdate() - timedelta(days=5))).waivers
    assert (seen.state, seen.decided_by, seen.decided_at) == ("requested", "", None)


def test_waiver_that_ended_before_the_period_is_not_in_it(ask: Ask, maintainer: User, owner: User) -> None:
    waiver = waived(Finding.objects.get(fingerprint="old"), by=maintainer, approver=owner)
    actions.revoke(waiver, by=owner, note="no longer needed")
    (seen,) = gather(ask()).waivers
    assert (seen.state, seen.decided_by, seen.note) == ("revoked", "owner", "no longer needed")
    WaiverEvent.objects.update(at=timezone.now() - timedelta(days=40))
    assert gather(ask()).waivers == ()


def test_override_of_the_gate_is_told_with_its_reason(ask: Ask, history: Service, middleware: User) -> None:
    GateOverride.objects.create(
        service=history,
        branch="main",
        reason="Rollback of the incident",
        by=middleware,
        expires_at=timezone.now() + timedelta(days=1),
    )
    (override,) = gather(ask()).overrides
    assert (override.by, override.branch, override.reason) == ("middleware", "main", "Rollback of the incident")
    assert gather(ask(until=timezone.localdate() - timedelta(days=2))).overrides == ()


def test_formats_for_people_name_those_who_decided(
    ask: Ask, history: Service, maintainer: User, owner: User, middleware: User
) -> None:
    waived(Finding.objects.get(fingerprint="old"), by=maintainer, approver=owner)
    GateOverride.objects.create(
        service=history,
        commit="f" * 40,
        reason="Rollback",
        by=middleware,
        expires_at=timezone.now() + timedelta(days=1),
    )
    content = gather(ask())
    page, paper = io.BytesIO(), io.BytesIO()
    html.write(content, page)
    pdf.write(content, paper)
    printed = " ".join(each.extract_text() for each in pypdf.PdfReader(paper).pages)
    for text in (page.getvalue().decode(), printed):
        assert all(word in text for word in ("maintainer", "owner", "middleware", "Rollback"))
