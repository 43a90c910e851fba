"""Which policy holds for a service, and what it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.policies.actions import save_policy
from governance.policies.policy import Level, Policy
from governance.policies.queries import levels_for, policies_of, policy_for, policy_of
from governance.registry.models import Service
from scanners.model import Profile, Severity

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team
    from governance.policies.models import Subject


def save(subject: Subject, values: object, *, edited: int = 0) -> None:
    save_policy(subject, values, edited=edited, reason="agreed", by=None)


def service_of(team: Team, slug: str) -> Service:
    return Service.objects.create(
        team=team, slug=slug, name=slug, repository_url=f"https://git.example.com/{slug}", default_branch="main"
    )


def test_without_anything_saved_the_rules_hold_as_written(service: Service) -> None:
    assert policy_of(service) == Policy()


def test_each_level_tightens_the_one_above(service: Service, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save(None, {"profile": "pragmatic", "waivers": {"max_days": 60}})
    save(service.team, {"waivers": {"max_days": 40}})
    save(service.team, {"waivers": {"max_days": 30}}, edited=1)
    save(service, {"profile": "iron"})
    with django_assert_num_queries(1):
        policy = policy_of(service)
    assert (policy.profile, policy.waivers.max_days) == (Profile.IRON, 30)
    assert policy.versions == {Level.COMPANY: 1, Level.TEAM: 2, Level.SERVICE: 1}
    assert policy_for(service.team).profile is Profile.PRAGMATIC
    assert policy_for(None).waivers.max_days == 60


def test_what_the_company_tightens_later_holds_below(service: Service) -> None:
    save(service, {"waivers": {"max_days": 60}})
    save(None, {"waivers": {"max_days": 20, "warn_days": 5}})
    assert policy_of(service).waivers.max_days == 20


def test_other_teams_and_services_are_not_concerned(service: Service, other_team: Team) -> None:
    save(other_team, {"gate": ["critical", "high", "medium"]})
    save(service_of(service.team, "neighbour"), {"gate": ["critical", "high", "medium"]})
    assert policy_of(service) == Policy()


def test_policies_of_many_services_take_one_query(
    team: Team, other_team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services = [service_of(team if number % 2 else other_team, f"s{number}") for number in range(8)]
    save(None, {"profile": "pragmatic"})
    save(team, {"profile": "iron"})
    save(services[0], {"waivers": {"max_days": 9}})
    with django_assert_num_queries(1):
        policies = policies_of(services)
    assert [policies[service.pk].profile for service in services] == [Profile.PRAGMATIC, Profile.IRON] * 4
    assert policies[services[0].pk].waivers.max_days == 9
    assert policies[services[1].pk] is policies[services[3].pk]


@pytest.mark.django_db
def test_fields_tell_which_level_set_them(service: Service) -> None:
    save(None, {"waivers": {"max_days": 60}, "overrides": {"IR201": {"enforcement": "shadow"}}})
    save(service.team, {"gate": ["critical", "high", "medium"], "overrides": {"IR201": {"enforcement": "on"}}})
    save(service, {"due_days": {"high": 5}, "waivers": {"max_days": 60}})
    assert levels_for(service).origins(service.team_id, service.pk) == {
        "waivers.max_days": Level.COMPANY,
        "overrides.IR201.enforcement": Level.TEAM,
        "gate": Level.TEAM,
        "due_days.high": Level.SERVICE,
        "due_days.critical": Level.SERVICE,
    }


def test_draft_holds_as_if_it_were_saved(service: Service) -> None:
    save(None, {"gate": ["critical"]})
    levels = levels_for(service).drafted((Level.COMPANY, None), Policy(gate=tuple(Severity)))
    policy = levels.policy(service.team_id, service.pk)
    assert (policy.gate, policy.versions) == (tuple(Severity), {Level.COMPANY: 2})
