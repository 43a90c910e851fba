"""Overrides of a gate: by superusers alone, with a reason, for a time, and never without their event."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from governance.audit.models import AuditEvent
from governance.scorecards.models import GateOverride
from governance.scorecards.overriding import override_gate, revoke_override
from tests.refused import refused

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

ASKED: dict[str, Any] = {"branch": "main", "reason": "The incident needs it today.", "days": 2}


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def test_override_lasts_for_its_days_and_is_in_the_trail(service: Service, middleware: User) -> None:
    override = override_gate(service, **ASKED, by=middleware)
    assert timedelta(days=1.99) < override.expires_at - timezone.now() < timedelta(days=2.01)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.team) == ("gate.overridden", "middleware", "messaging")
    assert event.details["reason"] == ASKED["reason"]
    assert event.details["branch"] == "main"


@pytest.mark.parametrize("role", ["owner", "maintainer", "colleague", "outsider"])
def test_only_superusers_override_and_revoke(
    request: pytest.FixtureRequest, service: Service, middleware: User, role: str
) -> None:
    user: User = request.getfixturevalue(role)
    with refused("not-allowed"):
        override_gate(service, **ASKED, by=user)
    override = override_gate(service, **ASKED, by=middleware)
    with refused("not-allowed"):
        revoke_override(override, by=user)
    assert GateOverride.objects.in_force().get() == override


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reason": "  "}, "override-reason"),
        ({"reason": "x" * 2001}, "override-reason"),
        ({"days": 0}, "override-days"),
        ({"days": 31}, "override-days"),
        ({"branch": ""}, "override-subject"),
        ({"commit": "a" * 40}, "override-subject"),
        ({"branch": "", "commit": "abc"}, "commit-name"),
        ({"branch": "a..b"}, "branch-name"),
    ],
)
def test_override_that_says_too_little_or_asks_too_much_is_refused(
    service: Service, middleware: User, asked: dict[str, Any], code: str
) -> None:
    with refused(code):
        override_gate(service, **(ASKED | asked), by=middleware)
    assert not GateOverride.objects.exists()
    assert events() == []


def test_revoked_override_lets_nothing_through_and_is_revoked_once(service: Service, middleware: User) -> None:
    override = override_gate(service, **ASKED, by=middleware)
    for _ in range(2):
        revoke_override(override, by=middleware)
    assert not GateOverride.objects.in_force().exists()
    assert GateOverride.objects.get().revoked_by == middleware
    assert events() == ["gate.overridden", "gate-override.revoked"]


def test_expired_override_lets_nothing_through(service: Service, middleware: User) -> None:
    override = override_gate(service, **ASKED, by=middleware)
    GateOverride.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not GateOverride.objects.in_force().exists()
    revoke_override(override, by=middleware)
    assert events() == ["gate.overridden"]
