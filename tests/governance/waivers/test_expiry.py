"""What time does to waivers: they end by themselves, and people are warned once before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail

from governance.findings.models import Finding
from governance.waivers import actions, drafts, expiry
from governance.waivers.expiry import end_due, warn_due
from governance.waivers.models import State, Waiver
from governance.waivers.tasks import watch
from tests.governance.report_values import a_finding, a_report
from tests.governance.saving import begun, saved
from tests.governance.waivers.asking import REASON, asked, let_pass, waived

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User
    from governance.registry.models import Service


@pytest.fixture
def finding(service: Service) -> Finding:
    """An open finding."""
    saved(begun(service), a_report([a_finding("IR101")]))
    return Finding.objects.get()


@pytest.fixture
def waiver(finding: Finding, maintainer: User, owner: User) -> Waiver:
    """An approved waiver of 30 days."""
    return waived(finding, by=maintainer, approver=owner)


def sent() -> list[tuple[list[str], str]]:
    return sorted((message.to, str(message.subject)) for message in mail.outbox)


def test_watch_ends_what_is_over_and_opens_its_findings(waiver: Waiver, finding: Finding) -> None:
    watch()
    assert Waiver.objects.get().state == State.APPROVED
    let_pass(30)
    watch()
    watch()
    assert Waiver.objects.get().state == State.EXPIRED
    finding.refresh_from_db()
    assert finding.state == Finding.State.OPEN
    assert [event.kind for event in waiver.events.all()] == ["requested", "approved", "expired"]


def test_batch_is_bounded_and_the_next_run_goes_on(
    service: Service, maintainer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in "abc":
        asked(drafts.for_path(service, "IR101", f"{folder}/*"), maintainer)
    let_pass(31)
    monkeypatch.setattr(expiry, "BATCH", 2)
    assert [end_due(), end_due(), end_due()] == [2, 1, 0]


def test_who_asked_and_the_admins_are_warned_once(waiver: Waiver, maintainer: User) -> None:
    assert warn_due() == 0
    let_pass(16)
    assert (warn_due(), warn_due()) == (1, 0)
    assert sent() == [
        (["maintainer@example.com"], f"A waiver of Gateway ends soon: {waiver.subject}"),
        (["owner@example.com"], f"A waiver of Gateway ends soon: {waiver.subject}"),
    ]
    text = str(mail.outbox[0].body)
    assert REASON in text
    assert f"http://localhost:8000/waivers/{waiver.pk}/" in text


def test_everybody_is_warned_in_their_language(waiver: Waiver, maintainer: User) -> None:
    maintainer.language = "zh-hans"
    maintainer.save()
    let_pass(20)
    warn_due()
    assert sent()[0] == (["maintainer@example.com"], f"Gateway 的豁免即将到期：{waiver.subject}")
    assert sent()[1][1].startswith("A waiver of Gateway")


def test_nobody_is_warned_who_is_gone_or_has_no_address(waiver: Waiver, maintainer: User, owner: User) -> None:
    maintainer.is_active = False
    maintainer.save()
    owner.email = ""
    owner.save()
    let_pass(20)
    assert (warn_due(), sent()) == (1, [])


def test_requests_and_ended_waivers_are_not_warned_of(finding: Finding, maintainer: User, owner: User) -> None:
    waiver = waived(finding, by=maintainer, approver=owner)
    actions.revoke(waiver, by=owner, note="repaired")
    asked(drafts.for_finding(finding), maintainer)
    let_pass(20)
    assert warn_due() == 0


def test_warning_that_could_not_be_sent_is_sent_later(
    waiver: Waiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_message: EmailMessage) -> int:
        raise ConnectionRefusedError

    let_pass(20)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        assert warn_due() == 0
    assert f"waiver {waiver.pk}: the warning could not be sent" in caplog.text
    assert Waiver.objects.get().warned_at is None
    assert warn_due() == 1


@pytest.mark.parametrize("waivers", [1, 4])
def test_looking_takes_the_same_queries_however_many_waivers_there_are(
    service: Service, maintainer: User, waivers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(waivers):
        asked(drafts.for_path(service, "IR101", f"{number}/*"), maintainer)
    with django_assert_num_queries(2):
        watch()
