"""What changes a scan: each verb is one conditional update, so that the row is the lock.

A scan in `fetching`, `analysing` or `saving` belongs to whoever holds its claim. Whoever lost the claim, because its
heartbeat stopped for too long, gets `ClaimLost` from every verb and has to stop. All times are the database's, so that
clocks of different machines do not matter. In one file, so that all that can happen to a scan is read at one place.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy

from governance.errors import ServiceError, UserError
from governance.scans.failures import attempts_spent, failure
from governance.scans.models import RUNNING, Scan, State, Trigger
from governance.scans.sending import enqueue_after_commit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.accounts.models import User
    from governance.registry.models import Service

log = logging.getLogger(__name__)


class ClaimLost(Exception):  # noqa: N818 - it says what happened, and whoever catches it stops quietly
    """Another worker has taken the scan over, a newer commit its place, or it is gone."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a scan; `key` is this attempt's own."""

    scan_id: int
    key: uuid.UUID
    attempt: int

    def rows(self, *states: State) -> QuerySet[Scan]:
        """Return the scan while this claim holds and it is in one of `states` (default: any running one)."""
        return Scan.objects.filter(id=self.scan_id, claim=self.key, state__in=states or RUNNING)


# --- asking for a scan ---------------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def request_scan(
    *,
    service: Service,
    branch: str | None = None,
    commit: str = "",
    pull_request: int | None = None,
    fork: str = "",
    base_branch: str = "",
    trigger: Trigger,
    requested_by: User | None = None,
) -> Scan:
    """Queue a scan of the newest commit of `branch` (default: the default branch), or of the one `commit` named.

    With `base_branch` only what the commit adds since their merge base counts at the gate; a pull request has one, the
    default branch if none is named, and its branch may be that of a `fork`. What older waiting requests the new one
    replaces, `supersede` says.
    """
    if pull_request is not None:
        base_branch = base_branch or service.default_branch
    scan = Scan.objects.create(
        service=service,
        branch=branch or service.default_branch,
        commit=commit,
        pull_request=pull_request,
        fork=fork,
        base_branch=base_branch,
        trigger=trigger,
        requested_by=requested_by,
    )
    supersede(scan)
    make_way(scan)
    enqueue_after_commit(scan.id, trigger=trigger)
    return scan


def supersede(scan: Scan) -> int:
    """End the older waiting requests that `scan` replaces, and return how many there were.

    Of a pull request only the newest commit matters, whatever its branch is called. Of a branch a request for the
    newest commit replaces those of the same kind: they would scan the same; those that name a commit are history.
    """
    waiting = Scan.objects.filter(
        service=scan.service_id, state=State.QUEUED, id__lt=scan.id, pull_request=scan.pull_request
    )
    if scan.pull_request is None:
        if scan.commit:
            return 0
        waiting = waiting.filter(branch=scan.branch, base_branch=scan.base_branch, commit="")
    return waiting.update(state=State.SUPERSEDED, ended_at=Now())


def make_way(scan: Scan) -> int:
    """End the rescans by schedule of the service that `scan` would wait for, and return how many there were.

    One that is being saved is let finish. The schedule comes back to the service: it was not scanned by it.
    """
    if scan.trigger == Trigger.SCHEDULE:
        return 0
    rescans = Scan.objects.filter(
        service=scan.service_id, trigger=Trigger.SCHEDULE, state__in=[State.QUEUED, State.FETCHING, State.ANALYSING]
    )
    return rescans.update(state=State.SUPERSEDED, claim=None, ended_at=Now(), progress={})


# What nobody waits for in person: a newer commit may take its place while it runs.
_CUT_SHORT: Final = (Trigger.PUSH, Trigger.PULL_REQUEST, Trigger.SWEEP)


