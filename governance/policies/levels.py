"""The levels put together: what holds for a team or a service, and which level said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.policies.fields import flat
from governance.policies.policy import Level, Policy
from governance.policies.tightening import Tightening, tightened

Values: TypeAlias = Policy | Tightening
# A level and the id of the team or service there; None is the company.
Place: TypeAlias = tuple[Level, int | None]


@dataclass(frozen=True, slots=True)
class Saved:
    """The newest version of one level: its number, and what it says."""

    number: int
    values: Values


@dataclass(frozen=True, slots=True)
class Levels:
    """What is saved for the company, some teams and some services.

    What was put together once is kept: services that ask for nothing of their own share the policy of their team.
    """

    saved: Mapping[Place, Saved]
    _known: dict[tuple[Place, ...], Policy] = field(default_factory=dict)

    def policy(self, team: int | None = None, service: int | None = None) -> Policy:
        """Return what holds for a service of a team, for a team, or for the company."""
        asking = tuple(place for place in _places(team, service) if place in self.saved)
        if asking not in self._known:
            self._known[asking] = reduce(self._below, asking, Policy())
        return self._known[asking]

    def origins(self, team: int | None = None, service: int | None = None) -> dict[str, Level]:
        """Return for each field of that policy the lowest level that changed it; those of the default are left out."""
        above, origins = flat(Policy().to_json()), dict[str, Level]()
        for level, policy in zip(Level, (self.policy(), self.policy(team), self.policy(team, service)), strict=True):
            below = flat(policy.to_json())
            origins |= {name: level for name in above.keys() | below.keys() if above.get(name) != below.get(name)}
            above = below
        return origins

    def number(self, place: Place) -> int:
        """Return the number of the newest version of a level; 0 when none was ever saved."""
        return self.saved[place].number if place in self.saved else 0

    def asked(self, place: Place) -> Values:
        """Return what is saved at a level; the default for the company, or nothing, where none ever was."""
        if place in self.saved:
            return self.saved[place].values
        return Policy() if place[0] is Level.COMPANY else Tightening()

    def drafted(self, place: Place, values: Values) -> Levels:
        """Return the levels as they would be with `values` saved at one of them."""
        return Levels({**self.saved, place: Saved(self.number(place) + 1, values)})

    def _below(self, above: Policy, place: Place) -> Policy:
        saved = self.saved[place]
        policy = saved.values if isinstance(saved.values, Policy) else tightened(above, saved.values)
        return replace(policy, versions={**above.versions, place[0]: saved.number})


def _places(team: int | None, service: int | None) -> tuple[Place, ...]:
    return (Level.COMPANY, None), (Level.TEAM, team), (Level.SERVICE, service)


def read_values(level: Level, values: object) -> Values:
    """Read what a person or a program asks for; raise UserError `policy-invalid` that names what is wrong."""
    try:
        if level is Level.COMPANY:
            return replace(Policy.from_json(values), versions={})
        return Tightening.from_json(values)
    except ValueError as error:
        raise UserError(
            "policy-invalid",
            _("The policy cannot be saved: %(fault)s."),
            _("Correct it and save again."),
            fault=str(error),
        ) from None
