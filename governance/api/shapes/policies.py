"""A policy: what holds, what a level asks for, and its versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body

if TYPE_CHECKING:
    from governance.policies.models import PolicyVersion

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


class VersionFilter(Paged):
    """How much of the versions is wanted; newest first."""
