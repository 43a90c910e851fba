"""Finds pushes that no delivery announced: looks at the heads of services, a few at a time."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from governance.errors import ServiceError, UserError
from governance.registry.credentials import open_credential
from governance.registry.models import Service
from governance.repositories.actions import probe
from governance.scans.actions import cut_off, request_scan
from governance.scans.models import Scan, State, Trigger
from governance.webhooks.models import Delivery, HeadCheck, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

ROUND_SECONDS: Final = 60
LEAST_A_ROUND: Final = 10


def due() -> Sequence[int]:
    """Take the services whose turn it is, longest unseen first, and return them; nobody else gets them this time.

    So many that all have their turn within HEAD_CHECK_SECONDS, spread over its rounds.
    """
    now = timezone.now()
    count = max(LEAST_A_ROUND, -(-Service.objects.count() * ROUND_SECONDS // settings.HEAD_CHECK_SECONDS))
    before = now - timedelta(seconds=settings.HEAD_CHECK_SECONDS)
    unseen = Q(head_check__isnull=True) | Q(head_check__checked_at__lt=before)
    oldest = F("head_check__checked_at").asc(nulls_first=True)
    services = list(Service.objects.filter(unseen).order_by(oldest, "id").values_list("id", flat=True)[:count])
    fresh = [HeadCheck(service_id=service, checked_at=now) for service in services]
    made = HeadCheck.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["service"], update_fields=["checked_at"]
    )
    return [check.service_id for check in made]


def check_head(service_id: int) -> Scan | None:
    """Look at the newest commit of a service's default branch, and return the scan of it if nobody asked for one."""
    service = Service.objects.select_related("team").filter(pk=service_id).first()
    if service is None:
        return None
    try:
        found = probe(service.repository_url, open_credential(service), branch=service.default_branch)
    except (UserError, ServiceError) as error:
        log.info("service %s: its head could not be looked at: %s", service.slug, error.code)
        HeadCheck.objects.filter(service=service).update(error_code=error.code)
        return None
    with transaction.atomic():
        # Deliveries about the service wait for the same lock: one that comes now finds the scan that is asked for here.
        Service.objects.select_for_update(no_key=True).only("id").get(pk=service.pk)
        last_seen = HeadCheck.objects.filter(service=service).values_list("commit", flat=True).first()
        HeadCheck.objects.filter(service=service).update(commit=found.head, error_code="")
        if last_seen == found.head or _is_known(service, found.head):
            return None
        scan = request_scan(service=service, trigger=Trigger.SWEEP)
        cut_off(scan, announced=found.head)
        log.info("service %s: %s was never announced", service.slug, found.head[:10])
        return scan


def _is_known(service: Service, commit: str) -> bool:
    """Whether a delivery announced the commit, its scan is the newest of the branch, or one that will find it waits."""
    if Delivery.objects.filter(service=service, commit=commit, outcome=Outcome.ACCEPTED).exists():
        return True
    scans = Scan.objects.filter(service=service, branch=service.default_branch, pull_request=None)
    newest = scans.exclude(state=State.SUPERSEDED).order_by("-id").values("state", "commit").first()
    if newest is None:
        return False
    return newest["commit"] == commit or (newest["state"] in (State.QUEUED, State.FETCHING) and not newest["commit"])