@transaction.atomic(savepoint=False)
def cut_off(scan: Scan, *, announced: str = "") -> int:
    """End the running scan of an older commit of the branch that `scan` is about, and return how many there were.

    Its worker finds its claim gone, and stops. Left alone is what already saves, what is about the `announced` commit,
    and a scan whose predecessor was cut off too: a branch that is pushed to all the time gets a result nevertheless.
    """
    if not Scan.objects.filter(service=scan.service_id, state__in=[State.FETCHING, State.ANALYSING]).exists():
        return 0
    alike = Scan.objects.filter(service=scan.service_id, pull_request=scan.pull_request, id__lt=scan.id)
    if scan.pull_request is None:
        alike = alike.filter(branch=scan.branch, base_branch=scan.base_branch)
    newest_whole = alike.filter(state__in=[State.DONE, State.FAILED]).order_by("-id").values("id")[:1]
    cut_before = alike.filter(
        state=State.SUPERSEDED,
        trigger__in=_CUT_SHORT,
        fetching_at__isnull=False,
        id__gt=Coalesce(Subquery(newest_whole), 0),
    )
    running = alike.filter(state__in=[State.FETCHING, State.ANALYSING], trigger__in=_CUT_SHORT)
    if announced:
        running = running.exclude(commit=announced)
    cut = running.exclude(Exists(cut_before)).update(state=State.SUPERSEDED, claim=None, ended_at=Now(), progress={})
    if cut:
        wake_next(scan.id)
    return cut


def begin_upload(*, service: Service, branch: str, commit: str, requested_by: User) -> Claim:
    """Make a scan whose report was made elsewhere: it begins where others are saved, in the transaction that saves it.

    Raises UserError `service-busy` while another scan of the service runs.
    """
    key = uuid.uuid4()
    try:
        with transaction.atomic():
            scan = Scan.objects.create(
                service=service,
                branch=branch,
                commit=commit,
                trigger=Trigger.UPLOAD,
                requested_by=requested_by,
                state=State.SAVING,
                claim=key,
                attempts=1,
                heartbeat_at=Now(),
                saving_at=Now(),
            )
    except IntegrityError as error:
        if "one_running_scan_a_service" not in str(error):
            raise
        raise UserError(
            "service-busy",
            gettext_lazy("A scan of this service is running."),
            gettext_lazy("Send the report again when it has ended."),
        ) from None
    return Claim(scan.pk, key, 1)


# --- working on a scan ---------------------------------------------------------------------------------------------


def claim(scan_id: int, worker: str) -> Claim | None:
    """Take the scan for `worker`, or return None when it is not its turn, is another's, or has ended.

    Takes over a running scan whose heartbeat is lost; fails it when it has had `SCAN_ATTEMPTS` attempts. Of rescans by
    schedule one runs at a time, whatever its service: the other workers stay free for who waits.
    """
    release_lost(scan_id=scan_id)
    key = uuid.uuid4()
    of_service = Scan.objects.filter(service=OuterRef("service"))
    try:
        with transaction.atomic():
            taken = (
                Scan.objects.filter(id=scan_id, state=State.QUEUED)
                .exclude(Exists(of_service.filter(Q(state__in=RUNNING) | Q(state=State.QUEUED, id__lt=OuterRef("id")))))
                .exclude(Q(trigger=Trigger.SCHEDULE) & Exists(_rescanning()))
                .update(
                    state=State.FETCHING,
                    claim=key,
                    worker=worker,
                    attempts=F("attempts") + 1,
                    heartbeat_at=Now(),
                    fetching_at=Now(),
                    analysing_at=None,
                    saving_at=None,
                    progress={},
                )
            )
    except IntegrityError:  # another scan of the service began in the same moment: one_running_scan_a_service
        return None
    if not taken:
        return None
    return Claim(scan_id, key, Scan.objects.values_list("attempts", flat=True).get(id=scan_id))


def advance(claim: Claim, to: State, **facts: object) -> None:
    """Move the scan on to its next running state, and write down what is known by now."""
    before = RUNNING[RUNNING.index(to) - 1]
    changes = {f"{to}_at": Now(), "heartbeat_at": Now(), "progress": {}, **facts}
    if not claim.rows(before).update(state=to, **changes):
        raise ClaimLost


