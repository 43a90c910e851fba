"""Who sees and may change what: questions that pages and actions ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.accounts.models import Team
from governance.registry.models import Service

if TYPE_CHECKING:
    from governance.accounts.models import User


@pytest.mark.parametrize(
    ("who", "sees_and_may_change"),
    [
        ("owner", (True, True)),
        ("maintainer", (True, True)),
        ("colleague", (True, False)),
        ("outsider", (False, False)),
        ("middleware", (True, True)),
    ],
)
def test_team_and_its_services(
    request: pytest.FixtureRequest, team: Team, service: Service, who: str, sees_and_may_change: tuple[bool, bool]
) -> None:
    sees, may_change = sees_and_may_change
    user: User = request.getfixturevalue(who)
    assert Team.objects.visible_to(user).filter(id=team.id).exists() is sees
    assert Team.objects.changeable_by(user).filter(id=team.id).exists() is may_change
    assert Service.objects.visible_to(user).filter(id=service.id).exists() is sees
    assert Service.objects.changeable_by(user).filter(id=service.id).exists() is may_change


def test_member_of_two_teams_sees_each_once(owner: User, other_team: Team) -> None:
    owner.memberships.create(team=other_team)
    assert list(Team.objects.visible_to(owner)) == [other_team, owner.memberships.get(role="admin").team]
