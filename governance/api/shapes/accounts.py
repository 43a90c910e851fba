"""Teams and their members, who calls, and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from ninja import Field

from governance.accounts.models import Role, Scope
from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.accounts.models import APIToken, Membership, Team

TokenScope = Annotated[Scope, words(Scope)]


class TeamAnswer(Answer):
    """A group of people that owns services."""

    slug: str = Field(examples=["messaging"])
    name: str = Field(examples=["Messaging"])
    created_at: datetime = Field(examples=["2026-01-10T08:00:00Z"])

    @classmethod
    def of(cls, team: Team) -> TeamAnswer:
        """Describe a team."""
        return cls(slug=team.slug, name=team.name, created_at=team.created_at)


class MemberAnswer(Answer):
    """Somebody, or a program, that belongs to a team."""

    username: str = Field(examples=["lin.wei"])
    role: Role = Field(examples=["maintainer"])
    is_service_account: bool = Field(examples=[False])


class TeamDetail(TeamAnswer):
    """A team with its members."""

    members: list[MemberAnswer]

    @classmethod
    def with_members(cls, team: Team, memberships: Iterable[Membership]) -> TeamDetail:
        """Describe a team and the accounts of its memberships."""
        members = [
            MemberAnswer(
                username=each.user.username, role=Role(each.role), is_service_account=each.user.is_service_account
            )
            for each in memberships
        ]
        return cls(slug=team.slug, name=team.name, created_at=team.created_at, members=members)


class TeamFilter(Paged):
    """How much of the list of teams is wanted; by name."""


class MyTeam(Answer):
    """A team of the caller, and the caller's role in it."""

    team: str = Field(examples=["messaging"])
    role: Role = Field(examples=["maintainer"])


class TokenAnswer(Answer):
    """An API token; its secret was shown when it was made and is nowhere kept."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["Pipeline of the gateway"])
    hint: str = Field(description="How the secret begins.", examples=["irn_Zk3vQx"])
    owner: str = Field(examples=["messaging.pipeline"])
    scope: TokenScope = Field(examples=["scan"])
    created_at: datetime = Field(examples=["2026-01-10T08:00:00Z"])
    expires_at: datetime = Field(examples=["2027-01-10T08:00:00Z"])
    last_used_at: datetime | None = Field(description="Written down once an hour.", examples=["2026-01-30T09:00:00Z"])
    revoked_at: datetime | None = Field(examples=[None])

    @classmethod
    def of(cls, token: APIToken) -> TokenAnswer:
        """Describe a token whose owner is loaded."""
        return cls(
            id=token.pk,
            name=token.name,
            hint=token.hint,
            owner=token.owner.username,
            scope=Scope(token.scope),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
        )


class TokenFilter(Paged):
    """How much of the list of tokens is wanted; newest first."""


class CallerAnswer(Answer):
    """Who calls, and what the call may be for."""

    username: str = Field(examples=["messaging.pipeline"])
    is_service_account: bool = Field(examples=[True])
    is_superuser: bool = Field(description="Belongs to the middleware team.", examples=[False])
    scope: TokenScope = Field(examples=["scan"])
    token: TokenAnswer | None = Field(description="Null for a session.")
    teams: list[MyTeam]
