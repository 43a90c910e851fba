"""What the formats for people show of a report: totals, and how much of a long list fits to be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from governance.reports.content import SEVERITIES
from governance.scorecards.scoring import IRON_RULES, Coverage, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.reports.content import Card, Content, Finding, Refusal, ServicePart

# A row of the PDF takes 64 kB of memory and 0.6 ms while it is typeset, and nobody reads on after seventy pages; the
# CSV, the JSON and the SARIF have all findings.
ROWS: Final = 2000
DETAILED: Final = 30


@dataclass(frozen=True, slots=True)
class Rail:
    """One rule over all services of a report, at both ends of the period."""

    rule: str
    start: Figure
    end: Figure
    covered: bool = True

    @property
    def points(self) -> int | None:
        """By how many points it moved; None where it does not apply at both ends."""
        if self.start.raw_share is None or self.end.raw_share is None:
            return None
        return round(100 * (self.end.raw_share - self.start.raw_share))

    @property
    def change(self) -> str:
        """How it moved: `+4`, `−2`, `±0`, or a dash."""
        if self.points is None:
            return "–"
        return f"+{self.points}" if self.points > 0 else f"−{-self.points}" if self.points else "±0"

    @property
    def fraction(self) -> str:
        """`9/12` at the end, or a dash."""
        return fraction(self.end)

    @property
    def percent(self) -> int | None:
        """Passed at the end in percent, rounded down; None where it does not apply."""
        return self.end.passed * 100 // self.end.units if self.end.units else None

    @property
    def passed_width(self) -> str:
        """Width of the filled part."""
        return _width(self.end.passed, self.end.units)

    @property
    def waived_width(self) -> str:
        """Width of the hatched part."""
        return _width(self.end.waived, self.end.units)


def fraction(figure: Figure | None) -> str:
    """Return what passes of the units, or a dash where a rule does not apply."""
    return f"{figure.passed}/{figure.units}" if figure and figure.units else "–"


def rails(parts: Iterable[ServicePart]) -> tuple[Rail, ...]:
    """Return the three rails over services: Σ passed ÷ Σ units at both ends."""
    both = [(part.start, part.end) for part in parts if part.start and part.end]
    covered = coverage(end for _start, end in both).conclusive
    return tuple(
        Rail(rule, _sum(start for start, _ in both)[rule], _sum(end for _, end in both)[rule], covered)
        for rule in IRON_RULES
    )


def coverage(cards: Iterable[Card]) -> Coverage:
    """Return how much of all services could be judged."""
    of_each = [card.coverage for card in cards]
    return Coverage(sum(each.passed for each in of_each), sum(each.total for each in of_each))


def severest(content: Content, *states: str, limit: int = ROWS) -> tuple[Finding, ...]:
    """Return the most severe findings in these states, violations before advice, as many as can be read."""
    ordered = sorted(
        content.of_state(*states),
        key=lambda each: (each.verdict != "violation", _rank(each.severity), each.service, each.path, each.line),
    )
    return tuple(islice(ordered, limit))


def detailed(content: Content) -> tuple[Finding, ...]:
    """Return the findings that are shown with their code: the most severe open ones whose code is at hand."""
    found = severest(content, "open", limit=ROWS)
    return tuple(islice((finding for finding in found if finding.excerpt), DETAILED))


def reasons(refusal: Refusal) -> str:
    """Return why the gate refused, rule by rule: `IR204 ×2, IR201`."""
    counted = Counter(reason.code for reason in refusal.reasons)
    return ", ".join(f"{code} ×{count}" if count > 1 else code for code, count in sorted(counted.items()))


def by_severity(counts: Counter[str]) -> tuple[int, ...]:
    """Return counts in the order of severity."""
    return tuple(counts[severity] for severity in SEVERITIES)


def _sum(cards: Iterable[Card]) -> dict[str, Figure]:
    sums = dict.fromkeys(IRON_RULES, Figure())
    for card in cards:
        for rule in IRON_RULES:
            sums[rule] += card.figures.get(rule, Figure())
    return sums


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _width(part: int, units: int) -> str:
    return f"{part / units:.2%}" if units else "0%"
