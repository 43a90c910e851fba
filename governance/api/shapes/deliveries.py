"""A delivery: one call of a webhook, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, words
from governance.webhooks.models import Forge, Outcome, Trust

if TYPE_CHECKING:
    from governance.webhooks.models import Delivery

DeliveryForge = Annotated[Forge, words(Forge)]
DeliveryOutcome = Annotated[Outcome, words(Outcome)]
DeliveryTrust = Annotated[Trust, words(Trust)]


class DeliveryAnswer(Answer):
    """One call of a webhook, or its replay."""

    id: int = Field(examples=[311])
    team: str | None = Field(
        description="Null: the company's webhook was called, and no service is known.", examples=["messaging"]
    )
    service: str | None = Field(examples=["gateway"])
    forge: DeliveryForge = Field(examples=["gitlab"])
    identity: str = Field(description="The forge's own id.", examples=["0b0e0a7c-7f5f-4a94-9a0a-7a4d9f2f4c11"])
    event: str = Field(examples=["Push Hook"])
    trust: DeliveryTrust = Field(description="What its check proves.", examples=["body"])
    outcome: DeliveryOutcome = Field(examples=["accepted"])
    reason: str = Field(description="Stable code of why.", examples=["push"])
    branch: str = Field(examples=["main"])
    commit: str = Field(description="As announced: a hint.", examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])
    pull_request: int | None = Field(examples=[None])
    received_at: datetime = Field(examples=["2026-01-30T09:12:04Z"])
    repeats: int = Field(description="How often it came again.", examples=[0])
    scan: int | None = Field(examples=[118])
    replay_of: int | None = Field(examples=[None])

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryAnswer:
        """Describe a delivery whose team and service are loaded."""
        return cls(**_values(delivery))


class DeliveryDetail(DeliveryAnswer):
    """A delivery with what is kept of its head and body; secrets are removed."""

    headers: dict[str, Any] = Field(examples=[{"X-Gitlab-Event": "Push Hook"}])
    body: str | None = Field(description="Null: not kept, or kept no longer.", examples=['{"ref": "refs/heads/main"}'])

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryDetail:
        """Describe a delivery with everything that is known of it."""
        return cls(**_values(delivery), headers=delivery.headers, body=delivery.body)


class DeliveryFilter(Paged):
    """Which deliveries are wanted; newest first, both days included."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    forge: DeliveryForge | None = Field(None, examples=["gitlab"])
    outcome: DeliveryOutcome | None = Field(None, examples=["accepted"])
    since: date | None = Field(None, examples=["2026-01-01"])
    until: date | None = Field(None, examples=["2026-01-31"])


def _values(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "team": delivery.team.slug if delivery.team else None,
        "service": delivery.service.slug if delivery.service else None,
        "forge": Forge(delivery.forge),
        "trust": Trust(delivery.trust),
        "outcome": Outcome(delivery.outcome),
        "scan": delivery.scan_id,
        "replay_of": delivery.replay_of_id,
    } | {name: getattr(delivery, name) for name in _AS_THEY_ARE}


_AS_THEY_ARE = ("identity", "event", "reason", "branch", "commit", "pull_request", "received_at", "repeats")
