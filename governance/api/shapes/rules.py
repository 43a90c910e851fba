"""A rule of the analyser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Field

from governance.api.shapes.basis import Answer
from scanners.model import Severity, Verdict

if TYPE_CHECKING:
    from scanners.rule import RuleFolder


class RuleAnswer(Answer):
    """What a rule asks, and how much it counts."""

    code: str = Field(examples=["IR204"])
    name: str = Field(examples=["use-after-put"])
    title: str = Field(examples=["An object is used after it went back into its pool"])
    severity: Severity = Field(examples=["critical"])
    verdicts: dict[str, Verdict] = Field(
        description="By profile.", examples=[{"iron": "violation", "pragmatic": "violation"}]
    )

    @classmethod
    def of(cls, folder: RuleFolder, language: str) -> RuleAnswer:
        """Describe a rule in a language that the analyser speaks."""
        return cls(**_values(folder, language))


class RuleDetail(RuleAnswer):
    """A rule with its page."""

    sections: dict[str, str] = Field(
        description="Markdown by heading.", examples=[{"What is asked": "Whoever puts an object back lets go of it."}]
    )
    bad: str = Field(description="Code that breaks it.", examples=["package example"])
    good: str = Field(description="Code that keeps it.", examples=["package example"])

    @classmethod
    def of(cls, folder: RuleFolder, language: str) -> RuleDetail:
        """Describe a rule with its page and both examples."""
        sections = dict(folder.pages[language].sections)
        return cls(**_values(folder, language), sections=sections, bad=folder.bad, good=folder.good)


class RuleList(Answer):
    """Every rule, by code."""

    items: list[RuleAnswer]


def _values(folder: RuleFolder, language: str) -> dict[str, Any]:
    rule = folder.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "title": folder.pages[language].title,
        "severity": rule.severity,
        "verdicts": {"iron": rule.iron, "pragmatic": rule.pragmatic},
    }
