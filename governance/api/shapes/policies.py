"""A policy: what holds, what a level asks for, and its versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body

if TYPE_CHECKING:
    from governance.policies.models import PolicyVersion
    from governance.scorecards.preview import Outcome, Preview

_ASKED = {"version": 1, "profile": "iron", "gate": ["critical", "high"]}


class PolicyAnswer(Answer):
    """What holds for the company, a team or a service, and what this level asks for."""

    level: str = Field(description="company, team or service.", examples=["service"])
    number: int = Field(description="Version of this level; 0: nothing was ever saved.", examples=[2])
    asked: dict[str, Any] = Field(description="What this level asks for.", examples=[_ASKED])
    holds: dict[str, Any] = Field(description="What holds, with the levels above.", examples=[_ASKED])
    origins: dict[str, str] = Field(
        description="Of each field that is not the default: the lowest level that changed it.",
        examples=[{"gate": "company"}],
    )


class PolicyVersionAnswer(Answer):
    """A policy as it was saved; it is never changed."""

    level: str = Field(examples=["service"])
    number: int = Field(examples=[2])
    values: dict[str, Any] = Field(examples=[_ASKED])
    reason: str = Field(examples=["No new medium ones either."])
    restores: int | None = Field(description="Number of the version that it brought back.", examples=[None])
    author: str | None = Field(examples=["chen.yu"])
    created_at: datetime = Field(examples=["2026-01-30T10:00:00Z"])

    @classmethod
    def of(cls, version: PolicyVersion) -> PolicyVersionAnswer:
        """Describe a version whose author is loaded."""
        return cls(
            level=version.level,
            number=version.number,
            values=version.values,
            reason=version.reason,
            restores=version.restores,
            author=version.author.username if version.author else None,
            created_at=version.created_at,
        )


class PolicyBody(Body):
    """What this level is to ask for; below the company it can only be stricter than what holds above."""

    values: dict[str, Any] = Field(description="As in `asked`.", examples=[_ASKED])
    edited: int = Field(
        ge=0, le=2_147_483_647, description="`number` of the version that was changed; 0: none.", examples=[1]
    )
    reason: str = Field(max_length=500, description="Why.", examples=["No new medium ones either."])


class DraftBody(Body):
    """What this level might ask for."""

    values: dict[str, Any] = Field(description="As in `asked`.", examples=[_ASKED])


class RestoreBody(Body):
    """Why an earlier version is to hold again."""

    edited: int = Field(ge=0, le=2_147_483_647, description="`number` of the newest version.", examples=[3])
    reason: str = Field(max_length=500, examples=["It refused too much."])


class StandingAnswer(Answer):
    """How a service stands, or would."""

    grade: str = Field(examples=["B"])
    refused: int = Field(description="New violations that its gate refuses.", examples=[0])


class EffectAnswer(Answer):
    """What would become of one service."""

    service: str = Field(examples=["gateway"])
    before: StandingAnswer
    after: StandingAnswer


class PreviewAnswer(Answer):
    """What a change would do to the last scans."""

    services: int = Field(description="How many are concerned and were ever scanned.", examples=[12])
    newly_failing: int = Field(description="Gates that would refuse what they let through now.", examples=[1])
    newly_passing: int = Field(examples=[0])
    changed: list[EffectAnswer] = Field(description="Services whose gate or grade would change, the worst first.")

    @classmethod
    def of(cls, found: Preview) -> PreviewAnswer:
        """Describe a preview."""
        changed = [
            EffectAnswer(service=each.service.slug, before=_standing(each.before), after=_standing(each.after))
            for each in found.changed
        ]
        return cls(
            services=len(found.effects),
            newly_failing=found.newly_failing,
            newly_passing=found.newly_passing,
            changed=changed,
        )


def _standing(outcome: Outcome) -> StandingAnswer:
    return StandingAnswer(grade=outcome.grade, refused=outcome.refused)


class VersionFilter(Paged):
    """How much of the versions is wanted; newest first."""
