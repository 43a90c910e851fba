"""Where forges call: answers in milliseconds, before anything follows.

202 says that a delivery is kept, and where its payload alone tells that nothing follows, also why; 401 says no more
than that; problems are told as RFC 9457 has it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from governance.accounts.models import Team
from governance.registry.models import Service
from governance.webhooks.models import Outcome
from governance.webhooks.reasons import Reason
from governance.webhooks.receiving import Call, Received, RefusedError, receive, refused
from governance.webhooks.rows import find_company_hook, find_hook

if TYPE_CHECKING:
    from django.http import HttpResponse

    from governance.webhooks.rows import Called

_UNAUTHORISED: Final = (HTTPStatus.UNAUTHORIZED, "Unauthorised.")
_PROBLEMS: Final = {
    Reason.SIGNATURE_MISSING: _UNAUTHORISED,
    Reason.SIGNATURE_WRONG: _UNAUTHORISED,
    Reason.SIGNATURE_OLD: _UNAUTHORISED,
    Reason.BODY_TYPE: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, or a form with a field named payload."),
    Reason.BODY_TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than this service takes."),
}


@csrf_exempt
@login_not_required
@require_POST
def service_hook(request: HttpRequest, slug: str, forge: str) -> HttpResponse:
    """Take a call for one service."""
    return _answer(request, find_hook(Service, slug, forge))


@csrf_exempt
@login_not_required
@require_POST
def team_hook(request: HttpRequest, team: str, forge: str) -> HttpResponse:
    """Take a call for whichever service of a team has the repository."""
    return _answer(request, find_hook(Team, team, forge))


@csrf_exempt
@login_not_required
@require_POST
def company_hook(request: HttpRequest, forge: str) -> HttpResponse:
    """Take a call for whichever service of the company has the repository."""
    return _answer(request, find_company_hook(forge))


def _answer(request: HttpRequest, called: Called | None) -> HttpResponse:
    if called is None:
        return _problem(HTTPStatus.NOT_FOUND, "hook-unknown", "There is no hook at this address.")
    # Read here, not through request.body: its limit is one for forms of people.
    call = Call(request.headers, request.content_type or "", request.read(settings.WEBHOOK_BYTES + 1))
    try:
        if len(call.body) > settings.WEBHOOK_BYTES:
            raise refused(called, Reason.BODY_TOO_LARGE, call)
        return _taken(receive(called, call))
    except RefusedError as error:
        status, title = _PROBLEMS.get(error.reason, (HTTPStatus.BAD_REQUEST, "The body was not understood."))
        code = "unauthorised" if status == HTTPStatus.UNAUTHORIZED else error.reason.value
        return _problem(status, code, title)


def _taken(received: Received) -> JsonResponse:
    delivery = received.delivery
    answer = {
        "outcome": Outcome.IGNORED.value if received.is_duplicate else delivery.outcome,
        "reason": Reason.DUPLICATE.value if received.is_duplicate else delivery.reason,
        "delivery": delivery.pk,
        "scan": delivery.scan_id,
    }
    return JsonResponse(answer, status=HTTPStatus.ACCEPTED)


def _problem(status: HTTPStatus, code: str, title: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status.value, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
