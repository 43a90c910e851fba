"""Policies are saved as versions, by those who may, with a reason; nobody overwrites what they have not seen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from governance.audit.models import AuditEvent
from governance.errors import UserError
from governance.policies.actions import restore_policy, save_policy
from governance.policies.models import PolicyVersion
from governance.policies.policy import Policy
from tests.refused import refused

if TYPE_CHECKING:
    from governance.accounts.models import Team, User
    from governance.policies.models import Subject
    from governance.registry.models import Service

PRAGMATIC = {"profile": "pragmatic"}
STRICT = {"profile": "iron"}


def save(subject: Subject, values: Any, *, edited: int = 0, by: User | None = None) -> PolicyVersion:
    return save_policy(subject, values, edited=edited, reason="agreed in the guild", by=by)


@pytest.mark.django_db
def test_each_save_is_a_version_of_its_own(middleware: User) -> None:
    first = save(None, PRAGMATIC, by=middleware)
    second = save(None, STRICT, edited=1, by=middleware)
    assert [first.number, second.number] == [1, 2]
    assert PolicyVersion.objects.get(number=1).values["profile"] == "pragmatic"
    assert (second.author, second.reason, second.subject) == (middleware, "agreed in the guild", None)


def test_levels_count_their_versions_apart(team: Team, service: Service, other_team: Team) -> None:
    save(None, PRAGMATIC)
    versions = [save(subject, STRICT) for subject in (team, other_team, service)]
    assert [version.number for version in versions] == [1, 1, 1]
    assert [version.subject for version in versions] == [team, other_team, service]


def test_whole_policy_is_stored_and_not_only_what_was_named(team: Team) -> None:
    assert save(None, PRAGMATIC | {"versions": {"company": 9}}).values == {
        **Policy().to_json(),
        "profile": "pragmatic",
        "gate": ["critical", "high"],
        "excludes": [],
    }
    assert save(team, STRICT).values["gate"] is None


def test_event_tells_what_was_changed_and_why(team: Team, owner: User) -> None:
    save(team, {"overrides": {"IR201": {"at_least": "critical"}}}, by=owner)
    version = save(team, {"gate": ["critical", "high", "medium"]}, edited=1, by=owner)
    event = AuditEvent.objects.first()
    assert event
    assert (event.action, event.actor_name, event.team) == ("policy.saved", "owner", "messaging")
    assert (event.object_kind, event.object_id, event.object_name) == ("policy", str(version.pk), "messaging")
    assert event.details == {
        "level": "team",
        "version": 2,
        "reason": "agreed in the guild",
        "before": {"gate": None, "overrides.IR201.at_least": "critical"},
        "after": {"gate": ["critical", "high", "medium"], "overrides.IR201.at_least": None},
    }


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"profile": "lax"}, "policy-invalid"),
        ({"due_days": {"low": -3}}, "policy-invalid"),
        ({"excludes": ["../secrets"]}, "policy-invalid"),
        ({"overrides": {"IR999": {"verdict": "violation"}}}, "policy-unknown-rule"),
        ({"profile": "pragmatic"}, "policy-loosens"),
        ({"overrides": {"IR201": {"enforcement": "off"}}}, "policy-loosens"),
        ({}, "policy-unchanged"),
    ],
)
def test_what_cannot_be_saved_leaves_nothing_behind(team: Team, values: object, code: str) -> None:
    with refused(code):
        save(team, values)
    assert not PolicyVersion.objects.exists()
    assert not AuditEvent.objects.exists()


def test_service_may_not_loosen_what_its_team_asks_for(team: Team, service: Service) -> None:
    save(None, PRAGMATIC)
    save(team, {"profile": "iron", "waivers": {"max_days": 30}})
    with refused("policy-loosens") as caught:
        save(service, {"waivers": {"max_days": 60}})
    assert "waivers.max_days" in caught.value.message
    save(service, {"waivers": {"max_days": 20}})


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501])
@pytest.mark.django_db
def test_reason_is_needed(reason: str) -> None:
    with refused("policy-reason"):
        save_policy(None, PRAGMATIC, edited=0, reason=reason, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("edited", [0, 3])
def test_save_over_a_version_that_was_not_seen_is_refused(edited: int) -> None:
    save(None, PRAGMATIC)
    save(None, STRICT, edited=1)
    with refused("policy-changed"):
        save(None, PRAGMATIC, edited=edited)
    assert PolicyVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_the_second_is_told() -> None:
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def attempt(days: int) -> None:
        try:
            together.wait(timeout=60)
            save(None, {"waivers": {"max_days": days}})
            outcomes.append("saved")
        except UserError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(days,)) for days in (20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["policy-changed", "saved"]
    assert PolicyVersion.objects.count() == AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_restoring_is_a_new_version() -> None:
    first = save(None, PRAGMATIC)
    save(None, STRICT, edited=1)
    restored = restore_policy(first, edited=2, reason="too early", by=None)
    assert (restored.number, restored.restores, restored.values) == (3, 1, first.values)
    event = AuditEvent.objects.first()
    assert event
    assert event.details["restores"] == 1


def test_version_that_would_loosen_by_now_is_not_restored(team: Team) -> None:
    first = save(team, {"waivers": {"max_days": 60}})
    save(team, {"waivers": {"max_days": 50}}, edited=1)
    save(None, {"waivers": {"max_days": 40}})
    with refused("policy-loosens"):
        restore_policy(first, edited=2, reason="too early", by=None)


@pytest.mark.parametrize(
    ("name", "company", "of_team", "of_service"),
    [
        ("middleware", True, True, True),
        ("owner", False, True, True),
        ("maintainer", False, False, False),
        ("colleague", False, False, False),
        ("outsider", False, False, False),
    ],
)
def test_only_admins_set_policies(
    request: pytest.FixtureRequest, service: Service, *, name: str, company: bool, of_team: bool, of_service: bool
) -> None:
    user = request.getfixturevalue(name)
    subjects: dict[Subject, bool] = {None: company, service.team: of_team, service: of_service}
    for subject, allowed in subjects.items():
        values = {"waivers": {"max_days": 60}}
        if allowed:
            save(subject, values, by=user)
        else:
            with refused("not-allowed"):
                save(subject, values, by=user)


def test_database_refuses_a_version_of_no_level(team: Team, service: Service) -> None:
    for columns in ({"level": "company", "team": team}, {"level": "team"}, {"level": "service", "team": team}):
        row = PolicyVersion(**columns, number=1, values={}, reason="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
