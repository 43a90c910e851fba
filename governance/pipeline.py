"""Every task: the story of a scan from the queue to its scorecard, and the sweep that loses none.

A message only says "look at this scan"; whether there is something to do is decided by the claim on its row. So a
message may come twice or never: the first claim wins, and the sweep sends again what got lost.
"""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import msgspec
import redis
from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.utils.translation import gettext_lazy as _

from governance.errors import ServiceError, UserError
from governance.findings.excerpts import cut
from governance.findings.recording import record_findings
from governance.findings.tasks import find_authors
from governance.policies.queries import policy_of
from governance.repositories.actions import fetch_commit, find_merge_base
from governance.repositories.reading import read_files
from governance.scans import actions, sending
from governance.scans.actions import ClaimLost
from governance.scans.analysis import AnalysisCancelled, analyse
from governance.scans.heartbeat import Heartbeat
from governance.scans.models import Scan, State
from governance.scans.sending import RUN_SCAN
from governance.scorecards.actions import record_scorecard, scanned_before
from governance.scorecards.gate import Base
from governance.waivers.actions import apply_waivers, record_asking
from governance.webhooks.statuses.telling import announce

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.findings.excerpts import Excerpt
    from governance.policies.policy import Policy
    from governance.repositories.values import FetchedCommit, MergeBase
    from governance.scans.actions import Claim
    from governance.scans.analysis import Analysis
    from governance.scans.report import Report

log = logging.getLogger(__name__)

SWEEP_BATCH: Final = 100


@shared_task(name=RUN_SCAN)
def run_scan(scan_id: int) -> None:
    """Do a scan, if it can be claimed: fetch, analyse, save."""
    try:
        claim = actions.claim(scan_id, worker=f"{socket.gethostname()}:{os.getpid()}")
        if claim is not None:
            log.info("scan %s: attempt %s", scan_id, claim.attempt)
            with Heartbeat(claim) as heartbeat:
                _end_somehow(claim, heartbeat)
            announce(scan_id)
    except ClaimLost:
        log.warning("scan %s: stopped, another worker or a newer commit has taken its place", scan_id)
    except (OperationalError, InterfaceError) as error:
        # Nothing can be written down now. The heartbeat stops with this task, and the sweep hands the scan on.
        log.warning("scan %s: stopped, the database is away: %s", scan_id, error)
        connection.close()


def _end_somehow(claim: Claim, heartbeat: Heartbeat) -> None:
    """Do the work of a claimed scan, or write down why it could not be done."""
    try:
        _carry_out(claim, heartbeat)
    except (ClaimLost, OperationalError, InterfaceError):
        raise
    except AnalysisCancelled as error:
        raise ClaimLost from error
    except UserError as error:
        log.info("scan %s failed: %s", claim.scan_id, error.code)
        actions.fail(claim, error)
    except ServiceError as error:
        log.exception("scan %s failed", claim.scan_id)
        actions.fail(claim, error)
    except SoftTimeLimitExceeded:
        actions.fail(claim, UserError("scan-time", _("The scan as a whole took too long."), _("Scan again later.")))
    except Exception as error:
        fault = ServiceError("scan-fault", f"{type(error).__name__}: {error}")
        log.exception("scan %s failed [%s]", claim.scan_id, fault.reference)
        actions.fail(claim, fault)


def _carry_out(claim: Claim, heartbeat: Heartbeat) -> None:
    scan = Scan.objects.select_related("service").get(id=claim.scan_id)
    policy = policy_of(scan.service)
    fetched, parted = _fetch(scan, heartbeat)
    close_old_connections()  # it was idle for minutes; if the database was restarted meanwhile, the next query connects
    actions.advance(
        claim,
        State.ANALYSING,
        commit=fetched.commit,
        commit_subject=fetched.subject[:200],
        committed_at=fetched.committed_at,
        base_commit=parted.base if parted else "",
    )
    announce(claim.scan_id)
    analysis = _analyse(fetched, fetched.commit, policy, heartbeat)
    base = None
    if parted:
        close_old_connections()
        base = scanned_before(scan.service, parted.base, like=analysis.report) or Base.reported(
            _analyse(fetched, parted.base, policy, heartbeat).report
        )
    close_old_connections()
    actions.advance(claim, State.SAVING)
    excerpts = cut(analysis.report.findings, lambda paths: read_files(fetched.git_dir, fetched.commit, paths))
    # The repository may ask for the stricter reading, and the report tells.
    _save(claim, Result(fetched, analysis, excerpts, policy.under(analysis.report.profile), parted, base))


