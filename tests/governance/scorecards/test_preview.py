"""What a change of policy would do is known before it is saved, from what is stored of the last scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.findings.models import Finding
from governance.policies.actions import save_policy
from governance.policies.models import PolicyVersion
from governance.policies.queries import policy_of
from governance.registry.models import Service
from governance.scorecards.actions import record_scorecard
from governance.scorecards.models import Scorecard
from governance.scorecards.preview import preview
from governance.scorecards.scoring import Figure
from governance.scorecards.stored import stored_scan
from scanners.model import Severity
from tests.governance.report_values import IRON_ONLY, a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.refused import refused

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team
    from governance.scans.report import Report

CLEAN = a_report(pools=[a_pool()])
MEDIUM = a_report([a_finding("IR302", "m", severity=Severity.MEDIUM, pool="p1", verdicts=IRON_ONLY)], [a_pool()])
STOP_MEDIUM = {"gate": ["critical", "high", "medium"]}


def scanned(service: Service, *reports: Report) -> None:
    for report in reports:
        saved(begun(service), report)


def another(team: Team, name: str) -> Service:
    return Service.objects.create(
        team=team, slug=name, name=name, repository_url=f"https://git.example.com/{name}", default_branch="main"
    )


def test_services_that_would_newly_fail_come_first(service: Service, other_team: Team) -> None:
    scanned(service, CLEAN, MEDIUM)
    scanned(another(other_team, "first"), MEDIUM, MEDIUM)
    scanned(another(other_team, "second"), CLEAN, MEDIUM)
    another(other_team, "never scanned")
    found = preview(None, STOP_MEDIUM)
    assert [each.service.name for each in found.changed] == ["Gateway", "second"]
    assert all(each.newly_fails and each.after.refused == 1 for each in found.changed)
    assert len(found.effects) == 3


def test_nothing_is_saved(service: Service) -> None:
    scanned(service, CLEAN, MEDIUM)
    preview(None, STOP_MEDIUM)
    assert not PolicyVersion.objects.exists()
    assert Scorecard.objects.count() == 2


def test_milder_reading_lifts_grades_and_the_sums(service: Service) -> None:
    scanned(service, MEDIUM)
    found = preview(None, {"profile": "pragmatic"})
    (effect,) = found.changed
    assert (effect.before.grade, effect.after.grade, effect.rises) == ("D", "A", True)
    assert (found.before["IR3"], found.after["IR3"]) == (Figure(0, 0, 1), Figure(1, 0, 1))


def test_gate_that_refuses_now_would_let_through(service: Service) -> None:
    scanned(service, CLEAN, a_report([a_finding("IR201", "h", severity=Severity.HIGH)], [a_pool()]))
    (effect,) = preview(None, {"overrides": {"IR201": {"enforcement": "shadow"}}}).changed
    assert (effect.newly_passes, effect.before.refused, effect.after.refused) == (True, 1, 0)


def test_what_would_come_is_what_comes(service: Service) -> None:
    scanned(service, CLEAN, MEDIUM)
    values = STOP_MEDIUM | {"overrides": {"IR302": {"at_least": "high"}}}
    (effect,) = preview(service, values).effects
    save_policy(service, values, edited=0, reason="agreed", by=None)
    scan = service.scans.latest("pk")
    stored = stored_scan(scan)
    card = record_scorecard(scan, stored.report, policy_of(service), stored.waived)
    assert (card.grade, len(card.gate_reasons)) == (effect.after.grade, effect.after.refused)
    assert Figure(**card.figures["IR3"]) == effect.after.figures["IR3"]


def test_waived_findings_stop_nothing(service: Service) -> None:
    scanned(service, CLEAN, MEDIUM)
    Finding.objects.update(state=Finding.State.WAIVED)
    assert not preview(None, STOP_MEDIUM).changed


def test_levels_below_keep_what_they_asked_for(service: Service) -> None:
    scanned(service, CLEAN, MEDIUM)
    save_policy(service.team, {"overrides": {"IR302": {"verdict": "violation"}}}, edited=0, reason="x", by=None)
    assert not preview(None, {"overrides": {"IR302": {"verdict": "advisory"}}}).changed


def test_team_and_service_are_previewed_alone(service: Service, other_team: Team) -> None:
    neighbour = another(service.team, "neighbour")
    for each in (service, neighbour, another(other_team, "elsewhere")):
        scanned(each, CLEAN, MEDIUM)
    assert {each.service for each in preview(service.team, STOP_MEDIUM).changed} == {service, neighbour}
    assert [each.service for each in preview(neighbour, STOP_MEDIUM).changed] == [neighbour]


def test_other_branches_do_not_count(service: Service) -> None:
    scanned(service, CLEAN)
    saved(begun(service, "topic"), MEDIUM)
    assert not preview(None, STOP_MEDIUM).changed


@pytest.mark.django_db
def test_what_cannot_be_saved_is_not_previewed(service: Service) -> None:
    with refused("policy-invalid"):
        preview(None, {"gate": ["low"]})
    with refused("policy-loosens"):
        preview(service, {"profile": "pragmatic"})


def test_number_of_queries_does_not_grow(
    service: Service, other_team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scanned(service, CLEAN, MEDIUM)
    for number in range(5):
        scanned(another(other_team, f"s{number}"), CLEAN, MEDIUM)
    with django_assert_num_queries(7):
        assert len(preview(None, STOP_MEDIUM).changed) == 6
