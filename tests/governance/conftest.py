"""The cast: who appears in the tests, the same people everywhere.

The *owner* is admin of the team, the *maintainer* and the *colleague* (a viewer) belong to it, the *outsider* is admin
of another team, and *middleware* is a superuser who belongs to none.
"""

from __future__ import annotations

import pytest

from governance.accounts.models import Membership, Role, Team, User
from governance.registry.models import Service


@pytest.fixture
def team(db: None) -> Team:
    """The team that owns the service."""
    return Team.objects.create(slug="messaging", name="Messaging")


@pytest.fixture
def other_team(db: None) -> Team:
    """A team that has nothing to do with the service."""
    return Team.objects.create(slug="billing", name="Billing")


def _member(name: str, team: Team, role: Role) -> User:
    user = User.objects.create_user(username=name, email=f"{name}@example.com")
    Membership.objects.create(user=user, team=team, role=role)
    return user


@pytest.fixture
def owner(team: Team) -> User:
    """Admin of the team."""
    return _member("owner", team, Role.ADMIN)


@pytest.fixture
def maintainer(team: Team) -> User:
    """May register, edit and scan the team's services."""
    return _member("maintainer", team, Role.MAINTAINER)


@pytest.fixture
def colleague(team: Team) -> User:
    """May look at the team's services and change nothing."""
    return _member("colleague", team, Role.VIEWER)


@pytest.fixture
def outsider(other_team: Team) -> User:
    """Must not learn that the team's services exist."""
    return _member("outsider", other_team, Role.ADMIN)


@pytest.fixture
def middleware(db: None) -> User:
    """The middleware team: sees and may do everything."""
    return User.objects.create_superuser(username="middleware", email="middleware@example.com")


@pytest.fixture
def service(team: Team) -> Service:
    """A registered service of the team; its repository is never contacted."""
    return Service.objects.create(
        team=team,
        slug="gateway",
        name="Gateway",
        repository_url="https://git.example.com/messaging/gateway.git",
        default_branch="main",
    )
