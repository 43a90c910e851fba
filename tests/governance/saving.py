"""Saves reports as finished scans, through the functions that the pipeline uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.actions import record_scorecard
from governance.waivers.actions import apply_waivers, record_asking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.excerpts import Excerpt
    from governance.findings.recording import Recorded
    from governance.registry.models import Service
    from governance.scans.report import Report


def begun(service: Service, branch: str = "") -> Scan:
    """Return a scan that is about to be saved."""
    return Scan.objects.create(
        service=service, branch=branch or service.default_branch, trigger=Trigger.PERSON, state=State.SAVING
    )


def saved(
    scan: Scan,
    report: Report,
    excerpts: Mapping[str, Sequence[Excerpt]] | None = None,
    *,
    policy: Policy | None = None,
) -> Recorded:
    """Save a report as the result of `scan`, which ends."""
    policy = policy or Policy()
    recorded = record_findings(scan, report, excerpts or {}, policy)
    applied = apply_waivers(scan)
    record_scorecard(scan, report, policy, applied.waived)
    scan.state = State.DONE
    scan.analyser, scan.profile = report.analyser, report.profile
    scan.problems, scan.connections = msgspec.to_builtins(report.problems), msgspec.to_builtins(report.connections)
    scan.save()
    record_asking(scan, applied)
    return recorded
