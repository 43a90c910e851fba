"""Drops the details of old scans: the inventory and the occurrences that no page and no comparison asks for any more.

What stays: the scans with their figures, scorecards, findings with their dates, waivers, audit events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, F, Max, OuterRef, QuerySet

from governance.findings.models import Occurrence, Pool
from governance.scans.models import Scan, State

if TYPE_CHECKING:
    from datetime import datetime

BATCH: Final = 2000  # rows; a statement of that size takes some 50 ms, traces and code included


def drop_details(before: datetime, *, limit: int = 200_000) -> int:
    """Delete details of scans that ended before `before`, in batches of their own, and return how many rows went.

    A call stops after about `limit` rows; the next goes on. Kept are, of each default branch, the newest finished scan,
    the one that it was compared with, for when it is scored again, and the newest that passed its gate, with which the
    next one is compared; and how each finding was seen last.
    """
    default = Scan.objects.filter(state=State.DONE, branch=F("service__default_branch")).order_by()
    passed = default.filter(scorecards__gate_passed=True)
    old = Scan.objects.filter(ended_at__lt=before)
    for kept in (default, passed, passed.exclude(pk__in=_newest(default))):
        old = old.exclude(pk__in=_newest(kept))
    seen_last = Occurrence.objects.filter(pk=OuterRef("pk"), finding__last_scan=F("scan"))
    occurrences = Occurrence.objects.filter(scan__in=old).exclude(Exists(seen_last))
    dropped = _drop(occurrences, limit)
    pools = Pool.objects.filter(scan__in=old).exclude(Exists(Occurrence.objects.filter(pool=OuterRef("pk"))))
    return dropped + _drop(pools, limit - dropped)


def _newest(scans: QuerySet[Scan]) -> QuerySet[Any, Any]:
    """Return the ids of the newest scan of each service."""
    return scans.values("service").annotate(newest=Max("pk")).values("newest")


def _drop(rows: QuerySet[Occurrence] | QuerySet[Pool], limit: int) -> int:
    dropped = 0
    while dropped < limit:
        batch = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not batch:
            break
        dropped += rows.model.objects.filter(pk__in=batch).delete()[0]
    return dropped
