"""Makes scans that have ended, through the same functions that the pipeline saves them with."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.utils import timezone

from governance.findings.models import Finding
from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.scans.models import Scan, State, Trigger
from governance.scorecards.actions import record_scorecard
from governance.scorecards.keeping import keep_standing
from governance.scorecards.models import Scorecard
from governance.waivers.actions import apply_waivers, record_asking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.excerpts import Excerpt
    from governance.registry.models import Service
    from governance.scans.report import Report


@transaction.atomic
def scanned(
    service: Service,
    report: Report,
    excerpts: Mapping[str, Sequence[Excerpt]] | None = None,
    *,
    subject: str = "Reuse buffers",
    days_ago: float = 0,
    stats: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
) -> Scan:
    """Save `report` as the newest finished scan of `service`, as if it had ended `days_ago`."""
    policy = policy or Policy()
    number = service.scans.count()
    ended = timezone.now() - timedelta(days=days_ago)
    scan = Scan.objects.create(
        service=service,
        branch=service.default_branch,
        commit=hashlib.sha1(f"{service.slug} {number}".encode(), usedforsecurity=False).hexdigest(),
        commit_subject=subject,
        committed_at=ended - timedelta(minutes=3),
        trigger=Trigger.REGISTERED if number == 0 else Trigger.PERSON,
        state=State.SAVING,
        fetching_at=ended - timedelta(seconds=4.2),
        analysing_at=ended - timedelta(seconds=3.1),
        saving_at=ended - timedelta(seconds=0.4),
        ended_at=ended,
        attempts=1,
        connections=msgspec.to_builtins(report.connections),
        analyser=report.analyser,
        profile=report.profile,
        stats=dict(stats or {}),
        problems=[
            {"path": problem.path, "line": problem.line, "messages": problem.messages} for problem in report.problems
        ],
    )
    record_findings(scan, report, excerpts or {}, policy)
    applied = apply_waivers(scan)
    record_scorecard(scan, report, policy, applied.waived)
    record_asking(scan, applied)
    Scan.objects.filter(pk=scan.pk).update(state=State.DONE, queued_at=ended - timedelta(seconds=5))
    Scorecard.objects.filter(scan=scan).update(created_at=ended)
    Finding.objects.filter(first_scan=scan).update(first_seen_at=ended)
    Finding.objects.filter(last_scan=scan).update(last_seen_at=ended)
    Finding.objects.filter(service=service, fixed_at__gte=ended).update(fixed_at=ended)
    keep_standing(service)
    scan.refresh_from_db()
    return scan
