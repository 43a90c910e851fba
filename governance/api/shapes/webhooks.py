"""A webhook: the address that a forge calls and the secret that it shares; the token that it is answered with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.webhooks.models import Forge
from governance.webhooks.queries import address_of

if TYPE_CHECKING:
    from governance.webhooks.models import Hook, StatusToken

HookForge = Annotated[Forge, words(Forge)]


class WebhookAnswer(Answer):
    """One webhook of a service, of a team or of the company."""

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


class StatusTokenAnswer(Answer):
    """What lets commit statuses be written to one forge; the token itself is never shown."""

    forge: HookForge = Field(examples=["gitlab"])
    host: str = Field(description="It is used for repositories on this host only.", examples=["git.example.com"])
    api_url: str = Field(description="Empty: at its usual place on the host.", examples=[""])
    comments: bool = Field(description="Whether a pull request gets a summary.", examples=[True])
    updated_at: datetime = Field(examples=["2026-01-12T08:00:00Z"])

    @classmethod
    def of(cls, token: StatusToken) -> StatusTokenAnswer:
        """Describe a token."""
        return cls(
            forge=Forge(token.forge),
            host=token.host,
            api_url=token.api_url,
            comments=token.comments,
            updated_at=token.updated_at,
        )


class StatusTokenBody(Body):
    """A token for commit statuses, in place of the one that is there."""

    token: str = Field(max_length=2_000, examples=["the-token-of-a-robot"])
    host: str = Field(max_length=260, examples=["git.example.com"])
    api_url: str = Field("", max_length=500, examples=[""])
    comments: bool = Field(False, examples=[True])


class StatusTokenFilter(Paged):
    """How much of the list of tokens is wanted; by forge."""


def _values(hook: Hook) -> dict[str, Any]:
    return {
        "forge": Forge(hook.forge),
        "address": address_of(hook),
        "created_at": hook.created_at,
        "replaced_at": hook.rotated_at,
        "former_until": hook.former_until,
    }
