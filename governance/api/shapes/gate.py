"""The gate's answer, and what overrides it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from ninja import Field, Schema

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.scorecards.gate_answer import Kind, Outcome

if TYPE_CHECKING:
    from governance.scorecards.gate_answer import GateAnswer
    from governance.scorecards.models import GateOverride

GateResult = Annotated[Outcome, words(Outcome)]
ReasonKind = Annotated[Kind, words(Kind)]


class ReasonAnswer(Answer):
    """Why something is not let through; of a finding its place, its id and the path of its page."""

    kind: ReasonKind = Field(description="new, critical or coverage.", examples=["new"])
    message: str = Field(examples=["`buf` is used after it went back into `bufPool` (line 41)."])
    code: str = Field(examples=["IR204"])
    severity: str = Field(examples=["critical"])
    path: str = Field(examples=["internal/frame/encode.go"])
    line: int | None = Field(examples=[43])
    finding: int | None = Field(examples=[4711])
    url: str = Field(examples=["/findings/4711/"])


class JudgedAnswer(Answer):
    """Which scan the answer rests on, and what it was judged by."""

    scan: int = Field(examples=[118])
    url: str = Field(examples=["/scans/118/"])
    commit: str = Field(examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    branch: str = Field(examples=["main"])
    pull_request: int | None = Field(examples=[None])
    base_commit: str = Field(examples=["1b6453892473a467d07372d45eb05abc2031647a"])
    at: datetime | None = Field(examples=["2026-01-30T09:12:10Z"])
    analyser: str = Field(examples=["ironrules 0.1.0"])
    profile: str = Field(examples=["iron"])
    policy_versions: dict[str, int] | None = Field(examples=[{"company": 3}])
    coverage_passed: int | None = Field(examples=[64])
    coverage_total: int | None = Field(examples=[65])


class OverrideInForce(Answer):
    """Who lets it through nevertheless, why and until when."""

    reason: str = Field(examples=["Rollback of the release of Friday; OPS-118."])
    by: str = Field(examples=["middleware"])
    expires_at: datetime = Field(examples=["2026-02-02T00:00:00Z"])


class GateReply(Answer):
    """Whether a release may go: `lets_through`; passed, failed, pending, unknown or overridden says more."""

    version: int = Field(examples=[1])
    service: str = Field(examples=["gateway"])
    outcome: GateResult = Field(examples=["failed"])
    lets_through: bool = Field(examples=[False])
    launch: bool = Field(description="Whether the launch gate was asked.", examples=[False])
    reasons: list[ReasonAnswer]
    what_to_do: str = Field(examples=["Repair what is named, or ask for a waiver; then scan again."])
    judged: JudgedAnswer | None
    override: OverrideInForce | None = Field(examples=[None])

    @classmethod
    def of(cls, answer: GateAnswer) -> GateReply:
        """Describe an answer of the gate."""
        return cls(**answer.to_json())


class GateFilter(Schema):
    """What the gate is asked about: one of the three; the default branch without any."""

    commit: str = Field("", max_length=64, examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    branch: str = Field("", max_length=250, examples=["main"])
    pull_request: int | None = Field(None, ge=1, le=2_147_483_647, examples=[42])
    launch: bool = Field(False, description="Ask what a service needs that goes live.", examples=[False])


class OverrideAnswer(Answer):
    """That a commit or a branch may go although the gate does not let it through."""

    id: int = Field(examples=[3])
    service: str = Field(examples=["gateway"])
    commit: str = Field(examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    branch: str = Field(examples=[""])
    reason: str = Field(examples=["Rollback of the release of Friday; OPS-118."])
    by: str | None = Field(examples=["middleware"])
    created_at: datetime = Field(examples=["2026-01-30T09:20:00Z"])
    expires_at: datetime = Field(examples=["2026-02-02T00:00:00Z"])
    revoked_at: datetime | None = Field(examples=[None])

    @classmethod
    def of(cls, override: GateOverride) -> OverrideAnswer:
        """Describe an override whose service and author are loaded."""
        return cls(
            id=override.pk,
            service=override.service.slug,
            commit=override.commit,
            branch=override.branch,
            reason=override.reason,
            by=override.by.username if override.by else None,
            created_at=override.created_at,
            expires_at=override.expires_at,
            revoked_at=override.revoked_at,
        )


class OverrideBody(Body):
    """A commit or a branch, not both; why, and for how long."""

    commit: str = Field("", max_length=64, examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    branch: str = Field("", max_length=250, examples=[""])
    reason: str = Field(max_length=2000, examples=["Rollback of the release of Friday; OPS-118."])
    days: int = Field(ge=1, le=3650, examples=[3])


class OverrideFilter(Paged):
    """How much of the overrides is wanted; newest first."""
