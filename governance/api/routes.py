"""The API as a whole: which operations there are, and what goes around each."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI

from governance.api.idempotency import idempotent
from governance.api.operations import (
    accounts,
    audit,
    deliveries,
    findings,
    gate,
    imports,
    policies,
    pools,
    reports,
    rollups,
    rules,
    scans,
    scorecards,
    services,
    status_tokens,
    uploads,
    waivers,
    webhooks,
)
from governance.api.problems import handle_errors

DESCRIPTION: Final = """\
What a page can do, a program can do. Whoever calls sends an API token (`Authorization: Bearer irn_…`), which never
gives more than its owner has: what the owner may not see is not found (404), what the owner may see and not change
is forbidden (403).

Lists come a page at a time; follow `next`. Every answer to a read has an `ETag`: sent back as `If-None-Match`, it is
answered with 304 while nothing has changed. Every error is `application/problem+json` with a stable `code`. A change
that carries an `Idempotency-Key` is made once, however often it is sent within 24 hours. Texts are in the language of
`Accept-Language` (English or Chinese)."""

OPERATIONS: Final = (
    *(services, imports, scans, uploads, findings, waivers, pools, scorecards, rollups, gate, policies),
    *(webhooks, status_tokens, deliveries, reports, accounts, audit, rules),
)


def _build() -> NinjaAPI:
    api = NinjaAPI(
        title="Iron Rules", version="1", description=DESCRIPTION, docs_url=None, openapi_url=None, urls_namespace="api"
    )
    handle_errors(api)
    api.add_decorator(idempotent, mode="view")
    for module in OPERATIONS:
        api.add_router("", module.router)
    return api


api: Final = _build()
urls: Final = api.urls  # made anew each time it is asked for
for _pattern in urls[0]:
    login_not_required(_pattern.callback)  # type: ignore[type-var] # a path always has one. Who calls is found out by the operation, which answers 401
