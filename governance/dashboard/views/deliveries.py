"""The log of deliveries: a page with filters, each delivery by itself, and its replay."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.accounts.models import Team
from governance.errors import UserError
from governance.registry.models import Service
from governance.webhooks.actions import replay_delivery
from governance.webhooks.models import Delivery, Forge, Outcome
from governance.webhooks.queries import FIGURE_DAYS, filtered, pushes_missed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.dashboard.requests import SignedInRequest

DELIVERIES_A_PAGE: Final = 50
SERVICES_SHOWN: Final = 5


@require_safe
def deliveries(request: SignedInRequest) -> HttpResponse:
    """Show the deliveries to the services that the reader may change, and how many pushes were never announced."""
    if not (request.user.is_superuser or Team.objects.changeable_by(request.user).exists()):
        raise PermissionDenied
    services = Service.objects.changeable_by(request.user)
    wanted = {name: request.GET.get(name, "") for name in ("service", "forge", "outcome")}
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    found = filtered(
        Delivery.objects.visible_to(request.user),
        service=wanted["service"],
        forge=wanted["forge"],
        outcome=wanted["outcome"],
        since=since,
        until=until,
    )
    pushes = pushes_missed(services.filter(slug=wanted["service"]) if wanted["service"] else services)
    missed, total = sum(each.missed for each in pushes), sum(each.total for each in pushes)
    context = {
        "section": "services",
        "page": Paginator(found, DELIVERIES_A_PAGE).get_page(request.GET.get("page")),
        "services": services.values_list("slug", "name"),
        "forges": Forge.choices,
        "outcomes": Outcome.choices,
        "wanted": wanted | {"since": since, "until": until},
        "is_filtered": any([*wanted.values(), since, until]),
        "missed": missed,
        "total": total,
        "percent": 100 * missed / total if total else 0,
        "days": FIGURE_DAYS,
        "worst": [each for each in pushes if each.missed][:SERVICES_SHOWN],
    }
    return render(request, "dashboard/deliveries.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def visible_delivery(request: SignedInRequest, delivery_id: int) -> Delivery:
    """Return the delivery if the reader may see it; else there is no such page."""
    rows = Delivery.objects.visible_to(request.user).defer("replay_of__headers", "replay_of__body")
    rows = rows.select_related("service", "team", "hook", "scan", "replay_of", "replayed_by")
    return get_object_or_404(rows, pk=delivery_id)


@require_safe
def delivery(request: SignedInRequest, delivery_id: int) -> HttpResponse:
    """Show one delivery with what is kept of its head and body."""
    delivery = visible_delivery(request, delivery_id)
    context = {
        "section": "services",
        "delivery": delivery,
        "body": json.dumps(json.loads(delivery.body), indent=2, ensure_ascii=False) if delivery.body else "",
        "may_replay": delivery.body is not None and delivery.hook is not None,
        "replays": delivery.replays.select_related("replayed_by").defer("headers", "body"),
    }
    return render(request, "dashboard/delivery.html", context)


@require_POST
def replay(request: SignedInRequest, delivery_id: int) -> HttpResponse:
    """Act once more upon a delivery, and show what became of it."""
    delivery = visible_delivery(request, delivery_id)
    try:
        again = replay_delivery(delivery, by=request.user)
    except UserError as error:
        messages.error(request, str(error))
        return redirect("delivery", delivery.pk)
    messages.success(request, _("Replayed: this is the new delivery."))
    return redirect("delivery", again.pk)
