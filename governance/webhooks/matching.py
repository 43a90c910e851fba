"""Which service a delivery is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q

from governance.registry.models import Service
from governance.repositories.identity import identity_of, repository_path
from governance.webhooks.forges.events import Ignored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from governance.repositories.identity import RepositoryIdentity
    from governance.webhooks.forges.events import Event, Repository


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery tells, to the hook of `service`, or to the hook of `team`."""

    delivery_id: int
    team_id: int
    service_id: int | None
    event: Event


def services_of(told: Iterable[Told]) -> Mapping[int, int]:
    """Return, for each delivery whose service is known, the id of the service; in one query."""
    events = [(each, each.event.repository) for each in told if not isinstance(each.event, Ignored)]
    known = _Known(
        services={each.service_id for each, _repository in events if each.service_id is not None},
        teams={each.team_id for each, _repository in events if each.service_id is None},
    )
    found = {
        each.delivery_id: known.in_team(each.team_id, repository)
        if each.service_id is None
        else known.by_itself(each.service_id, repository)
        for each, repository in events
    }
    return {delivery: service for delivery, service in found.items() if service is not None}


class _Known:
    """The repositories of some services and of all services of some teams."""

    def __init__(self, *, services: set[int], teams: set[int]) -> None:
        rows = Service.objects.filter(Q(id__in=services) | Q(team__in=teams)).order_by("id")
        self._repositories: dict[int, RepositoryIdentity | None] = {}
        self._of_team: dict[int, list[tuple[int, RepositoryIdentity]]] = defaultdict(list)
        self._by_name: dict[tuple[int, RepositoryIdentity], int] = {}
        for service, team, url in rows.values_list("id", "team_id", "repository_url"):
            name = self._repositories[service] = _identity_of(url)
            if name is not None:
                self._of_team[team].append((service, name))
                self._by_name.setdefault((team, name), service)

    def by_itself(self, service: int, repository: Repository) -> int | None:
        """Return the service if the repository is its own.

        The secret of a service's own hook says already whose call it is, so there only the path has to be right: a
        forge may be reached under another name from outside than from inside.
        """
        if service not in self._repositories:
            return None
        name = self._repositories[service]
        return service if name is None or _ends_with(name.path, repository.path) else None

    def in_team(self, team: int, repository: Repository) -> int | None:
        """Return the service of a team whose repository it is, by its addresses or, where there are none, its path."""
        names = {name for url in repository.urls if (name := identity_of(url)) is not None}
        if names:
            return min((self._by_name[team, name] for name in names if (team, name) in self._by_name), default=None)
        return next((id_ for id_, name in self._of_team[team] if _ends_with(name.path, repository.path)), None)


@lru_cache(maxsize=20_000)
def _identity_of(url: str) -> RepositoryIdentity | None:
    """Return `identity_of(url)`; a worker sees the addresses of the same services batch after batch."""
    return identity_of(url)


def _ends_with(path: str, tail: str) -> bool:
    """Whether a repository's path ends so: Bitbucket Data Center puts `scm/` in front, others may add a prefix."""
    return f"/{path}".endswith(f"/{repository_path(tail)}")
