"""Every scan is judged by the policy that held when it began, and its scorecard says which that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance import pipeline
from governance.policies.actions import save_policy
from governance.policies.policy import Level, Policy
from governance.scans import actions
from governance.scans.models import Trigger
from governance.scorecards.models import Scorecard
from scanners.model import Profile

if TYPE_CHECKING:
    from governance.registry.models import Service
    from tests.governance.pipeline.conftest import Push

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("marking_analyser")]


def judged_by(service: Service) -> Policy:
    """Scan the service, and return the policy that its scorecard keeps."""
    scan = actions.request_scan(service=service, trigger=Trigger.PERSON)
    pipeline.run_scan(scan.pk)
    return Policy.from_json(Scorecard.objects.get(scan=scan).policy)


@pytest.fixture(autouse=True)
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no broker."""
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda _scan_id, **_options: None)


def test_scorecard_keeps_the_policy_and_its_versions(service: Service, push: Push) -> None:
    push("// finding f1")
    save_policy(None, {"profile": "pragmatic"}, edited=0, reason="start mildly", by=None)
    save_policy(service.team, {"waivers": {"max_days": 30}}, edited=0, reason="we are quick", by=None)
    policy = judged_by(service)
    assert (policy.profile, policy.waivers.max_days) == (Profile.PRAGMATIC, 30)
    assert policy.versions == {Level.COMPANY: 1, Level.TEAM: 1}
    save_policy(service.team, {"profile": "iron"}, edited=1, reason="all of it", by=None)
    assert judged_by(service).versions == {Level.COMPANY: 1, Level.TEAM: 2}


def test_repository_may_ask_for_the_stricter_reading(service: Service, push: Push) -> None:
    push("// finding f1", "// iron")
    save_policy(None, {"profile": "pragmatic"}, edited=0, reason="start mildly", by=None)
    assert judged_by(service).profile is Profile.IRON
