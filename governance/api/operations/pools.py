"""The pool inventory of the company: every pool of every service that the caller may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from governance.api.authentication import READ, APIRequest
from governance.api.lookups import Identity, visible_services
from governance.api.paging import Page, page
from governance.api.shapes.pools import PoolAnswer, PoolDetail, PoolFilter
from governance.findings.models import Pool
from governance.scorecards.models import Scorecard
from scanners.model import RuleVerdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.accounts.models import User

router = Router(tags=["pools"], auth=READ)


@router.get("/pools", response=Page[PoolAnswer], operation_id="list_pools", summary="List pools")
def list_pools(request: APIRequest, wanted: Query[PoolFilter]) -> Page[PoolAnswer]:
    """As the newest scan of each service's branch saw them: what keeps the rules as well as what breaks them."""
    pools = _inventory(request.auth.user, service=wanted.service, team=wanted.team)
    if wanted.name:
        pools = pools.filter(name__icontains=wanted.name)
    if wanted.element:
        pools = pools.filter(element=wanted.element)
    if wanted.scope:
        pools = pools.filter(scope=wanted.scope)
    if wanted.fails:
        pools = pools.filter(verdicts__contains={wanted.fails: RuleVerdict.FAIL})
    pools = pools.defer("sites", "wrappers")
    return page(request, pools, ("id",), wanted, lambda rows: [PoolAnswer.of(pool) for pool in rows])


@router.get("/pools/{pool_id}", response=PoolDetail, operation_id="get_pool", summary="Read a pool")
def get_pool(request: APIRequest, pool_id: Identity) -> PoolDetail:
    """With its Gets and Puts, its wrappers and its findings. A pool of an older scan can be read too."""
    pools = Pool.objects.filter(scan__service__in=visible_services(request.auth.user))
    return PoolDetail.of(get_object_or_404(pools.select_related("scan__service"), pk=pool_id))


def _inventory(user: User, *, service: str, team: str) -> QuerySet[Pool]:
    """Return the pools of the newest scorecard of each visible service's branch."""
    services = visible_services(user, service=service, team=team)
    cards = Scorecard.objects.filter(service__in=services, scan__branch=F("service__default_branch"))
    newest = cards.order_by("service_id", "-scan_id").distinct("service_id")
    return Pool.objects.filter(scan__in=newest.values("scan")).select_related("scan__service")
