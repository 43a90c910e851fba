"""A waiver: what is excused until when, who asked and who decided."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.waivers.models import Kind, State

if TYPE_CHECKING:
    from governance.waivers.models import Waiver

WaiverState = Annotated[State, words(State)]
WaiverKind = Annotated[Kind, words(Kind)]


class WaiverAnswer(Answer):
    """That findings of a service are excused until a date: asked for by one person, approved by another."""

    id: int = Field(examples=[21])
    service: str = Field(examples=["gateway"])
    kind: WaiverKind = Field(examples=["finding"])
    state: WaiverState = Field(examples=["approved"])
    code: str = Field(description="The rule; of a pool also empty, for every rule.", examples=["IR204"])
    finding: int | None = Field(examples=[4711])
    pool: str = Field(description="Identity of the pool.", examples=[""])
    pattern: str = Field(description="Of a waiver for a path.", examples=[""])
    reason: str = Field(examples=["The encoder is replaced in March; see GW-231."])
    requested_by: str | None = Field(examples=["lin.wei"])
    requested_at: datetime = Field(examples=["2026-01-30T10:00:00Z"])
    decided_by: str | None = Field(examples=["chen.yu"])
    decided_at: datetime | None = Field(examples=["2026-01-30T11:00:00Z"])
    note: str = Field(examples=["Until the end of March."])
    expires_at: datetime = Field(examples=["2026-03-31T10:00:00Z"])

    @classmethod
    def of(cls, waiver: Waiver) -> WaiverAnswer:
        """Describe a waiver whose service and people are loaded."""
        return cls(**_values(waiver))


class WaiverStep(Answer):
    """One step in the life of a waiver."""

    kind: str = Field(examples=["approved"])
    by: str = Field(description="Empty: the service itself.", examples=["chen.yu"])
    at: datetime = Field(examples=["2026-01-30T11:00:00Z"])
    note: str = Field(examples=["Until the end of March."])


class WaiverDetail(WaiverAnswer):
    """A waiver with everything that happened to it."""

    events: list[WaiverStep]

    @classmethod
    def of(cls, waiver: Waiver) -> WaiverDetail:
        """Describe a waiver with its history."""
        events = [
            WaiverStep(kind=event.kind, by=event.by_name, at=event.at, note=event.note) for event in waiver.events.all()
        ]
        return cls(**_values(waiver), events=events)


class WaiverBody(Body):
    """What is to be excused: a finding, a pool (`code` for one rule alone), or the rule `code` in a path."""

    finding: int | None = Field(None, ge=1, le=9_223_372_036_854_775_807, examples=[4711])
    pool: int | None = Field(None, ge=1, le=9_223_372_036_854_775_807, description="Id of a pool.", examples=[None])
    code: str = Field("", max_length=10, examples=[""])
    pattern: str = Field("", max_length=300, description="`internal/legacy/*.go`", examples=[""])
    reason: str = Field(max_length=5000, examples=["The encoder is replaced in March; see GW-231."])
    days: int = Field(ge=1, le=3650, examples=[60])


class DecisionBody(Body):
    """What is said with a decision; a rejection and a revocation need it."""

    note: str = Field("", max_length=5000, examples=["Until the end of March."])


class WaiverFilter(Paged):
    """Which waivers are wanted; newest first."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    state: WaiverState | None = Field(None, examples=["requested"])


def _values(waiver: Waiver) -> dict[str, Any]:
    return {
        "id": waiver.pk,
        "service": waiver.service.slug,
        "kind": Kind(waiver.kind),
        "state": State(waiver.state),
        "code": waiver.code,
        "finding": waiver.finding_id,
        "pool": waiver.pool,
        "pattern": waiver.pattern,
        "reason": waiver.reason,
        "requested_by": waiver.requested_by.username if waiver.requested_by else None,
        "requested_at": waiver.requested_at,
        "decided_by": waiver.decided_by.username if waiver.decided_by else None,
        "decided_at": waiver.decided_at,
        "note": waiver.note,
        "expires_at": waiver.expires_at,
    }
