"""What applying a file would do, before anything is done: a pure function over the file and what is registered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.registry.names import repository_name, slug_of
from governance.registry.refusals import may_not_change, name_taken
from governance.repositories.identity import identity_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from governance.imports.files import Entry
    from governance.repositories.identity import RepositoryIdentity


class Verb(StrEnum):
    """What becomes of an entry."""

    CREATE = "create"
    CHANGE = "change"
    NOTHING = "nothing"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Registered:
    """A service as it is registered now."""

    slug: str
    team: str
    repository: str
    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done about one entry: `changes` maps a field to what it is and what it becomes."""

    verb: Verb
    entry: Entry
    slug: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    error: UserError | None = None

    @property
    def name(self) -> str:
        """What the service is called afterwards."""
        return self.entry.name or repository_name(self.entry.repository)


def plan(
    entries: Sequence[Entry], registered: Iterable[Registered], *, teams: Collection[str], allowed: Collection[str]
) -> list[Step]:
    """Return a step for each entry, in their order.

    `teams` are the slugs of those there are, `allowed` of those whose services the reader may change. What is
    registered and not in the file is left alone: a file that somebody cut short must not unregister anything.
    """
    known = list(registered)
    by_repository = {(each.team, _key(each.repository)): each for each in known}
    slugs = {each.slug for each in known}
    asked = Counter((entry.team, _key(entry.repository)) for entry in entries)
    steps = []
    for entry in entries:
        step = _step(entry, by_repository, slugs, asked, teams=teams, allowed=allowed)
        if step.verb is Verb.CREATE:
            slugs.add(step.slug)
        steps.append(step)
    return steps


def _key(repository: str) -> RepositoryIdentity | str:
    """Return what is the same for every spelling of an address; one that is none stands for itself."""
    return identity_of(repository) or repository.strip()


def _step(
    entry: Entry,
    by_repository: Mapping[tuple[str, RepositoryIdentity | str], Registered],
    slugs: Collection[str],
    asked: Mapping[tuple[str, RepositoryIdentity | str], int],
    *,
    teams: Collection[str],
    allowed: Collection[str],
) -> Step:
    place = (entry.team, _key(entry.repository))
    there = by_repository.get(place)
    try:
        _check(entry, asked[place], teams=teams, allowed=allowed)
        slug = there.slug if there else _new_slug(entry, slugs)
    except UserError as error:
        return Step(Verb.REFUSE, entry, error=error)
    if there is None:
        return Step(Verb.CREATE, entry, slug)
    changes = {
        what: (now, wanted)
        for what, now, wanted in (("name", there.name, entry.name), ("branch", there.branch, entry.branch))
        if wanted and now != wanted
    }
    return Step(Verb.CHANGE if changes else Verb.NOTHING, entry, slug, changes)


def _new_slug(entry: Entry, slugs: Collection[str]) -> str:
    slug = slug_of(name=entry.name, url=entry.repository)
    if slug in slugs:
        raise name_taken(slug)
    return slug


def _check(entry: Entry, times: int, *, teams: Collection[str], allowed: Collection[str]) -> None:
    if entry.team not in teams:
        raise UserError(
            "import-team",
            _("There is no team %(team)s."),
            _("Correct the name, or let your administrators create the team."),
            team=entry.team,
        )
    if entry.team not in allowed:
        raise may_not_change(entry.team)
    if times > 1:
        raise UserError(
            "import-duplicate",
            _("This repository is in the file %(times)s times for the same team."),
            _("Keep one of them."),
            times=times,
        )
