"""Scans of which forges are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard
from governance.webhooks.statuses import telling
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from governance.registry.models import Service

COMMIT = "ab" * 20


def scan_of(service: Service, state: State, **facts: object) -> Scan:
    return Scan.objects.create(
        service=service, branch="main", trigger=Trigger.PUSH, state=state, **{"commit": COMMIT, **facts}
    )


def done(
    service: Service, *fingerprints: str, pull_request: int | None = None, fork: str = "", passed: bool = True
) -> Scan:
    """A finished scan with findings that the gate is about."""
    scan = begun(service)
    findings = [a_finding("IR201", fingerprint, pool="p1") for fingerprint in fingerprints]
    saved(scan, a_report(findings, [a_pool()]))
    Scan.objects.filter(pk=scan.pk).update(commit=COMMIT, pull_request=pull_request, fork=fork, ended_at=scan.queued_at)
    reasons = [{"fingerprint": each, "code": "IR201", "severity": "high"} for each in fingerprints]
    Scorecard.objects.filter(scan=scan).update(gate_passed=passed, gate_reasons=reasons)
    scan.refresh_from_db()
    return scan


def told(scan: Scan) -> None:
    telling.announce(scan.pk)
    telling.tell(scan.pk)
