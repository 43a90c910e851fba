"""A service: its registration, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.api.shapes.scans import ScanAnswer
from governance.api.shapes.scorecards import ScorecardAnswer
from governance.registry.models import Credential

if TYPE_CHECKING:
    from governance.registry.models import Service
    from governance.scans.models import Scan
    from governance.scorecards.models import Scorecard

CredentialKind = Annotated[Credential.Kind, words(Credential.Kind)]


class CredentialAnswer(Answer):
    """What kind of credential a service has; the secret is never shown."""

    kind: CredentialKind = Field(examples=["https-token"])
    username: str = Field(examples=["git"])
    updated_at: datetime = Field(examples=["2026-01-12T08:00:00Z"])


class ServiceAnswer(Answer):
    """A registered repository."""

    slug: str = Field(examples=["gateway"])
    name: str = Field(examples=["Gateway"])
    team: str = Field(description="Slug of its team.", examples=["messaging"])
    repository: str = Field(examples=["https://git.example.com/messaging/gateway.git"])
    branch: str = Field(description="The branch whose newest commit counts.", examples=["main"])
    created_at: datetime = Field(examples=["2026-01-12T08:00:00Z"])
    credential: CredentialAnswer | None
    scan: ScanAnswer | None = Field(description="The newest scan.")
    scorecard: ScorecardAnswer | None = Field(description="The newest scorecard of its branch.")

    @classmethod
    def of(cls, service: Service, scan: Scan | None, card: Scorecard | None) -> ServiceAnswer:
        """Describe a service whose team and credential are loaded."""
        held = getattr(service, "credential", None)
        credential = None
        if held is not None:
            credential = CredentialAnswer(
                kind=Credential.Kind(held.kind), username=held.username, updated_at=held.updated_at
            )
        return cls(
            slug=service.slug,
            name=service.name,
            team=service.team.slug,
            repository=service.repository_url,
            branch=service.default_branch,
            created_at=service.created_at,
            credential=credential,
            scan=ScanAnswer.of(scan) if scan else None,
            scorecard=ScorecardAnswer.of(card) if card else None,
        )


class CredentialBody(Body):
    """A secret for a private repository: a token over HTTPS or a key over SSH."""

    kind: CredentialKind = Field(examples=["https-token"])
    secret: str = Field(
        max_length=16_384, description="The token, or the private key.", examples=["the-token-of-a-robot"]
    )
    username: str = Field("", max_length=200, description="Only where the server asks for one.", examples=["git"])
    known_hosts: str = Field(
        "", max_length=16_384, description="For SSH: what `ssh-keyscan` prints for the server.", examples=[""]
    )


class RegistrationBody(Body):
    """A repository that becomes a service of a team; it is tried at once."""

    team: str = Field(max_length=50, description="Slug of the team.", examples=["messaging"])
    repository: str = Field(max_length=500, examples=["https://git.example.com/messaging/gateway.git"])
    name: str = Field("", max_length=100, description="Default: the name of the repository.", examples=["Gateway"])
    branch: str = Field("", max_length=250, description="Default: the repository's default branch.", examples=["main"])
    credential: CredentialBody | None = Field(None, examples=[None])


class EditBody(Body):
    """What is to change; a field that is left out stays. Moving to another host removes the credential."""

    name: str | None = Field(None, max_length=100, examples=["Gateway"])
    repository: str | None = Field(None, max_length=500, examples=["https://git.example.com/messaging/gateway.git"])
    branch: str | None = Field(None, max_length=250, examples=["main"])


class ServiceFilter(Paged):
    """Which services are wanted."""

    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    name: str = Field("", max_length=100, description="Part of the name, however it is written.", examples=["gate"])
    order: Literal["name", "-created"] = Field("name", examples=["name"])
