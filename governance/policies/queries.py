"""Which policy holds: each answer takes one query, for however many services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from governance.accounts.models import Team
from governance.policies.levels import Levels, Saved, read_values
from governance.policies.models import PolicyVersion, level_of
from governance.policies.policy import Level
from governance.registry.models import Service

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from governance.accounts.models import User
    from governance.policies.levels import Place
    from governance.policies.models import Subject
    from governance.policies.policy import Policy


def policy_of(service: Service) -> Policy:
    """Return the policy that holds for `service` now; its `versions` say what it was made of."""
    return policy_for(service)


def policies_of(services: Iterable[Service]) -> dict[int, Policy]:
    """Return the policy that holds for each service now, by its id; services that share a policy get the same one."""
    services = list(services)
    levels = levels_of(services)
    return {service.pk: levels.policy(service.team_id, service.pk) for service in services}


def policy_for(subject: Subject) -> Policy:
    """Return what holds for a service, for every service of a team, or (None) for every service."""
    return levels_for(subject).policy(*ids_of(subject))


def levels_for(subject: Subject) -> Levels:
    """Return what is saved for `subject` and above it."""
    team, service = ids_of(subject)
    return _levels([team] if team else [], [service] if service else [])


def levels_of(services: Collection[Service]) -> Levels:
    """Return what is saved for the company, for some services, and for their teams."""
    return _levels({service.team_id for service in services}, {service.pk for service in services})


def may_set(subject: Subject, user: User) -> bool:
    """Tell whether `user` may set a policy: an admin of the team, and for the company a superuser."""
    team, _service = ids_of(subject)
    return user.is_superuser or (team is not None and Team.objects.administered_by(user).filter(pk=team).exists())


def place_of(subject: Subject) -> Place:
    """Return where among the levels `subject` stands."""
    return level_of(subject), subject.pk if subject else None


def ids_of(subject: Subject) -> tuple[int | None, int | None]:
    """Return the ids of the team and of the service that `subject` is or belongs to, as `Levels.policy` takes them."""
    match subject:
        case None:
            return None, None
        case Team():
            return subject.pk, None
        case Service():
            return subject.team_id, subject.pk


def _levels(teams: Collection[int], services: Collection[int]) -> Levels:
    rows = PolicyVersion.objects.filter(Q(level=Level.COMPANY) | Q(team__in=teams) | Q(service__in=services))
    saved: dict[Place, Saved] = {}
    for name, team, service, number, values in rows.newest().values_list(
        "level", "team_id", "service_id", "number", "values"
    ):
        level = Level(name)
        saved[level, team or service] = Saved(number, read_values(level, values))
    return Levels(saved)
