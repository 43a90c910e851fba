"""The figures of days as small lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from governance.dashboard.trend import sparkline
from governance.scorecards.daily import history_of_company, history_of_service, history_of_teams
from governance.scorecards.scoring import IRON_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from governance.accounts.models import Team
    from governance.registry.models import Service
    from governance.scorecards.daily import History
    from governance.scorecards.scoring import Figure

DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class DayLine:
    """One rule over the days that are written: its points in the box of a trend, and how many days there are."""

    rule: str
    points: str
    days: int


def days_of_service(service: Service) -> list[DayLine]:
    """Return a line for each iron rule over the last 90 days; one query."""
    return _lines(history_of_service(service, since=_since()))


def days_of_teams(teams: Iterable[Team]) -> list[DayLine]:
    """Return the same over all services of `teams` together; one query."""
    return _lines(history_of_teams(teams, since=_since()))


def days_of_company() -> list[DayLine]:
    """Return the same over every service; one query."""
    return _lines(history_of_company(since=_since()))


def _since() -> date:
    return timezone.localdate() - timedelta(days=DAYS)


def _lines(figures: History) -> list[DayLine]:
    lines = []
    for rule in IRON_RULES:
        dots = sparkline([_percent(figure) for _day, figure in figures.get(rule, [])])
        lines.append(DayLine(rule, " ".join(f"{x},{y}" for x, y in dots), len(dots)))
    return lines


def _percent(figure: Figure) -> float | None:
    """Return what passes, as a number to draw: as a fraction of whole numbers 270 of them took 2 ms."""
    return 100 * figure.passed / figure.units if figure.units else None
