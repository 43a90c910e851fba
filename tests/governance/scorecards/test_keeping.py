"""How a service stands is kept as its scorecards change, and says what they say."""

from __future__ import annotations

import importlib
from itertools import product, takewhile
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from governance.policies.policy import Policy
from governance.registry.actions import edit_service
from governance.registry.models import Service
from governance.scorecards.actions import record_scorecard
from governance.scorecards.models import Scorecard, Standing
from governance.scorecards.stored import stored_scan
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from governance.accounts.models import User


CLEAN = a_report(pools=[a_pool()])
BAD = a_report([a_finding("IR101", "f1", pool="p1")], [a_pool()])


def test_standing_says_what_the_newest_scorecard_says(service: Service) -> None:
    for report in (CLEAN, BAD, CLEAN, BAD):
        saved(begun(service), report)
    cards = list(Scorecard.objects.all())
    newest, standing = cards[0], Standing.objects.get()
    assert standing.scorecard == newest
    for name in ("created_at", "figures", "grade", "conclusive", "criticals", "gate_passed", "coverage_total"):
        assert getattr(standing, name) == getattr(newest, name)
    assert standing.refused == len(newest.gate_reasons) == 1
    assert standing.scores == [card.score for card in reversed(cards)]
    assert standing.scored_since == cards[-1].created_at
    assert standing.clean_since is None


def test_last_twelve_scores_are_kept(service: Service) -> None:
    saved(begun(service), BAD)
    for _ in range(12):
        saved(begun(service), CLEAN)
    assert Standing.objects.get().scores == [100.0] * 12


@pytest.mark.parametrize("history", list(product([CLEAN, BAD], repeat=3)))
def test_clean_since_is_the_first_scorecard_after_the_last_that_was_not(
    service: Service, history: tuple[object, ...]
) -> None:
    for days, report in zip((30, 20, 10), history, strict=True):
        scanned(service, report, days_ago=days)  # type: ignore[arg-type] # parametrised
    clean = list(takewhile(lambda card: card.is_clean, Scorecard.objects.order_by("-id")))
    assert Standing.objects.get().clean_since == (clean[-1].created_at if clean else None)


def test_scan_of_another_branch_changes_no_standing(service: Service) -> None:
    saved(begun(service), CLEAN)
    before = Standing.objects.values().get()
    saved(begun(service, "topic"), BAD)
    assert Standing.objects.values().get() == before


def test_other_default_branch_is_another_standing(service: Service, owner: User) -> None:
    saved(begun(service), BAD)
    saved(begun(service, "next"), CLEAN)

    def default(branch: str) -> list[float | None]:
        edit_service(service, name=service.name, url=service.repository_url, branch=branch, by=owner)
        return [score for scores in Standing.objects.values_list("scores", flat=True) for score in scores]

    assert default("next") == [100.0]
    assert default("never-scanned") == []
    assert default("main") == [50.0]


def test_scan_that_is_scored_again_stands_as_its_newest_scorecard(service: Service) -> None:
    scan = begun(service)
    saved(scan, BAD)
    again = record_scorecard(scan, stored_scan(scan).report, Policy(), frozenset({"f1"}))
    assert Standing.objects.get().scorecard == again


def test_migration_writes_what_is_kept(service: Service) -> None:
    other = Service.objects.create(team=service.team, slug="o", name="O", repository_url="o", default_branch="main")
    Service.objects.create(team=service.team, slug="n", name="N", repository_url="n", default_branch="main")
    for days, report in enumerate((CLEAN, BAD, CLEAN, CLEAN)):
        scanned(service, report, days_ago=9 - days)
        scanned(other, CLEAN if report is BAD else BAD, days_ago=9 - days)
    saved(begun(service, "topic"), BAD)
    kept = list(Standing.objects.order_by("pk").values())
    Standing.objects.all().delete()
    migration = importlib.import_module("governance.scorecards.migrations.0006_standings").Migration
    with connection.cursor() as cursor:
        cursor.execute(migration.operations[-1].sql)
    assert list(Standing.objects.order_by("pk").values()) == kept
    assert len(kept) == 2
