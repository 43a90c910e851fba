"""Scorecards: the newest of a service, and those before it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from ninja import Query, Router

from governance.api.authentication import READ, APIRequest
from governance.api.lookups import Identity, Slug, visible_scans, visible_service
from governance.api.paging import Page, page
from governance.api.shapes.scorecards import ScorecardAnswer, ScorecardDetail, ScorecardFilter
from governance.scorecards.models import Scorecard

router = Router(tags=["scorecards"], auth=READ)


@router.get(
    "/services/{slug}/scorecard",
    response=ScorecardDetail,
    operation_id="get_scorecard",
    summary="Read the newest scorecard",
)
def get_scorecard(request: APIRequest, slug: Slug, branch: str = "") -> ScorecardDetail:
    """Of the default branch, or of the one that is named, with the policy that made it."""
    service = visible_service(request.auth.user, slug)
    cards = Scorecard.objects.filter(service=service, scan__branch=branch or service.default_branch)
    card = cards.select_related("scan", "service").order_by("-scan_id", "-id").first()
    return ScorecardDetail.of(card or get_object_or_404(cards))


@router.get(
    "/services/{slug}/scorecards",
    response=Page[ScorecardAnswer],
    operation_id="list_scorecards",
    summary="List the scorecards of a service",
)
def list_scorecards(request: APIRequest, slug: Slug, wanted: Query[ScorecardFilter]) -> Page[ScorecardAnswer]:
    """Newest first, of one branch."""
    service = visible_service(request.auth.user, slug)
    cards = Scorecard.objects.filter(service=service, scan__branch=wanted.branch or service.default_branch)
    cards = cards.select_related("scan", "service")
    return page(request, cards, ("-scan_id", "-id"), wanted, lambda rows: [ScorecardAnswer.of(card) for card in rows])


@router.get(
    "/scans/{scan_id}/scorecard",
    response=ScorecardDetail,
    operation_id="get_scan_scorecard",
    summary="Read a scan's scorecard",
)
def get_scan_scorecard(request: APIRequest, scan_id: Identity) -> ScorecardDetail:
    """Scans that have not ended well have none."""
    cards = Scorecard.objects.filter(scan__in=visible_scans(request.auth.user)).select_related("scan", "service")
    card = cards.filter(scan=scan_id).order_by("-id").first()  # a scan that is scored again has several
    return ScorecardDetail.of(card or get_object_or_404(cards, scan=scan_id))
