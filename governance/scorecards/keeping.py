"""Keeps how each service stands, so that a page about a thousand services reads a thousand small rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Max, Min, Q

from governance.registry.models import Service
from governance.scorecards.models import Standing
from governance.scorecards.queries import of_default_branch

if TYPE_CHECKING:
    from datetime import datetime

    from governance.scorecards.models import Scorecard

SCORES_KEPT: Final = 12
_AS_THEY_ARE: Final = (
    *("created_at", "figures", "grade", "coverage_passed", "coverage_total"),
    *("conclusive", "criticals", "gate_passed"),
)

_BESIDES: Final = ("is_clean", "score", "gate_reasons")


@transaction.atomic
def keep_standing(service: Service) -> None:
    """Write down how `service` stands by the scorecards that it has now."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)  # of two at once the second sees what both wrote
    cards = list(of_default_branch().filter(service=service).only(*_AS_THEY_ARE, *_BESIDES)[:SCORES_KEPT])
    if not cards:
        Standing.objects.filter(service=service).delete()
        return
    newest = cards[0]
    values = {field: getattr(newest, field) for field in _AS_THEY_ARE} | {
        "scorecard": newest,
        **_since(service, newest),
        "refused": len(newest.gate_reasons),
        "scores": [card.score for card in reversed(cards)],
    }
    Standing.objects.update_or_create(service=service, defaults=values)


def on_saved(instance: Service, *, created: bool, **_signal: Any) -> None:
    """Look again at a service that may have another default branch now."""
    if not created:
        keep_standing(instance)


def _since(service: Service, newest: Scorecard) -> dict[str, datetime | None]:
    cards = of_default_branch().filter(service=service).order_by()
    unclean = Q(is_clean=False)
    since = cards.aggregate(scored=Min("created_at"), unclean=Max("created_at", filter=unclean))
    if not newest.is_clean:
        clean = None
    elif since["unclean"] is None:
        clean = since["scored"]
    else:
        clean = cards.filter(created_at__gt=since["unclean"]).aggregate(clean=Min("created_at"))["clean"]
    return {"scored_since": since["scored"], "clean_since": clean}
