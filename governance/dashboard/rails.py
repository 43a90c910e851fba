"""The three rails: how much of a rule is kept, as a filled bar with its fraction.

One component wherever a service, a team or the company appears. This module says what is drawn, in percent of the
rail's width; templates/components/rail.html draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_lazy

from governance.scorecards.scoring import IRON_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.scorecards.models import Scorecard, Standing
    from governance.scorecards.queries import Total

NAMES: Final = {
    "IR1": gettext_lazy("Pure memory"),
    "IR2": gettext_lazy("Validate and reset"),
    "IR3": gettext_lazy("Bound scope"),
    "CP": gettext_lazy("Connection pools"),
}
SENTENCES: Final = {
    "IR1": gettext_lazy("A pool holds only pure-memory objects."),
    "IR2": gettext_lazy("What comes out of a pool is checked or reset before it is used."),
    "IR3": gettext_lazy("Every pool belongs to one module and dies with it."),
    "CP": gettext_lazy("Companion checks of connection pools; their own score, never averaged in."),
}
TICKS_AT_MOST: Final = 30  # with more units the marks between them would be closer than 8 px


def whole_percent(part: int, whole: int) -> int:
    """Return the percentage rounded down, so that 100 means all of them."""
    return part * 100 // whole


@dataclass(frozen=True, slots=True)
class Rail:
    """What one rail shows: `passed` and `waived` of `units`; no units says that the rule does not apply."""

    rule: str
    passed: int = 0
    waived: int = 0
    units: int = 0
    covered: bool = True

    @property
    def name(self) -> str:
        """The rule in two words."""
        return str(NAMES[self.rule])

    @property
    def sentence(self) -> str:
        """The rule in one line."""
        return str(SENTENCES[self.rule])

    @property
    def applies(self) -> bool:
        """Whether there is anything to measure."""
        return self.units > 0

    @property
    def kept(self) -> bool:
        """Whether every unit passes."""
        return self.applies and self.passed == self.units

    @property
    def fraction(self) -> str:
        """`9/12`, or a dash."""
        return f"{self.passed}/{self.units}" if self.applies else "–"

    @property
    def percent(self) -> int | None:
        """Passed in percent, rounded down; None when the rule does not apply."""
        return whole_percent(self.passed, self.units) if self.applies else None

    @property
    def passed_width(self) -> str:
        """Width of the filled part, for an SVG attribute."""
        return f"{self.passed / self.units:.2%}" if self.applies else "0%"

    @property
    def waived_width(self) -> str:
        """Width of the hatched part, which begins where the filled part ends."""
        return f"{self.waived / self.units:.2%}" if self.applies else "0%"

    @property
    def ticks(self) -> list[str]:
        """Where one unit ends and the next begins; none when they would be too close."""
        if self.units > TICKS_AT_MOST:
            return []
        return [f"{unit / self.units:.2%}" for unit in range(1, self.units)]

    @property
    def alternative(self) -> str:
        """The rail in words."""
        if not self.applies:
            return gettext("%(rule)s %(name)s: not applicable") % {"rule": self.rule, "name": self.name}
        parts = [
            gettext("%(rule)s %(name)s: %(passed)d of %(units)d pass, %(percent)d %%")
            % {
                "rule": self.rule,
                "name": self.name,
                "passed": self.passed,
                "units": self.units,
                "percent": self.percent,
            }
        ]
        if self.waived:
            parts.append(gettext("%(waived)d waived") % {"waived": self.waived})
        if not self.covered:
            parts.append(gettext("coverage below 90 %"))
        return gettext(", ").join(parts)


def rail_of(rule: str, figures: Mapping[str, Mapping[str, int]], *, covered: bool = True) -> Rail:
    """Return the rail of `rule` for stored figures; a rule without figures does not apply."""
    figure = figures.get(rule, {})
    return Rail(rule, figure.get("passed", 0), figure.get("waived", 0), figure.get("units", 0), covered)


def rails_of(card: Scorecard | Standing | None) -> tuple[Rail, ...]:
    """Return the three rails of a scorecard; without one, three empty outlines."""
    if card is None:
        return tuple(Rail(rule) for rule in IRON_RULES)
    return tuple(rail_of(rule, card.figures, covered=card.conclusive) for rule in IRON_RULES)


def rails_of_total(total: Total) -> tuple[Rail, ...]:
    """Return the rails of many services together: the sum of what passes over the sum of units."""
    figures, covered = total.figures, total.coverage.conclusive
    return tuple(
        Rail(rule, figures[rule].passed, figures[rule].waived, figures[rule].units, covered) for rule in IRON_RULES
    )
