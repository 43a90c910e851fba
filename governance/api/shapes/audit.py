"""An event of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ninja import Field
from pydantic import ConfigDict, RootModel

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Moment

if TYPE_CHECKING:
    from governance.audit.models import AuditEvent


class ActorAnswer(Answer):
    """Who did it, as they were called then."""

    id: int | None = Field(examples=[3])
    name: str = Field(examples=["lin.wei"])


class SubjectAnswer(Answer):
    """What it was done to."""

    kind: str = Field(examples=["service"])
    id: str = Field(examples=["12"])
    name: str = Field(examples=["gateway"])


class EventAnswer(Answer):
    """One event, as the export has it; it is never changed or removed."""

    sequence: int = Field(examples=[231])
    at: datetime = Field(examples=["2026-01-30T09:12:04Z"])
    action: str = Field(examples=["service.edited"])
    actor: ActorAnswer | None = Field(description="Null: the command line, or nobody who had signed in.")
    team: str = Field(examples=["messaging"])
    object: SubjectAnswer
    details: dict[str, Any] = Field(examples=[{"before": {"branch": "master"}, "after": {"branch": "main"}}])
    sha256: str = Field(examples=["0f" * 32])
    sm3: str = Field(examples=["1e" * 32])

    @classmethod
    def of(cls, event: AuditEvent) -> EventAnswer:
        """Describe an event."""
        return cls(**event.exported())


class TrailDocument(RootModel[dict[str, Any]]):
    """The trail as a signed file; `ironrules verify` checks it, and docs say what is in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": []}]})


class EventFilter(Paged):
    """Which events are wanted; newest first."""

    action: str = Field("", max_length=40, examples=["service.edited"])
    actor: str = Field("", max_length=150, description="Name of an account.", examples=["lin.wei"])
    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    since: Moment | None = Field(None, description="At this time or later.", examples=["2026-01-01T00:00:00Z"])
    until: Moment | None = Field(None, description="Before this time.", examples=["2026-02-01T00:00:00Z"])
