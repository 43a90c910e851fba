"""The badge of a service: its three rails and its grade, drawn in one small SVG that needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext

from governance.dashboard.rails import rails_of

if TYPE_CHECKING:
    from governance.registry.models import Service
    from governance.scorecards.models import Scorecard

RAIL_WIDTH: Final = 44
RAIL_TOPS: Final = (4, 9, 14)


def badge_of(service: Service, card: Scorecard | None) -> str:
    """Return the badge in the reader's language; a service without a scorecard has empty rails and a dash."""
    rails = rails_of(card)
    grade = card.grade if card else ""
    words = [rail.alternative for rail in rails]
    if grade:
        words.append(gettext("grade %(grade)s") % {"grade": grade})
    bars = [
        {
            "y": top,
            "applies": rail.applies,
            "passed": _width(rail.passed, rail.units),
            "waived": _width(rail.waived, rail.units),
            "waived_x": _width(rail.passed, rail.units),
        }
        for top, rail in zip(RAIL_TOPS, rails, strict=True)
    ]
    title = f"{service.name} · {gettext('; ').join(words)}"
    return render_to_string("dashboard/badge.svg.html", {"title": title, "bars": bars, "grade": grade or "–"})


def _width(part: int, units: int) -> str:
    """Return a width in the badge, for an attribute: with a point in every language."""
    return f"{RAIL_WIDTH * part / units:.1f}" if units else "0"
