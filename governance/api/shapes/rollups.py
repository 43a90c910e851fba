"""Many services as one: their figures added up, their levels counted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ninja import Field

from governance.api.shapes.basis import Answer
from governance.api.shapes.scorecards import FigureAnswer
from governance.scorecards.levels import ServiceLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.scorecards.scoring import Figure

_FIGURES = {
    "IR1": {"passed": 60, "waived": 0, "units": 60},
    "IR2": {"passed": 171, "waived": 2, "units": 188},
    "IR3": {"passed": 44, "waived": 0, "units": 60},
    "CP": {"passed": 12, "waived": 0, "units": 13},
}
_LEVELS = {"registered": 0, "scanned": 1, "no-critical": 2, "clean": 0, "clean-90": 1}


class DayAnswer(Answer):
    """The figures of one day."""

    day: date = Field(examples=["2026-01-30"])
    figures: dict[str, FigureAnswer] = Field(description="By rule.", examples=[_FIGURES])


class RollUpAnswer(Answer):
    """Services together: a share is what passes of all their units, so that a large service counts for what it is."""

    services: int = Field(examples=[4])
    scored: int = Field(description="Of them with a scorecard.", examples=[4])
    gates_passed: int = Field(examples=[3])
    figures: dict[str, FigureAnswer] = Field(description="By rule: IR1, IR2, IR3 and CP.", examples=[_FIGURES])
    levels: dict[ServiceLevel, int] = Field(description="How many services have come how far.", examples=[_LEVELS])
    days: list[DayAnswer] = Field(description="The last 90 that are written, oldest first.")


class TeamFigures(Answer):
    """The figures of one team."""

    team: str = Field(examples=["messaging"])
    figures: dict[str, FigureAnswer] = Field(examples=[_FIGURES])


class CompanyAnswer(RollUpAnswer):
    """Every service that the caller may see, and each team."""

    teams: list[TeamFigures] = Field(description="Those with a scorecard, by name.")


def figures_of(figures: Mapping[str, Figure]) -> dict[str, FigureAnswer]:
    """Describe figures by rule."""
    return {
        rule: FigureAnswer(passed=each.passed, waived=each.waived, units=each.units) for rule, each in figures.items()
    }
