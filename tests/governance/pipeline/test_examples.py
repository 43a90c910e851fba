"""What the examples show once their histories are scanned: what the README promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance import examples, pipeline
from governance.findings.models import Finding
from governance.registry.models import Service
from governance.scans.models import Scan, State
from governance.scorecards.models import Scorecard
from governance.waivers.models import Waiver

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.mark.django_db(transaction=True)
def test_examples_show_an_improvement_a_return_a_waiver_and_a_failing_gate(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    settings.CACHE_DIR = tmp_path / "cache"
    settings.REPOSITORY_LOCAL_PATHS = [str(tmp_path / "examples")]
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda *_, **_options: None)
    examples.load()
    for scan in Scan.objects.order_by("pk"):
        pipeline.run_scan(scan.pk)
    assert set(Scan.objects.values_list("state", flat=True)) == {State.DONE}

    relay, gateway = (Service.objects.get(slug=slug) for slug in ("order-relay", "message-gateway"))
    cards = list(Scorecard.objects.filter(service=relay).order_by("pk"))
    assert (cards[0].score or 0) < (cards[-1].score or 0)
    came_back = Finding.objects.get(service=relay, code="IR208")
    assert came_back.state == Finding.State.OPEN
    assert came_back.first_scan != came_back.last_scan

    excused = Waiver.objects.get(service=relay)
    assert excused.expires_soon
    assert Finding.objects.filter(service=relay, code="IR302", state=Finding.State.WAIVED).count() == 1

    refused = Scorecard.objects.filter(service=gateway).order_by("pk").last()
    assert refused is not None
    assert not refused.gate_passed
    assert "IR101" in {reason["code"] for reason in refused.gate_reasons}
