"""Rescans that nobody asks for: rules get better, so code that has not changed is looked at again."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Max, Q
from django.db.models.functions import Now

from governance.registry.models import Service
from governance.scans.actions import request_scan
from governance.scans.models import ENDED, State, Trigger

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.scans.models import Scan


def rescan_due() -> list[Scan]:
    """Ask for a scan of the services that were not scanned for RESCAN_HOURS, those that wait longest first.

    A call takes no more than its share of all services, so that they are spread over the day, also after an outage or
    an import of many.
    """
    if not settings.RESCAN_HOURS:
        return []
    ticks = settings.RESCAN_HOURS * 3600 / settings.RESCAN_SECONDS
    share = math.ceil(Service.objects.count() / ticks)
    due = _of_default_branch().filter(Q(last=None) | Q(last__lt=Now() - timedelta(hours=settings.RESCAN_HOURS)))
    # A service that has anything in the queue is being looked after.
    idle = due.exclude(scans__state__in=[state for state in State if state not in ENDED])
    return [
        request_scan(service=service, trigger=Trigger.SCHEDULE)
        for service in idle.order_by(F("last").asc(nulls_first=True), "pk")[:share]
    ]


def _of_default_branch() -> QuerySet[Service, Service]:
    """Return the services, with the time at which a scan of the default branch last ended, for good or bad."""
    ended = Q(scans__branch=F("default_branch"), scans__state__in=[State.DONE, State.FAILED])
    return Service.objects.annotate(last=Max("scans__ended_at", filter=ended))
