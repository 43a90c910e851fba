"""A report is asked for, made once, signed, and handed out on record."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from governance.audit.actions import signing_key
from governance.audit.models import AuditEvent
from governance.errors import UserError
from governance.reports import actions, tasks
from governance.reports.models import Format, Report, ReportFile, State
from scanners.__main__ import main
from trail import digest_file, verify_file, write_document

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

    from governance.accounts.models import Team, User
    from tests.governance.reports.conftest import Ask


def happened() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def test_request_is_on_record_and_sent_on_commit(
    ask: Ask, sent: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = ask(formats=["csv", "pdf"])
    assert sent == [report.pk]
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.team) == ("report.requested", "colleague", "messaging")
    assert event.details["formats"] == ["pdf", "csv"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": timezone.localdate() + timedelta(days=1)}, "report-period"),
        ({"until": timezone.localdate() - timedelta(days=31)}, "report-period"),
        ({"formats": []}, "report-formats"),
        ({"formats": ["docx"]}, "report-formats"),
        ({"scope": None}, "report-scope"),
    ],
)
def test_request_that_makes_no_sense_is_refused(ask: Ask, changes: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refused:
        ask(**changes)
    assert refused.value.code == code
    assert happened() == []


def test_scope_of_another_team_is_refused(ask: Ask, outsider: User, team: Team) -> None:
    for scope in ({}, {"scope": team}):
        with pytest.raises(UserError, match="that you may see"):
            ask(by=outsider, **scope)


def test_nobody_fills_the_queue(ask: Ask, owner: User) -> None:
    for _ in range(actions.UNFINISHED_AT_MOST):
        ask()
    with pytest.raises(UserError) as refused:
        ask()
    assert refused.value.code == "reports-waiting"
    ask(by=owner)


def test_reports_are_for_those_who_see_what_they_are_about(
    ask: Ask, team: Team, middleware: User, colleague: User, outsider: User
) -> None:
    of_service, of_team, of_company = ask(), ask(scope=team), ask(scope=None, by=middleware)
    visible = Report.objects.visible_to
    assert list(visible(colleague)) == [of_team, of_service]
    assert list(visible(outsider)) == []
    assert list(visible(middleware)) == [of_company, of_team, of_service]


def test_second_worker_cannot_claim(ask: Ask) -> None:
    report = ask()
    assert actions.claim(report.pk) is not None
    assert actions.claim(report.pk) is None


def test_every_format_is_kept_with_its_digests(made: Ask, colleague: User) -> None:
    report = made()
    assert report.state == State.DONE
    assert [file.format for file in report.files.all()] == list(Format)
    for file in report.files.all():
        content = actions.download(file, by=colleague)
        assert len(content) == file.size
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert hashlib.new("sm3", content).hexdigest() == file.sm3
    assert happened() == ["report.requested", "report.made", *["report.downloaded"] * 5]


def test_digests_are_in_the_trail(made: Ask) -> None:
    report = made(formats=["json"])
    event = AuditEvent.objects.get(action="report.made")
    assert event.details == {"json": report.files.get().sha256}


def test_manifest_confirms_each_file_and_no_other(made: Ask, colleague: User) -> None:
    report = made(formats=["csv", "json"])
    keys = [signing_key().public]
    assert report.manifest is not None
    for file in report.files.all():
        content = actions.download(file, by=colleague)
        assert list(verify_file(digest_file("renamed", io.BytesIO(content)), report.manifest, keys)) == []
        changed = digest_file(file.name, io.BytesIO(content[:-1] + b" "))
        assert "is not as it was" in " ".join(verify_file(changed, report.manifest, keys))


@pytest.mark.parametrize("name", Format)
def test_command_line_verifies_an_exported_file(
    made: Ask, colleague: User, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: Format
) -> None:
    report = made(formats=[name])
    stored = report.files.get()
    file = tmp_path / stored.name
    file.write_bytes(actions.download(stored, by=colleague))
    (tmp_path / f"{report.basename}.sig.json").write_bytes(write_document(report.manifest or {}))
    key = str(signing_key().public)
    assert main(["verify", str(file), "--key", key]) == 0
    assert "genuine, signed at" in capsys.readouterr().out
    file.write_bytes(file.read_bytes() + b"\n")
    assert main(["verify", str(file), "--key", key]) == 1
    assert "none of those that were signed" in capsys.readouterr().out


def test_file_over_the_limit_fails_with_the_limit(ask: Ask, settings: Settings) -> None:
    settings.EXPORT_BYTES = 100
    report = ask(formats=["csv"])
    tasks.make_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error_code) == (State.FAILED, "report-size")
    assert set(report.error_messages) == {"en", "zh-hans"}
    assert ReportFile.objects.count() == 0


def test_pdf_over_its_time_fails_with_the_limit(ask: Ask, settings: Settings) -> None:
    settings.EXPORT_SECONDS = 0.01
    report = ask(formats=["pdf"])
    tasks.make_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error_code) == (State.FAILED, "report-pdf-time")


def test_fault_of_ours_ends_with_a_reference(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "gather", lambda report: 1 / 0)
    report = ask()
    tasks.make_report(report.pk)
    report.refresh_from_db()
    assert (report.state, report.error_code) == (State.FAILED, "report-fault")


def test_task_that_comes_twice_makes_one_report(ask: Ask) -> None:
    report = ask(formats=["csv"])
    tasks.make_report(report.pk)
    tasks.make_report(report.pk)
    assert happened() == ["report.requested", "report.made"]
    assert ReportFile.objects.count() == 1


def test_worker_that_lost_its_claim_keeps_nothing(ask: Ask) -> None:
    report = ask(formats=["csv"])
    slow = actions.claim(report.pk)
    assert slow is not None
    Report.objects.update(making_at=timezone.now() - timedelta(days=1))
    assert actions.release_lost() == [report.pk]
    fast = actions.claim(report.pk)
    assert fast is not None
    actions.make(slow)
    assert ReportFile.objects.count() == 0
    actions.make(fast)
    assert happened() == ["report.requested", "report.made"]


def test_report_that_kills_its_workers_is_given_up(ask: Ask) -> None:
    report = ask()
    for _ in range(actions.ATTEMPTS):
        assert actions.claim(report.pk)
        Report.objects.update(making_at=timezone.now() - timedelta(days=1))
        actions.release_lost()
    report.refresh_from_db()
    assert (report.state, report.error_code) == (State.FAILED, "report-attempts")


def test_sweep_sends_again_for_those_that_wait(ask: Ask, sent: list[int]) -> None:
    report = ask()
    tasks.sweep()
    assert sent == [report.pk]


def test_json_names_what_was_asked_for(made: Ask, colleague: User) -> None:
    report = made(formats=["json"])
    values = json.loads(actions.download(report.files.get(), by=colleague))
    assert values["requested_by"] == "colleague"
    assert (values["since"], values["until"]) == (str(report.since), str(report.until))
