"""Policies of the company, of teams and of services: what holds, what was saved, and saving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from governance.accounts.models import Team
from governance.api.authentication import ADMIN, READ, APIRequest
from governance.api.lookups import Number, Slug, TeamSlug, visible_service
from governance.api.paging import Page, page
from governance.api.shapes.policies import (
    DraftBody,
    PolicyAnswer,
    PolicyBody,
    PolicyVersionAnswer,
    PreviewAnswer,
    RestoreBody,
    VersionFilter,
)
from governance.policies.actions import restore_policy, save_policy
from governance.policies.models import PolicyVersion, level_of
from governance.policies.queries import ids_of, levels_for, may_set, place_of
from governance.scorecards.preview import preview

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.policies.models import Subject

router = Router(tags=["policies"], auth=READ)


@router.get("/policy", response=PolicyAnswer, operation_id="get_company_policy", summary="Read the company's policy")
def get_company_policy(request: APIRequest) -> PolicyAnswer:  # noqa: ARG001 - ninja passes it
    """What every service is held to."""
    return _holds(None)


@router.put(
    "/policy", auth=ADMIN, response=PolicyAnswer, operation_id="set_company_policy", summary="Set the company's policy"
)
def set_company_policy(request: APIRequest, body: PolicyBody) -> PolicyAnswer:
    """For the middleware team alone. Scans that begin from now on are judged by it."""
    return _save(request.auth.user, None, body)


@router.get(
    "/policy/versions",
    response=Page[PolicyVersionAnswer],
    operation_id="list_company_policy_versions",
    summary="List the versions of the company's policy",
)
def list_company_versions(request: APIRequest, wanted: Query[VersionFilter]) -> Page[PolicyVersionAnswer]:
    """Newest first."""
    return _versions(request, None, wanted)


@router.get(
    "/teams/{slug}/policy", response=PolicyAnswer, operation_id="get_team_policy", summary="Read a team's policy"
)
def get_team_policy(request: APIRequest, slug: TeamSlug) -> PolicyAnswer:
    """What the services of the team are held to."""
    return _holds(_team(request.auth.user, slug))


@router.put(
    "/teams/{slug}/policy",
    auth=ADMIN,
    response=PolicyAnswer,
    operation_id="set_team_policy",
    summary="Set a team's policy",
)
def set_team_policy(request: APIRequest, slug: TeamSlug, body: PolicyBody) -> PolicyAnswer:
    """For the admins of the team."""
    return _save(request.auth.user, _team(request.auth.user, slug), body)


@router.get(
    "/teams/{slug}/policy/versions",
    response=Page[PolicyVersionAnswer],
    operation_id="list_team_policy_versions",
    summary="List the versions of a team's policy",
)
def list_team_versions(request: APIRequest, slug: TeamSlug, wanted: Query[VersionFilter]) -> Page[PolicyVersionAnswer]:
    """Newest first."""
    return _versions(request, _team(request.auth.user, slug), wanted)


@router.get(
    "/services/{slug}/policy",
    response=PolicyAnswer,
    operation_id="get_service_policy",
    summary="Read a service's policy",
)
def get_service_policy(request: APIRequest, slug: Slug) -> PolicyAnswer:
    """What the service is held to."""
    return _holds(visible_service(request.auth.user, slug))


@router.put(
    "/services/{slug}/policy",
    auth=ADMIN,
    response=PolicyAnswer,
    operation_id="set_service_policy",
    summary="Set a service's policy",
)
def set_service_policy(request: APIRequest, slug: Slug, body: PolicyBody) -> PolicyAnswer:
    """For the admins of its team."""
    return _save(request.auth.user, visible_service(request.auth.user, slug), body)


@router.get(
    "/services/{slug}/policy/versions",
    response=Page[PolicyVersionAnswer],
    operation_id="list_service_policy_versions",
    summary="List the versions of a service's policy",
)
def list_service_versions(request: APIRequest, slug: Slug, wanted: Query[VersionFilter]) -> Page[PolicyVersionAnswer]:
    """Newest first."""
    return _versions(request, visible_service(request.auth.user, slug), wanted)


@router.post(
    "/policy/preview",
    auth=ADMIN,
    response=PreviewAnswer,
    operation_id="preview_company_policy",
    summary="See what a change of the company's policy would do",
)
def preview_company_policy(request: APIRequest, body: DraftBody) -> PreviewAnswer:
    """Nothing is saved; the last scans are scored and gated again."""
    return _preview(request.auth.user, None, body)


@router.post(
    "/policy/versions/{number}/restore",
    auth=ADMIN,
    response=PolicyAnswer,
    operation_id="restore_company_policy",
    summary="Save an earlier version of the company's policy again",
)
def restore_company_policy(request: APIRequest, number: Number, body: RestoreBody) -> PolicyAnswer:
    """As the next version."""
    return _restore(request.auth.user, None, number, body)


@router.post(
    "/teams/{slug}/policy/preview",
    auth=ADMIN,
    response=PreviewAnswer,
    operation_id="preview_team_policy",
    summary="See what a change of a team's policy would do",
)
def preview_team_policy(request: APIRequest, slug: TeamSlug, body: DraftBody) -> PreviewAnswer:
    """Nothing is saved; the last scans are scored and gated again."""
    return _preview(request.auth.user, _team(request.auth.user, slug), body)


@router.post(
    "/teams/{slug}/policy/versions/{number}/restore",
    auth=ADMIN,
    response=PolicyAnswer,
    operation_id="restore_team_policy",
    summary="Save an earlier version of a team's policy again",
)
def restore_team_policy(request: APIRequest, slug: TeamSlug, number: Number, body: RestoreBody) -> PolicyAnswer:
    """As the next version."""
    return _restore(request.auth.user, _team(request.auth.user, slug), number, body)


@router.post(
    "/services/{slug}/policy/preview",
    auth=ADMIN,
    response=PreviewAnswer,
    operation_id="preview_service_policy",
    summary="See what a change of a service's policy would do",
)
def preview_service_policy(request: APIRequest, slug: Slug, body: DraftBody) -> PreviewAnswer:
    """Nothing is saved; the last scans are scored and gated again."""
    return _preview(request.auth.user, visible_service(request.auth.user, slug), body)


@router.post(
    "/services/{slug}/policy/versions/{number}/restore",
    auth=ADMIN,
    response=PolicyAnswer,
    operation_id="restore_service_policy",
    summary="Save an earlier version of a service's policy again",
)
def restore_service_policy(request: APIRequest, slug: Slug, number: Number, body: RestoreBody) -> PolicyAnswer:
    """As the next version."""
    return _restore(request.auth.user, visible_service(request.auth.user, slug), number, body)


def _team(user: User, slug: str) -> Team:
    return get_object_or_404(Team.objects.visible_to(user), slug=slug)


def _holds(subject: Subject) -> PolicyAnswer:
    levels, place, ids = levels_for(subject), place_of(subject), ids_of(subject)
    return PolicyAnswer(
        level=level_of(subject),
        number=levels.number(place),
        asked=levels.asked(place).to_json(),
        holds=levels.policy(*ids).to_json(),
        origins={name: level.value for name, level in levels.origins(*ids).items()},
    )


def _save(user: User, subject: Subject, body: PolicyBody) -> PolicyAnswer:
    save_policy(subject, body.values, edited=body.edited, reason=body.reason, by=user)
    return _holds(subject)


def _check_may_set(subject: Subject, user: User) -> None:
    if not may_set(subject, user):
        raise PermissionDenied


def _preview(user: User, subject: Subject, body: DraftBody) -> PreviewAnswer:
    _check_may_set(subject, user)
    return PreviewAnswer.of(preview(subject, body.values))


def _restore(user: User, subject: Subject, number: int, body: RestoreBody) -> PolicyAnswer:
    _check_may_set(subject, user)
    version = get_object_or_404(
        PolicyVersion.objects.of(subject).select_related("team", "service__team"), number=number
    )
    restore_policy(version, edited=body.edited, reason=body.reason, by=user)
    return _holds(subject)


def _versions(request: APIRequest, subject: Subject, wanted: VersionFilter) -> Page[PolicyVersionAnswer]:
    versions = PolicyVersion.objects.of(subject).select_related("author")
    return page(request, versions, ("-number",), wanted, lambda rows: [PolicyVersionAnswer.of(each) for each in rows])
