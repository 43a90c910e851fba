"""Scans: list, ask for one, and follow it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.api.authentication import READ, SCAN, APIRequest
from governance.api.lookups import Identity, Slug, changeable_service, visible_scans
from governance.api.paging import Page, page
from governance.api.shapes.scans import ProgressAnswer, ScanAnswer, ScanDetail, ScanFilter, ScanRequest
from governance.repositories.names import check_branch, check_commit
from governance.scans.actions import request_scan
from governance.scans.models import Trigger

router = Router(tags=["scans"], auth=READ)


@router.get("/scans", response=Page[ScanAnswer], operation_id="list_scans", summary="List scans")
def list_scans(request: APIRequest, wanted: Query[ScanFilter]) -> Page[ScanAnswer]:
    """Newest first."""
    scans = visible_scans(request.auth.user, service=wanted.service, team=wanted.team)
    exact = {name: getattr(wanted, name) for name in ("state", "trigger", "branch", "commit")}
    scans = scans.filter(**{name: value for name, value in exact.items() if value})
    return page(request, scans, ("-id",), wanted, lambda rows: [ScanAnswer.of(scan) for scan in rows])


@router.post(
    "/services/{slug}/scans",
    auth=SCAN,
    response={202: ScanAnswer},
    operation_id="request_scan",
    summary="Ask for a scan",
)
def scan_now(request: APIRequest, slug: Slug, body: ScanRequest) -> Status[ScanAnswer]:
    """It is queued; follow its progress. A request for the newest commit replaces those that wait."""
    user = request.auth.user
    service = changeable_service(user, slug)
    branch = check_branch(body.branch) if body.branch else None
    commit = check_commit(body.commit) if body.commit else ""
    scan = request_scan(service=service, branch=branch, commit=commit, trigger=Trigger.API, requested_by=user)
    return Status(202, ScanAnswer.of(scan))


@router.get("/scans/{scan_id}", response=ScanDetail, operation_id="get_scan", summary="Read a scan")
def get_scan(request: APIRequest, scan_id: Identity) -> ScanDetail:
    """With its figures, and what it had to leave out."""
    return ScanDetail.of(get_object_or_404(visible_scans(request.auth.user).defer(None), pk=scan_id))


@router.get(
    "/scans/{scan_id}/progress",
    response=ProgressAnswer,
    operation_id="get_scan_progress",
    summary="See how far a scan is",
)
def get_progress(request: APIRequest, scan_id: Identity) -> ProgressAnswer:
    """Ask again with `If-None-Match` until `has_ended`."""
    return ProgressAnswer.of(get_object_or_404(visible_scans(request.auth.user), pk=scan_id))
