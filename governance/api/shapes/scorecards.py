"""A scorecard: how well one scan keeps the iron rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer

if TYPE_CHECKING:
    from governance.scorecards.models import Scorecard

_FIGURES = {
    "IR1": {"passed": 12, "waived": 0, "units": 12},
    "IR2": {"passed": 38, "waived": 1, "units": 41},
    "IR3": {"passed": 9, "waived": 0, "units": 12},
    "CP": {"passed": 3, "waived": 0, "units": 3},
}


class FigureAnswer(Answer):
    """What passes, what only passes because it is waived, and all units; no units: the rule does not apply."""

    passed: int = Field(examples=[9])
    waived: int = Field(examples=[0])
    units: int = Field(examples=[12])


class CoverageAnswer(Answer):
    """How much could be judged; below 90 % the grade is inconclusive."""

    passed: int = Field(examples=[64])
    total: int = Field(examples=[65])
    conclusive: bool = Field(examples=[True])


class GateReason(Answer):
    """A new violation that the gate does not let through."""

    fingerprint: str = Field(examples=["3f2c9a51e07b4d6c8a90d1e2f3b4c5d6"])
    code: str = Field(examples=["IR204"])
    severity: str = Field(examples=["critical"])


class GateOutcome(Answer):
    """Whether the scan passed its gate, what it was compared with, and what was new and too bad."""

    passed: bool = Field(examples=[True])
    base_scan: int | None = Field(description="Null: the first scan of its branch.", examples=[112])
    reasons: list[GateReason]


class ScorecardAnswer(Answer):
    """The figures of one scan against the iron rules."""

    service: str = Field(examples=["gateway"])
    scan: int = Field(examples=[118])
    branch: str = Field(examples=["main"])
    commit: str = Field(examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    created_at: datetime = Field(examples=["2026-01-30T09:12:10Z"])
    analyser: str = Field(examples=["ironrules 0.1.0"])
    grade: str | None = Field(description="A to F; null when no rule applies.", examples=["C"])
    cap: str | None = Field(description="Severity of the open violation that capped the grade.", examples=["high"])
    score: float | None = Field(description="Mean of the applicable rules in percent, before the cap.", examples=[90.2])
    raw_score: float | None = Field(description="The same without waivers.", examples=[89.4])
    figures: dict[str, FigureAnswer] = Field(description="By rule: IR1, IR2, IR3 and CP.", examples=[_FIGURES])
    pragmatic: dict[str, FigureAnswer] = Field(description="The same under that profile.", examples=[_FIGURES])
    coverage: CoverageAnswer
    gate: GateOutcome

    @classmethod
    def of(cls, card: Scorecard) -> ScorecardAnswer:
        """Describe a scorecard whose scan and service are loaded."""
        return cls(**_values(card))


class ScorecardDetail(ScorecardAnswer):
    """A scorecard with the policy that made it, so that it can be explained later."""

    policy: dict[str, Any] = Field(examples=[{"version": 1, "profile": "iron", "gate": ["critical", "high"]}])

    @classmethod
    def of(cls, card: Scorecard) -> ScorecardDetail:
        """Describe a scorecard with its policy."""
        return cls(**_values(card), policy=card.policy)


class ScorecardFilter(Paged):
    """Which scorecards of a service are wanted; newest first."""

    branch: str = Field("", max_length=250, description="Default: the default branch.", examples=["main"])


def _values(card: Scorecard) -> dict[str, Any]:
    return {
        "service": card.service.slug,
        "scan": card.scan_id,
        "branch": card.scan.branch,
        "commit": card.scan.commit,
        "created_at": card.created_at,
        "analyser": card.analyser,
        "grade": card.grade or None,
        "cap": card.cap or None,
        "score": card.score,
        "raw_score": card.raw_score,
        "figures": card.figures,
        "pragmatic": card.pragmatic,
        "coverage": {
            "passed": card.coverage_passed,
            "total": card.coverage_total,
            "conclusive": card.conclusive,
        },
        "gate": {"passed": card.gate_passed, "base_scan": card.gate_base_id, "reasons": card.gate_reasons},
    }
