"""Scores over time as lines: geometry for SVG, in a box of 1000 by 100 that the page stretches.

Scans stand at equal distances, in order: a week of silence says nothing about the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from governance.dashboard.rails import Rail, rail_of
from governance.scorecards.scoring import IRON_RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from governance.scorecards.models import Scorecard

WIDTH: Final = 1000
MARGIN: Final = 10  # keeps the first and the last dot inside the box


@dataclass(frozen=True, slots=True)
class Moment:
    """One scan in the trend."""

    scan_id: int
    commit: str
    at: datetime
    rails: tuple[Rail, ...]
    grade: str
    analyser: str
    analyser_changed: bool
    x: float

    @property
    def at_text(self) -> str:
        """When, to the minute."""
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def x_text(self) -> str:
        """Where it stands, for an SVG attribute: with a point in every language."""
        return f"{self.x:.1f}"


@dataclass(frozen=True, slots=True)
class Line:
    """One rule's line: points in the box, and its newest rail. A gap in the figures breaks the line."""

    rule: str
    points: str
    dots: tuple[tuple[str, str], ...]
    last: Rail


@dataclass(frozen=True, slots=True)
class Trend:
    """Scans oldest first, and the three lines through them."""

    moments: tuple[Moment, ...]
    lines: tuple[Line, ...]

    @property
    def newest_first(self) -> tuple[Moment, ...]:
        """The scans as a table lists them."""
        return self.moments[::-1]

    @property
    def is_drawn(self) -> bool:
        """Whether there are two points to join."""
        return len(self.moments) > 1


def trend_of(scorecards: Iterable[Scorecard]) -> Trend:
    """Return the trend of one service's scorecards, given oldest first and with their scans."""
    cards = list(scorecards)
    moments: list[Moment] = []
    for index, card in enumerate(cards):
        before = cards[index - 1].analyser if index else card.analyser
        moments.append(
            Moment(
                scan_id=card.scan_id,
                commit=card.scan.commit,
                at=card.scan.committed_at or card.created_at,
                rails=tuple(rail_of(rule, card.figures, covered=card.conclusive) for rule in IRON_RULES),
                grade=card.grade,
                analyser=card.analyser,
                analyser_changed=card.analyser != before,
                x=_x(index, len(cards)),
            )
        )
    lines = tuple(_line(rule, position, moments) for position, rule in enumerate(IRON_RULES)) if moments else ()
    return Trend(tuple(moments), lines)


def sparkline(scores: Sequence[float | None]) -> tuple[tuple[str, str], ...]:
    """Return the points of a small line of overall scores (percent), oldest first; no score is no point."""
    known = [score for score in scores if score is not None]
    return tuple((f"{_x(index, len(known)):.1f}", f"{100 - score:.1f}") for index, score in enumerate(known))


def _x(index: int, count: int) -> float:
    if count < 2:
        return WIDTH / 2
    return MARGIN + index * (WIDTH - 2 * MARGIN) / (count - 1)


def _line(rule: str, position: int, moments: Sequence[Moment]) -> Line:
    dots = tuple(
        (f"{moment.x:.1f}", f"{100 - 100 * rail.passed / rail.units:.1f}")
        for moment in moments
        if (rail := moment.rails[position]).applies
    )
    return Line(rule, " ".join(f"{x},{y}" for x, y in dots), dots, moments[-1].rails[position])
