"""The commands of manage.py for operators."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from governance.accounts.models import Team, User
from governance.audit.actions import signing_key
from governance.audit.models import AuditEvent
from governance.registry.models import Credential, Service
from governance.scans.models import Scan, State, Trigger
from scanners.model import Severity
from tests.git_server import GitServer
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.hostile_repositories import write_repository
from trail import read_checkpoint, verify_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker."""
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda *_, **_options: None)


@pytest.fixture
def url(tmp_path: Path, settings: Settings) -> Iterator[str]:
    """The address of a repository that answers."""
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    write_repository(tmp_path / "gateway.git", {"main.go": b"package main\n"})
    with GitServer(tmp_path) as server:
        yield server.url("gateway.git")


def manage(*arguments: str, **options: Any) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output, **options)
    return output.getvalue()


# --- register ------------------------------------------------------------------------------------------------------


def test_register_queues_the_first_scan(team: Team, url: str) -> None:
    said = manage("register", url, "--team", "messaging")
    scan = Scan.objects.get()
    assert (scan.service.slug, scan.service.team) == ("gateway", team)
    assert said == f"Registered gateway (main); scan {scan.id} is queued.\n"


def test_register_names_the_teams_there_are(team: Team, url: str) -> None:
    with pytest.raises(CommandError, match=r"no team billing \(teams: messaging\).*--create-team"):
        manage("register", url, "--team", "billing")


def test_register_creates_a_team_when_asked_to(db: None, url: str) -> None:
    manage("register", url, "--team", "billing", "--create-team")
    assert Service.objects.get().team.slug == "billing"


def test_register_leaves_no_team_behind_when_the_repository_does_not_answer(db: None, url: str) -> None:
    with pytest.raises(CommandError):
        manage("register", url.replace("gateway", "nothing"), "--team", "billing", "--create-team")
    assert not Team.objects.exists()


def test_register_keeps_a_token_from_a_file(team: Team, url: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-for-tests\n")
    manage("register", url, "--team", "messaging", "--token-file", str(tmp_path / "token"))
    assert Credential.objects.get().service == Service.objects.get()


def test_register_says_which_file_cannot_be_read(team: Team, url: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="missing"):
        manage("register", url, "--team", "messaging", "--token-file", str(tmp_path / "missing"))


# --- scan ----------------------------------------------------------------------------------------------------------


def test_scan_is_queued(service: Service) -> None:
    manage("scan", "gateway", "--commit", "a" * 40)
    scan = Scan.objects.get()
    assert (scan.state, scan.commit, scan.trigger) == (State.QUEUED, "a" * 40, Trigger.COMMAND)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nothing"], "nothing"),
        (["gateway", "--commit", "main"], "id of a commit"),
        (["gateway", "--branch", "a..b"], "name"),
    ],
)
def test_scan_refuses_what_there_is_not(service: Service, arguments: list[str], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        manage("scan", *arguments)
    assert not Scan.objects.exists()


def test_scan_waits_for_the_scorecard(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: saved(Scan.objects.get(), a_report(pools=[a_pool()])))
    said = manage("scan", "gateway", "--wait")
    assert said.splitlines()[1].endswith("grade A, CP – IR1 1/1 IR2 – IR3 1/1, gate passed.")


def test_scan_that_fails_fails_the_command(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"state": State.FAILED, "error_messages": {"en": "There is no such branch."}}
    monkeypatch.setattr("time.sleep", lambda _seconds: Scan.objects.update(**failed))
    with pytest.raises(CommandError, match=r"failed\. There is no such branch"):
        manage("scan", "gateway", "--wait")


# --- create_admin --------------------------------------------------------------------------------------------------


def test_administrator_gets_a_password_that_is_shown_once(db: None) -> None:
    said = manage("create_admin", "root")
    user = User.objects.get(username="root")
    password = said.partition("password is ")[2].partition(" ")[0]
    assert user.is_superuser
    assert user.check_password(password)


def test_password_from_a_file_is_not_shown(db: None, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse battery\nmore\n")
    said = manage("create_admin", "root", "--password-file", str(tmp_path / "password"))
    assert "correct" not in said
    assert User.objects.get().check_password("correct horse battery")


@pytest.mark.parametrize(("password", "named"), [("short", "too short"), ("", "no password")])
def test_bad_password_is_refused(db: None, tmp_path: Path, password: str, named: str) -> None:
    (tmp_path / "password").write_text(f"{password}\n")
    with pytest.raises(CommandError, match=named):
        manage("create_admin", "root", "--password-file", str(tmp_path / "password"))
    assert not User.objects.exists()


def test_account_that_is_there_is_not_touched(owner: User) -> None:
    with pytest.raises(CommandError, match="already exists"):
        manage("create_admin", "owner")
    owner.refresh_from_db()
    assert not owner.is_superuser


# --- gate ----------------------------------------------------------------------------------------------------------


def asked(*arguments: str) -> tuple[int, str]:
    """Return the exit status of `manage.py gate` and what it prints."""
    output = io.StringIO()
    try:
        call_command("gate", "gateway", *arguments, stdout=output)
    except SystemExit as ended:
        return int(str(ended.code)), output.getvalue()
    return 0, output.getvalue()


def test_gate_tells_the_answer_by_its_exit_status(service: Service) -> None:
    assert asked() == (2, "gateway: unknown\n  It was never scanned: ask for a scan of gateway, then ask again.\n")
    saved(begun(service), a_report(pools=[a_pool()]))
    assert asked() == (0, "gateway main: passed\n")
    saved(begun(service), a_report([a_finding()], [a_pool()]))
    status, said = asked("--branch", "main")
    assert (status, said.splitlines()[1]) == (1, "  high IR201 a/b.go:10 not reset")


def test_gate_speaks_json(service: Service) -> None:
    saved(begun(service), a_report([a_finding(severity=Severity.CRITICAL)], [a_pool()]))
    status, said = asked("--launch", "--format", "json")
    answer = json.loads(said)
    assert (status, answer["outcome"], answer["reasons"][0]["kind"]) == (1, "failed", "critical")


@pytest.mark.parametrize(
    ("arguments", "named"), [(["nothing"], "nothing"), (["gateway", "--commit", "main"], "id of a commit")]
)
def test_gate_that_cannot_be_asked_ends_with_2(service: Service, arguments: list[str], named: str) -> None:
    with pytest.raises(CommandError, match=named) as error:
        manage("gate", *arguments)
    assert error.value.returncode == 2


def happened() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", "object_name"))


def test_team_that_registering_creates_is_on_record(db: None, url: str) -> None:
    manage("register", url, "--team", "new", "--create-team")
    assert set(happened()) == {("service.registered", "gateway"), ("team.created", "new")}


def test_administrator_is_on_record_without_the_password(db: None, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct-horse-battery\n")
    manage("create_admin", "boss", "--password-file", str(tmp_path / "password"))
    assert happened() == [("account.created", "boss")]
    assert "correct-horse" not in str(AuditEvent.objects.get().exported())


def test_checkpoint_is_of_the_newest_event(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no event yet"):
        manage("checkpoint")
    manage("create_admin", "boss")
    event = AuditEvent.objects.get()
    statement = read_checkpoint(manage("checkpoint").encode())
    assert (statement["sequence"], statement["event"]["sha256"]) == (1, event.sha256)
    assert list(verify_checkpoint([event.exported()], {"first": 1, "last": 1}, statement, [signing_key().public])) == []
