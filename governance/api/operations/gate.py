"""The gate: what a deployment pipeline asks, and overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.api.authentication import ADMIN, READ, APIRequest
from governance.api.lookups import Identity, Slug, visible_service
from governance.api.paging import Page, page
from governance.api.shapes.gate import GateFilter, GateReply, OverrideAnswer, OverrideBody, OverrideFilter
from governance.scorecards.gate_queries import ask_gate
from governance.scorecards.overriding import override_gate, revoke_override

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

router = Router(tags=["gate"], auth=READ)


@router.get("/services/{slug}/gate", response=GateReply, operation_id="ask_gate", summary="Ask the gate")
def get_gate(request: APIRequest, slug: Slug, wanted: Query[GateFilter]) -> GateReply:
    """Let a release go when `lets_through` is true; while the outcome is `pending`, ask again."""
    return GateReply.of(ask_gate(visible_service(request.auth.user, slug), **wanted.model_dump()))


@router.get(
    "/services/{slug}/gate/overrides",
    response=Page[OverrideAnswer],
    operation_id="list_overrides",
    summary="List overrides of the gate",
)
def list_overrides(request: APIRequest, slug: Slug, wanted: Query[OverrideFilter]) -> Page[OverrideAnswer]:
    """Those in force and those that ended, newest first."""
    overrides = visible_service(request.auth.user, slug).gate_overrides.select_related("service", "by")
    return page(request, overrides, ("-id",), wanted, lambda rows: [OverrideAnswer.of(each) for each in rows])


@router.post(
    "/services/{slug}/gate/overrides",
    auth=ADMIN,
    response={201: OverrideAnswer},
    operation_id="override_gate",
    summary="Override the gate",
)
def add_override(request: APIRequest, slug: Slug, body: OverrideBody) -> Status[OverrideAnswer]:
    """For the middleware team alone."""
    service = _overridable(request.auth.user, slug)
    return Status(201, OverrideAnswer.of(override_gate(service, **body.model_dump(), by=request.auth.user)))


@router.delete(
    "/services/{slug}/gate/overrides/{override_id}",
    auth=ADMIN,
    response={204: None},
    operation_id="revoke_override",
    summary="End an override",
)
def end_override(request: APIRequest, slug: Slug, override_id: Identity) -> Status[None]:
    """For the middleware team alone; nothing happens when it has ended."""
    service = _overridable(request.auth.user, slug)
    override = get_object_or_404(service.gate_overrides.select_related("service__team"), pk=override_id)
    revoke_override(override, by=request.auth.user)
    return Status(204, None)


def _overridable(user: User, slug: str) -> Service:
    service = visible_service(user, slug)
    if not user.is_superuser:
        raise PermissionDenied
    return service
