"""What follows from the deliveries that were received: decided in batches, after the forges have been answered.

Of a batch every branch and every pull request gets one scan, however many deliveries announce it, and none where one
waits already: whenever that begins, it asks the repository for the newest commit. One batch is handled at a time, the
oldest delivery first, so that each sees what those before it asked for. A worker that dies leaves its batch as it was.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError, connection, transaction

from governance.registry.models import Service
from governance.webhooks.decisions import decide
from governance.webhooks.forges import FORGES
from governance.webhooks.matching import Told, services_of
from governance.webhooks.models import Delivery, Forge, Outcome
from governance.webhooks.reasons import Reason
from governance.webhooks.requests import Requests
from governance.webhooks.rows import write_down

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from governance.webhooks.models import DeliveryQuerySet

log = logging.getLogger(__name__)

BATCH: Final = 500
BODIES: Final = 20  # in memory at once; each may have WEBHOOK_BYTES
_LOCK: Final = 0x49725275  # any number that no other lock of the database has


def handle() -> int:
    """Handle the deliveries that were received until now, and return how many there were."""
    handled = 0
    while True:
        ids = list(_received().values_list("id", flat=True)[:BATCH])
        if ids:
            _settle_somehow(ids)
        handled += len(ids)
        if len(ids) < BATCH:
            return handled


@transaction.atomic
def settle(ids: Sequence[int]) -> None:
    """Decide about deliveries, ask for the scans that follow, and write both down: all or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    told = list(_told(ids))
    found = services_of(told)
    # In one order, and until the end: the sweep looks whether a commit is known under the same lock.
    locked = Service.objects.filter(id__in=set(found.values())).order_by("id").select_for_update(no_key=True)
    services = {service.pk: service for service in locked}
    requests = Requests(services)
    decisions = [(each, decide(services.get(found.get(each.delivery_id, 0)), each.event)) for each in told]
    write_down([(each.delivery_id, *requests.follow(decision)) for each, decision in decisions])
    requests.cut_off()


def _received() -> DeliveryQuerySet:
    return Delivery.objects.filter(outcome=Outcome.RECEIVED).order_by("id")


def _told(ids: Sequence[int]) -> Iterator[Told]:
    """Read what deliveries tell, a few bodies at a time; leave out what somebody else has handled."""
    columns = ("id", "team_id", "service_id", "forge", "event", "body")
    rows = _received().filter(id__in=ids).values_list(*columns).iterator(chunk_size=BODIES)
    for id_, team, service, forge, event, body in rows:
        yield Told(id_, team, service, FORGES[Forge(forge)].parse(event, body.encode()))


def _settle_somehow(ids: Sequence[int]) -> None:
    """Settle a batch; if one of it cannot be handled, let it not stand in the way of the others."""
    try:
        settle(ids)
    except (OperationalError, InterfaceError):
        raise  # the database is away: everything stays as it is, for the next worker
    except Exception:
        log.exception("%s deliveries could not be handled together: one after the other", len(ids))
        for id_ in ids:
            _settle_alone(id_)


def _settle_alone(id_: int) -> None:
    try:
        settle([id_])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("delivery %s cannot be handled", id_)
        _received().filter(id=id_).update(outcome=Outcome.IGNORED, reason=Reason.FAULT)