def heartbeat(claim: Claim, progress: Mapping[str, object] | None = None) -> None:
    """Say that the work goes on, and how far it is."""
    changes: dict[str, object] = {"heartbeat_at": Now()}
    if progress is not None:
        changes["progress"] = dict(progress)
    if not claim.rows().update(**changes):
        raise ClaimLost


def hold(claim: Claim) -> Scan:
    """Lock the row of a scan that is being saved: until the transaction ends, nobody can take it over."""
    scan = claim.rows(State.SAVING).select_for_update(of=("self",)).select_related("service").first()
    if scan is None:
        raise ClaimLost
    return scan


def finish(claim: Claim, **facts: object) -> None:
    """End a scan whose results are saved in this same transaction."""
    if not claim.rows(State.SAVING).update(state=State.DONE, claim=None, ended_at=Now(), progress={}, **facts):
        raise ClaimLost
    wake_next(claim.scan_id)


@transaction.atomic
def fail(claim: Claim, error: UserError | ServiceError) -> None:
    """End a scan that could not be done, with what happened and what to do about it."""
    if not claim.rows().update(**failure(error)):
        raise ClaimLost
    wake_next(claim.scan_id)


# --- when workers die and messages are lost ------------------------------------------------------------------------


@transaction.atomic
def release_lost(*, scan_id: int | None = None) -> list[int]:
    """Put running scans whose heartbeat is lost back into the queue, and return their ids.

    Those that have had `SCAN_ATTEMPTS` attempts fail instead: whatever kills their worker would kill the next one too.
    """
    deadline = Now() - timedelta(seconds=settings.HEARTBEAT_LOST_SECONDS)
    lost = Scan.objects.filter(state__in=RUNNING, heartbeat_at__lt=deadline)
    if scan_id is not None:
        lost = lost.filter(id=scan_id)
    ids = list(lost.select_for_update(skip_locked=True).values_list("id", flat=True))
    spent = list(Scan.objects.filter(id__in=ids, attempts__gte=settings.SCAN_ATTEMPTS).values_list("id", flat=True))
    for hopeless in spent:
        log.error("scan %s given up: its worker died in each of %s attempts", hopeless, settings.SCAN_ATTEMPTS)
        Scan.objects.filter(id=hopeless).update(**failure(attempts_spent()))
        wake_next(hopeless)
    released = [id_ for id_ in ids if id_ not in spent]
    Scan.objects.filter(id__in=released).update(state=State.QUEUED, claim=None, progress={})
    return released


def waiting() -> list[int]:
    """Return the scans that could begin now: the oldest waiting one of each service in which nothing runs.

    Those that somebody asked for come first, and of the rescans by schedule the next.
    """
    running = Scan.objects.filter(service=OuterRef("service"), state__in=RUNNING)
    heads = Scan.objects.filter(state=State.QUEUED).exclude(Exists(running)).order_by("service_id", "id")
    triggers = dict(heads.distinct("service_id").values_list("id", "trigger"))
    asked_for = sorted(id_ for id_, trigger in triggers.items() if trigger != Trigger.SCHEDULE)
    rescans = sorted(id_ for id_, trigger in triggers.items() if trigger == Trigger.SCHEDULE)
    return asked_for + ([] if _rescanning().exists() else rescans[:1])


def wake_next(scan_id: int) -> None:
    """Send for the scans that waited for the end of `scan_id`, once the transaction commits."""
    ended = Scan.objects.only("service_id", "trigger").get(id=scan_id)
    waiting = Scan.objects.filter(state=State.QUEUED).order_by("id").only("id", "trigger")
    of_service = waiting.filter(service=ended.service_id).first()
    rescan = waiting.filter(trigger=Trigger.SCHEDULE).first() if ended.trigger == Trigger.SCHEDULE else None
    for successor in {scan.id: scan for scan in (of_service, rescan) if scan}.values():
        enqueue_after_commit(successor.id, trigger=successor.trigger)


def _rescanning() -> QuerySet[Scan]:
    return Scan.objects.filter(trigger=Trigger.SCHEDULE, state__in=RUNNING)
