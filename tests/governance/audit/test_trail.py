"""The trail: no change without its event, no event without its change, and nothing in it ever changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from governance.audit.actions import Subject, export_trail, record, signing_key
from governance.audit.models import Action, AuditEvent
from governance.errors import UserError
from governance.registry.actions import create_service, edit_service, set_credential
from governance.registry.encryption import new_key
from trail import read, verify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.registry.models import Service

WRITERS = 8
EVENTS_EACH = 10


def happened() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def test_change_of_a_service_says_what_it_was_and_is(service: Service, maintainer: User) -> None:
    url = service.repository_url
    edit_service(service, name="Push", url=url, branch="main", by=maintainer)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.team) == ("service.edited", "maintainer", "messaging")
    assert event.details == {"before": {"name": "Gateway"}, "after": {"name": "Push"}}


def test_edit_that_changes_nothing_is_no_event(service: Service, maintainer: User) -> None:
    edit_service(service, name="Gateway", url=service.repository_url, branch="main", by=maintainer)
    assert happened() == []


def test_refused_change_is_no_event(team: Team, colleague: User) -> None:
    with pytest.raises(UserError):
        create_service(team=team, url="https://git.example.com/x.git", name="X", branch="main", by=colleague)
    assert happened() == []


def test_change_that_is_rolled_back_takes_its_event_along(team: Team) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        create_service(team=team, url="https://git.example.com/x.git", name="X", branch="main", by=None)
        raise RuntimeError
    assert happened() == []


def test_secret_is_not_in_the_trail(service: Service, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [new_key()]
    set_credential(service, kind="https-token", username="robot", secret="hunter2-hunter2", by=None)
    assert happened() == ["credential.set"]
    assert "hunter2" not in str(AuditEvent.objects.get().exported())


def test_service_that_moves_to_another_host_loses_its_credential_on_record(
    service: Service, settings: Settings
) -> None:
    settings.CREDENTIAL_KEYS = [new_key()]
    set_credential(service, kind="https-token", username="robot", secret="hunter2-hunter2", by=None)
    edit_service(service, name="Gateway", url="https://elsewhere.example.com/g.git", branch="main", by=None)
    assert happened() == ["credential.set", "service.edited", "credential.removed"]


@pytest.mark.django_db(transaction=True)
def test_event_outside_the_transaction_of_a_change_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of its change"):
        record(Action.TEAM_CREATED, on=Subject("team"), by=None)


@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET action = 'x'", "DELETE FROM audit_auditevent"])
def test_database_refuses_to_change_an_event(service: Service, statement: str) -> None:
    edit_service(service, name="Push", url=service.repository_url, branch="main", by=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert happened() == ["service.edited"]


def test_database_refuses_to_empty_the_trail(service: Service) -> None:
    edit_service(service, name="Push", url=service.repository_url, branch="main", by=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER refuse_truncate")
        cursor.execute("TRUNCATE audit_auditevent")
    assert happened() == ["service.edited"]


def test_text_that_json_cannot_hold_is_kept_readable(db: None) -> None:
    with transaction.atomic():
        record(Action.TEAM_CREATED, on=Subject("team", 1, "a\0b\ud800"), by=None, details={"x": ["\0"]})
    event = AuditEvent.objects.get()
    assert (event.object_name, event.details) == ("a\N{REPLACEMENT CHARACTER}b?", {"x": ["\N{REPLACEMENT CHARACTER}"]})


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain_without_gaps(middleware: User) -> None:
    def write() -> None:
        try:
            for number in range(EVENTS_EACH):
                with transaction.atomic():
                    record(Action.TEAM_EDITED, on=Subject("team", number), by=middleware)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction.atomic():
        events, end = read(export_trail(by=middleware))
    assert [event["sequence"] for event in events] == list(range(1, WRITERS * EVENTS_EACH + 2))
    assert list(verify(events, end, [signing_key().public])) == []


def test_export_from_the_page_is_genuine_and_its_own_last_event(
    client: Client, middleware: User, service: Service
) -> None:
    edit_service(service, name="推送", url=service.repository_url, branch="main", by=middleware)
    client.force_login(middleware)
    response = client.post(reverse("export-trail"))
    events, end = read(response.content)
    assert [event["action"] for event in events] == ["service.edited", "trail.exported"]
    assert list(verify(events, end, [signing_key().public])) == []


def test_admin_of_a_team_reads_the_events_of_that_team_alone(
    client: Client, service: Service, owner: User, outsider: User
) -> None:
    edit_service(service, name="Push", url=service.repository_url, branch="main", by=owner)
    client.force_login(owner)
    assert "changed a service" in client.get(reverse("audit")).content.decode().split("<tbody>")[1]
    client.force_login(outsider)
    assert "<tbody>" not in client.get(reverse("audit")).content.decode()


def test_details_are_named_in_the_language_of_the_reader(client: Client, service: Service, middleware: User) -> None:
    edit_service(service, name="Push", url=service.repository_url, branch="next", by=middleware)
    client.force_login(middleware)
    page = client.get(reverse("audit"), headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "分支: main → next" in page
    assert "branch:" not in page


def test_failure_to_sign_in_names_accounts_and_nothing_else(client: Client, owner: User) -> None:
    for name in (owner.username, "my-password-by-mistake"):
        client.post(reverse("sign-in"), {"username": name, "password": "wrong"})
    assert happened() == ["sign-in.failed", "sign-in.failed"]
    assert [event.object_name for event in AuditEvent.objects.order_by("sequence")] == ["owner", ""]


def test_role_changed_in_the_admin_pages_is_on_record(
    client: Client, team: Team, colleague: User, middleware: User
) -> None:
    client.force_login(middleware)
    membership = colleague.memberships.get()
    form = {"name": team.name, "slug": team.slug, "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1}
    form |= {"memberships-0-id": membership.pk, "memberships-0-team": team.pk, "memberships-0-user": colleague.pk}
    response = client.post(f"/admin/accounts/team/{team.pk}/change/", form | {"memberships-0-role": "admin"})
    assert response.status_code == 302
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name) == ("team.edited", "middleware")
    assert "colleague · Messaging · admin" in str(event.details["changes"])


def test_password_set_in_the_admin_pages_is_on_record_without_it(client: Client, owner: User, middleware: User) -> None:
    client.force_login(middleware)
    password = "correct-horse-battery"
    form = {"password1": password, "password2": password, "usable_password": "true"}
    assert client.post(f"/admin/accounts/user/{owner.pk}/password/", form).status_code == 302
    event = AuditEvent.objects.get()
    assert event.action == "account.edited"
    assert password not in str(event.exported())


def test_accounts_removed_from_the_list_are_on_record(client: Client, owner: User, middleware: User) -> None:
    client.force_login(middleware)
    form = {"action": "delete_selected", "_selected_action": [owner.pk], "post": "yes"}
    assert client.post("/admin/accounts/user/", form).status_code == 302
    assert happened() == ["account.removed"]
