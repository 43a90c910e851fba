"""Deliveries: the log of webhook calls, and replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.accounts.models import Team
from governance.api.authentication import READ, WRITE, APIRequest
from governance.api.lookups import Identity
from governance.api.paging import Page, page
from governance.api.shapes.deliveries import DeliveryAnswer, DeliveryDetail, DeliveryFilter
from governance.webhooks.actions import replay_delivery
from governance.webhooks.models import Delivery
from governance.webhooks.queries import filtered

if TYPE_CHECKING:
    from governance.accounts.models import User

router = Router(tags=["deliveries"], auth=READ)


@router.get("/deliveries", response=Page[DeliveryAnswer], operation_id="list_deliveries", summary="List deliveries")
def list_deliveries(request: APIRequest, wanted: Query[DeliveryFilter]) -> Page[DeliveryAnswer]:
    """To services that the caller may change, newest first: payloads are not for every viewer.

    Calls of the company's webhook that no service was found for belong to no team: the middleware team alone sees them.
    """
    user = request.auth.user
    if not (user.is_superuser or Team.objects.changeable_by(user).exists()):
        raise PermissionDenied
    found = filtered(
        Delivery.objects.visible_to(user),
        service=wanted.service,
        forge=wanted.forge or "",
        outcome=wanted.outcome or "",
        since=wanted.since,
        until=wanted.until,
    )
    return page(request, found, ("-id",), wanted, lambda rows: [DeliveryAnswer.of(delivery) for delivery in rows])


@router.get(
    "/deliveries/{delivery_id}", response=DeliveryDetail, operation_id="get_delivery", summary="Read a delivery"
)
def get_delivery(request: APIRequest, delivery_id: Identity) -> DeliveryDetail:
    """With what is kept of its head and body."""
    return DeliveryDetail.of(_visible(request.auth.user, delivery_id))


@router.post(
    "/deliveries/{delivery_id}/replay",
    auth=WRITE,
    response={201: DeliveryDetail},
    operation_id="replay_delivery",
    summary="Act once more upon a delivery",
)
def replay(request: APIRequest, delivery_id: Identity) -> Status[DeliveryDetail]:
    """The answer is the new delivery, which says what became of it."""
    user = request.auth.user
    again = replay_delivery(_visible(user, delivery_id), by=user)
    return Status(201, DeliveryDetail.of(_visible(user, again.pk)))


def _visible(user: User, delivery_id: int) -> Delivery:
    deliveries = Delivery.objects.visible_to(user).select_related("service", "team", "hook", "scan")
    return get_object_or_404(deliveries, pk=delivery_id)
