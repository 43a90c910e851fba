"""A webhook: the address that one forge calls, and the secret that it shares."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.webhooks.models import Forge
from governance.webhooks.queries import address_of

if TYPE_CHECKING:
    from governance.webhooks.models import Hook

HookForge = Annotated[Forge, words(Forge)]


class WebhookAnswer(Answer):
    """One webhook of a service or of a team."""

    forge: HookForge = Field(examples=["gitlab"])
    address: str = Field(
        description="What the forge is told to call.",
        examples=["https://ironrules.example.com/hooks/services/gateway/gitlab"],
    )
    created_at: datetime = Field(examples=["2026-01-12T08:00:00Z"])
    replaced_at: datetime | None = Field(description="When its secret was replaced.", examples=[None])
    former_until: datetime | None = Field(description="Until when the former secret is taken.", examples=[None])

    @classmethod
    def of(cls, hook: Hook) -> WebhookAnswer:
        """Describe a webhook whose owner is loaded."""
        return cls(**_values(hook))


class WebhookSecret(WebhookAnswer):
    """A webhook with its new secret, which is shown in this answer and in no other."""

    secret: str = Field(
        description="Empty in the answer to a repetition under one Idempotency-Key: it is not kept in the clear.",
        examples=["kS0q1mYw0kq2Zb3c4d5e6f7g8h9i0jKLmnopqrstuv"],
    )

    @classmethod
    def showing(cls, hook: Hook, secret: str) -> WebhookSecret:
        """Describe a webhook together with the secret that was just made."""
        return cls(**_values(hook), secret=secret)


class WebhookBody(Body):
    """Which forge will call."""

    forge: HookForge = Field(examples=["gitlab"])


class ReplacementBody(Body):
    """Whether the former secret ends at once, or is taken for WEBHOOK_OVERLAP_HOURS longer."""

    at_once: bool = Field(False, examples=[False])


class WebhookFilter(Paged):
    """How much of the list of webhooks is wanted; by forge."""


def _values(hook: Hook) -> dict[str, Any]:
    return {
        "forge": Forge(hook.forge),
        "address": address_of(hook),
        "created_at": hook.created_at,
        "replaced_at": hook.rotated_at,
        "former_until": hook.former_until,
    }