def _fetch(scan: Scan, heartbeat: Heartbeat) -> tuple[FetchedCommit, MergeBase | None]:
    """Fetch the commit to scan, and where it is compared with another branch the commit at which they parted."""

    def progress(size: int, objects: int) -> None:
        heartbeat.check()
        heartbeat.progress({"stage": "fetch", "bytes": size, "objects": objects})

    if not scan.base_branch:
        return fetch_commit(scan.service, branch=scan.branch, commit=scan.commit, progress=progress), None
    parted = find_merge_base(
        scan.service,
        branch=scan.branch,
        commit=scan.commit,
        fork=scan.fork,
        base_branch=scan.base_branch,
        progress=progress,
    )
    fetched = fetch_commit(
        scan.service,
        branch=scan.branch,
        commit=parted.head,
        fork=scan.fork,
        beside=[parted.base],
        progress=progress,
    )
    return fetched, parted


def _analyse(fetched: FetchedCommit, commit: str, policy: Policy, heartbeat: Heartbeat) -> Analysis:
    return analyse(
        fetched.git_dir,
        commit,
        profile=policy.profile,
        on_progress=heartbeat.progress,
        cancelled=heartbeat.lost,
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker brings home; `parted` and `base` are there when the commit is compared with another branch."""

    fetched: FetchedCommit
    analysis: Analysis
    excerpts: Mapping[str, Sequence[Excerpt]]
    policy: Policy
    parted: MergeBase | None
    base: Base | None


def _save(claim: Claim, result: Result) -> None:
    keep(
        claim,
        result.analysis.report,
        result.policy,
        excerpts=result.excerpts,
        base=result.base,
        figures=_figures(result),
    )


@transaction.atomic
def keep(
    claim: Claim,
    report: Report,
    policy: Policy,
    *,
    excerpts: Mapping[str, Sequence[Excerpt]],
    base: Base | None,
    figures: Mapping[str, object],
) -> None:
    """Keep everything or nothing: a worker that dies in here leaves no trace, one that lost its claim writes none."""
    scan = actions.hold(claim)
    changes = record_findings(scan, report, excerpts, policy).changes
    applied = apply_waivers(scan)
    record_scorecard(scan, report, policy, applied.waived, base)
    found = {"new": len(changes.new), "reopened": len(changes.reopened), "fixed": len(changes.fixed)}
    actions.finish(
        claim,
        analyser=report.analyser,
        profile=report.profile,
        problems=[
            {"path": problem.path, "line": problem.line, "messages": problem.messages} for problem in report.problems
        ],
        connections=msgspec.to_builtins(report.connections),
        stats={"report": report.stats, **figures, "findings": found},
    )
    record_asking(scan, applied)
    if changes.new and scan.is_of_default_branch:
        transaction.on_commit(lambda: find_authors.apply_async((scan.pk,), queue="background"), robust=True)


def _figures(result: Result) -> dict[str, object]:
    fetched, analysis = result.fetched, result.analysis
    figures: dict[str, object] = {
        "fetch": {"bytes": fetched.bytes, "objects": fetched.objects, "seconds": round(fetched.seconds, 3)},
        "analysis": {"seconds": round(analysis.seconds, 3), "peak_memory": analysis.peak_memory},
    }
    if result.parted and result.base:
        new = [each.fingerprint for each in analysis.report.findings if each.fingerprint not in result.base.known]
        figures["base"] = {"commit": result.parted.base, "is_merge_base": result.parted.is_merge_base, "new": new}
    return figures


@shared_task(name="governance.pipeline.sweep")
def sweep() -> None:
    """Hand on scans whose worker died, and send again for scans whose message was lost."""
    try:
        for scan_id in actions.release_lost():
            log.warning("scan %s: no heartbeat, handed on", scan_id)
            sending.enqueue(scan_id, queue="urgent")
        # While messages wait, the workers are only busy. Sending then would pile up copies for as long as they are.
        if _messages_waiting() == 0:
            for scan_id in actions.waiting()[:SWEEP_BATCH]:
                sending.enqueue(scan_id)
    except (OperationalError, InterfaceError) as error:
        log.warning("nothing swept, the database is away: %s", error)
        connection.close()


def _messages_waiting() -> int:
    """Return how many messages no worker has taken yet; in Redis a queue is a list of its name."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        return cast("int", broker.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
