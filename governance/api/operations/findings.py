"""Findings: list and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from governance.accounts.models import User
from governance.api.authentication import READ, WRITE, APIRequest
from governance.api.lookups import Identity, changeable_service, visible_services
from governance.api.paging import Page, page
from governance.api.shapes.findings import AssigneeBody, FindingAnswer, FindingDetail, FindingFilter
from governance.errors import UserError
from governance.findings.actions import assign
from governance.findings.models import Finding, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

router = Router(tags=["findings"], auth=READ)
ORDERS = {
    "severity": ("severity_rank", "code", "id"),
    "-first_seen": ("-first_seen_at", "-id"),
    "first_seen": ("first_seen_at", "id"),
}


@router.get("/findings", response=Page[FindingAnswer], operation_id="list_findings", summary="List findings")
def list_findings(request: APIRequest, wanted: Query[FindingFilter]) -> Page[FindingAnswer]:
    """Those of the default branches that are still in the code, unless another state is asked for."""
    services = visible_services(request.auth.user, service=wanted.service, team=wanted.team)
    states = [wanted.state] if wanted.state else [Finding.State.OPEN, Finding.State.WAIVED]
    found = Finding.objects.filter(service__in=services, state__in=states)
    if wanted.code:
        found = found.filter(code__startswith=wanted.code)
    if wanted.severity:
        found = found.filter(severity=wanted.severity)
    if wanted.assignee:
        found = found.filter(assignee__username=wanted.assignee)
    if wanted.path:
        found = found.filter(occurrences__scan=F("last_scan"), occurrences__path__startswith=wanted.path)
    return page(request, found, ORDERS[wanted.order], wanted, _described)


def _described(findings: Sequence[Finding]) -> list[FindingAnswer]:
    """Look up the newest occurrences of a page: to join them to all findings first took a second for 200,000."""
    seen = _seen().filter(finding__in=findings).defer("trace", "excerpts", "fix")
    newest = {each.finding_id: each for each in seen}
    return [FindingAnswer.of(newest[finding.pk]) for finding in findings if finding.pk in newest]


@router.get("/findings/{finding_id}", response=FindingDetail, operation_id="get_finding", summary="Read a finding")
def get_finding(request: APIRequest, finding_id: Identity) -> FindingDetail:
    """With its trace, the code around it and the suggested edit."""
    return FindingDetail.of(get_object_or_404(_newest(request.auth.user), finding=finding_id))


@router.put(
    "/findings/{finding_id}/assignee",
    auth=WRITE,
    response=FindingDetail,
    operation_id="assign_finding",
    summary="Assign a finding",
)
def assign_finding(request: APIRequest, finding_id: Identity, body: AssigneeBody) -> FindingDetail:
    """To a member of the team, or with null to nobody."""
    user = request.auth.user
    seen = get_object_or_404(_newest(user), finding=finding_id)
    changeable_service(user, seen.finding.service.slug)
    to = None
    if body.username is not None:
        people = User.objects.filter(memberships__team=seen.finding.service.team_id)
        to = people.filter(username=body.username).first()
        if to is None:
            raise _no_member(body.username)
    assign(seen.finding, to=to, by=user)
    return FindingDetail.of(get_object_or_404(_newest(user), finding=finding_id))


def _no_member(name: str) -> UserError:
    """Say the same of a stranger as of nobody: who has an account is not for everybody."""
    return UserError("assignee", _("%(name)s is no member of the team."), _("Choose a member of the team."), name=name)


def _newest(user: User) -> QuerySet[Occurrence]:
    """Return the findings that `user` may see, as the newest scan of each saw it."""
    return _seen().filter(finding__service__in=visible_services(user))


def _seen() -> QuerySet[Occurrence]:
    found = Occurrence.objects.filter(scan=F("finding__last_scan"))
    return found.select_related("finding__service__team", "finding__assignee")
