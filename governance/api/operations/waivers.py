"""Waivers: list, ask for one, and decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.api.authentication import ADMIN, READ, WRITE, APIRequest
from governance.api.lookups import Identity, Slug, changeable_service, visible_services
from governance.api.paging import Page, page
from governance.api.shapes.waivers import DecisionBody, WaiverAnswer, WaiverBody, WaiverDetail, WaiverFilter
from governance.findings.models import Finding, Pool
from governance.waivers import actions, drafts
from governance.waivers.models import Waiver

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.accounts.models import User
    from governance.registry.models import Service

router = Router(tags=["waivers"], auth=READ)


@router.get("/waivers", response=Page[WaiverAnswer], operation_id="list_waivers", summary="List waivers")
def list_waivers(request: APIRequest, wanted: Query[WaiverFilter]) -> Page[WaiverAnswer]:
    """In any state, newest first."""
    services = visible_services(request.auth.user, service=wanted.service, team=wanted.team)
    waivers = _loaded(Waiver.objects.filter(service__in=services))
    if wanted.state:
        waivers = waivers.filter(state=wanted.state)
    return page(request, waivers, ("-id",), wanted, lambda rows: [WaiverAnswer.of(waiver) for waiver in rows])


@router.get("/waivers/{waiver_id}", response=WaiverDetail, operation_id="get_waiver", summary="Read a waiver")
def get_waiver(request: APIRequest, waiver_id: Identity) -> WaiverDetail:
    """With everything that happened to it."""
    return WaiverDetail.of(_visible(request.auth.user, waiver_id))


@router.post(
    "/services/{slug}/waivers",
    auth=WRITE,
    response={201: WaiverDetail},
    operation_id="request_waiver",
    summary="Ask for a waiver",
)
def request_waiver(request: APIRequest, slug: Slug, body: WaiverBody) -> Status[WaiverDetail]:
    """Somebody else, an admin of the team, decides."""
    user = request.auth.user
    draft = _draft(changeable_service(user, slug), body)
    waiver = actions.request(draft, reason=body.reason, days=body.days, by=user)
    return Status(201, WaiverDetail.of(_visible(user, waiver.pk)))


@router.post(
    "/waivers/{waiver_id}/approve",
    auth=ADMIN,
    response=WaiverDetail,
    operation_id="approve_waiver",
    summary="Approve a waiver",
)
def approve(request: APIRequest, waiver_id: Identity, body: DecisionBody) -> WaiverDetail:
    """Of somebody else, by an admin of the team; what it covers is excused from now on."""
    user = request.auth.user
    actions.approve(_decidable(user, waiver_id), by=user, note=body.note)
    return WaiverDetail.of(_visible(user, waiver_id))


@router.post(
    "/waivers/{waiver_id}/reject",
    auth=ADMIN,
    response=WaiverDetail,
    operation_id="reject_waiver",
    summary="Reject a waiver",
)
def reject(request: APIRequest, waiver_id: Identity, body: DecisionBody) -> WaiverDetail:
    """With a note that says why."""
    user = request.auth.user
    actions.reject(_decidable(user, waiver_id), by=user, note=body.note)
    return WaiverDetail.of(_visible(user, waiver_id))


@router.post(
    "/waivers/{waiver_id}/withdraw",
    auth=WRITE,
    response=WaiverDetail,
    operation_id="withdraw_waiver",
    summary="Withdraw a request",
)
def withdraw(request: APIRequest, waiver_id: Identity) -> WaiverDetail:
    """One's own, before it is decided."""
    user = request.auth.user
    waiver = _visible(user, waiver_id)
    if waiver.requested_by_id != user.pk:
        raise PermissionDenied
    actions.withdraw(waiver, by=user)
    return WaiverDetail.of(_visible(user, waiver_id))


@router.post(
    "/waivers/{waiver_id}/revoke",
    auth=WRITE,
    response=WaiverDetail,
    operation_id="revoke_waiver",
    summary="End an approved waiver",
)
def revoke(request: APIRequest, waiver_id: Identity, body: DecisionBody) -> WaiverDetail:
    """By who asked for it or an admin of the team; what it covered is open again."""
    user = request.auth.user
    waiver = _visible(user, waiver_id)
    if waiver.requested_by_id != user.pk:
        waiver = _decidable(user, waiver_id)
    actions.revoke(waiver, by=user, note=body.note)
    return WaiverDetail.of(_visible(user, waiver_id))


def _draft(service: Service, body: WaiverBody) -> Waiver:
    if body.finding:
        findings = Finding.objects.select_related("service")
        return drafts.for_finding(get_object_or_404(findings, service=service, pk=body.finding))
    if body.pool:
        pools = Pool.objects.select_related("scan__service")
        return drafts.for_pool(get_object_or_404(pools, scan__service=service, pk=body.pool), body.code)
    return drafts.for_path(service, body.code, body.pattern)


def _loaded(waivers: QuerySet[Waiver]) -> QuerySet[Waiver]:
    return waivers.select_related("service__team", "requested_by", "decided_by", "finding")


def _visible(user: User, waiver_id: int) -> Waiver:
    return get_object_or_404(_loaded(Waiver.objects.visible_to(user)), pk=waiver_id)


def _decidable(user: User, waiver_id: int) -> Waiver:
    waiver = _visible(user, waiver_id)
    if not Waiver.objects.decidable_by(user).filter(pk=waiver.pk).exists():
        raise PermissionDenied
    return waiver
