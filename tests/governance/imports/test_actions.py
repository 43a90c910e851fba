"""Applying a file, against a real Git server: entry by entry, in a worker, twice without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from governance.audit.models import Action, AuditEvent
from governance.imports import actions
from governance.imports.models import Import
from governance.registry.models import Service
from governance.scans.models import Scan
from tests.git_server import GitServer
from tests.hostile_repositories import write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

    from governance.accounts.models import Team, User

pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """There is no broker; what would be sent is kept."""
    sent: list[int] = []
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda *_, **_options: None)
    monkeypatch.setattr("celery.current_app.send_task", lambda _name, args: sent.extend(args))
    return sent


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[GitServer]:
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    for name in ("gateway", "ledger"):
        write_repository(tmp_path / f"{name}.git", {"main.go": b"package main\n"}, branch="trunk")
    with GitServer(tmp_path) as server:
        yield server


def text_of(server: GitServer, *names: str, extra: str = "") -> str:
    lines = [f"  - repository: {server.url(name)}\n{extra}" for name in names]
    return "team: messaging\nservices:\n" + "".join(lines)


def test_services_are_registered_and_scanned(team: Team, maintainer: User, server: GitServer) -> None:
    kept = actions.request_import(text_of(server, "gateway.git", "ledger.git"), by=maintainer)
    actions.apply(kept.pk)
    assert set(Service.objects.values_list("slug", "default_branch")) == {("gateway", "trunk"), ("ledger", "trunk")}
    assert Scan.objects.count() == 2
    kept.refresh_from_db()
    assert [result["outcome"] for result in kept.results] == ["created", "created"]
    assert kept.ended_at is not None


def test_second_application_of_the_same_file_changes_nothing(team: Team, owner: User, server: GitServer) -> None:
    for _ in range(2):
        kept = actions.request_import(text_of(server, "gateway.git"), by=owner)
        actions.apply(kept.pk)
    kept.refresh_from_db()
    assert [result["outcome"] for result in kept.results] == ["unchanged"]
    assert (Service.objects.count(), Scan.objects.count()) == (1, 1)


def test_repository_that_does_not_answer_is_named_and_the_next_is_registered(
    team: Team, owner: User, server: GitServer
) -> None:
    kept = actions.request_import(text_of(server, "nothing.git", "ledger.git"), by=owner)
    actions.apply(kept.pk)
    kept.refresh_from_db()
    assert [(result["outcome"], bool(result["messages"])) for result in kept.results] == [
        ("refused", True),
        ("created", False),
    ]


def test_message_that_comes_twice_does_the_work_once(team: Team, owner: User, server: GitServer) -> None:
    kept = actions.request_import(text_of(server, "gateway.git"), by=owner)
    actions.apply(kept.pk)
    actions.apply(kept.pk)
    kept.refresh_from_db()
    assert len(kept.results) == 1


def test_worker_that_takes_over_goes_on_behind_what_is_done(team: Team, owner: User, server: GitServer) -> None:
    kept = actions.request_import(text_of(server, "gateway.git", "ledger.git"), by=owner)
    done = {"line": 3, "outcome": "refused", "messages": {}, "name": "", "slug": "", "team": "", "repository": ""}
    Import.objects.filter(pk=kept.pk).update(results=[done])
    actions.apply(kept.pk)
    assert list(Service.objects.values_list("slug", flat=True)) == ["ledger"]


def test_rights_that_were_lost_meanwhile_count(team: Team, maintainer: User, server: GitServer) -> None:
    kept = actions.request_import(text_of(server, "gateway.git"), by=maintainer)
    maintainer.memberships.all().delete()
    actions.apply(kept.pk)
    assert not Service.objects.exists()


def test_branch_of_a_registered_service_is_tried_before_it_changes(team: Team, owner: User, server: GitServer) -> None:
    for extra in ("", "    branch: gone\n"):
        kept = actions.request_import(text_of(server, "gateway.git", extra=extra), by=owner)
        actions.apply(kept.pk)
    kept.refresh_from_db()
    assert kept.results[0]["outcome"] == "refused"
    assert Service.objects.get().default_branch == "trunk"


def test_file_with_a_fault_is_not_applied_in_part(team: Team, owner: User) -> None:
    with refused("import-missing") as caught:
        actions.request_import("team: messaging\nservices:\n  - name: x\n", by=owner)
    assert "3" in caught.value.message
    assert not Import.objects.exists()


def test_import_is_on_record_and_sent_once_it_is_kept(
    team: Team, owner: User, broker: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        kept = actions.request_import("team: messaging\nservices:\n  - repository: https://h/a\n", by=owner)
    assert broker == [kept.pk]
    assert AuditEvent.objects.get().action == Action.SERVICES_IMPORTED


def test_page_shows_the_plan_and_changes_nothing(client: Client, team: Team, maintainer: User) -> None:
    client.force_login(maintainer)
    text = "team: messaging\nservices:\n  - repository: https://git.example.com/messaging/new\n"
    page = client.post(reverse("import-services"), {"text": text}).content.decode()
    assert "is registered and scanned" in page
    assert "Apply: 1 service" in page
    assert not Import.objects.exists()


def test_page_applies_the_plan_that_it_showed(client: Client, team: Team, maintainer: User) -> None:
    client.force_login(maintainer)
    text = "team: messaging\nservices:\n  - repository: https://git.example.com/messaging/new\n"
    answer = client.post(reverse("import-services"), {"text": text, "apply": "1"})
    assert answer.headers["Location"] == reverse("import", args=[Import.objects.get().pk])


def test_page_of_an_import_says_what_was_refused(client: Client, team: Team, maintainer: User) -> None:
    client.force_login(maintainer)
    kept = actions.request_import("team: messaging\nservices:\n  - repository: ftp://h/a\n", by=maintainer)
    actions.apply(kept.pk)
    assert "refused" in client.get(reverse("import", args=[kept.pk])).content.decode()


def test_command_shows_the_plan_and_applies_on_request(
    team: Team, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "services.yaml"
    file.write_text("team: messaging\nservices:\n  - repository: https://h/a\n")
    call_command("import_services", str(file))
    assert capsys.readouterr().out == f"{file}:3: create messaging/a\n"
    call_command("import_services", str(file), apply=True)
    assert Import.objects.get().total == 1


def test_command_applies_nothing_when_something_is_refused(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "services.yaml"
    file.write_text(
        "services:\n  - {team: messaging, repository: 'https://h/a'}\n  - {team: x, repository: 'https://h/b'}\n"
    )
    with pytest.raises(CommandError, match="1 refused"):
        call_command("import_services", str(file), apply=True)
    assert not Import.objects.exists()
