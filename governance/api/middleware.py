"""What holds for every call of the API, whatever it asks for: how large it may be, and what the answer carries."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from governance.api import problems
from governance.api.authentication import allowance_of
from governance.api.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PREFIX: Final = "/api/v1/"
UPLOADS: Final = re.compile(re.escape(PREFIX) + r"services/[^/]+/reports")
_JSON: Final = re.compile(r"application/([\w.+-]+\+)?json", re.ASCII)


class APIMiddleware:
    """Refuses bodies that are too large or no JSON, and makes every answer a good citizen of HTTP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a call of the API; pages go through untouched."""
        if not request.path.startswith(PREFIX):
            return self._get_response(request)
        response = _refused(request) or self._get_response(request)
        if response.status_code >= 400 and response.get("Content-Type") != problems.MEDIA_TYPE:
            allow = {"Allow": response["Allow"]} if "Allow" in response else None
            response = problem(response.status_code, headers=allow)
        allowance = allowance_of(request)
        for name, value in (allowance.headers if allowance else {}).items():
            response[name] = value
        return _cached(request, response)


def body_of(request: HttpRequest) -> bytes:
    """Return the body; its length has been looked at, so that Django's own limit, which is for forms, need not hold."""
    if not hasattr(request, "_body"):
        request._body = request.read()  # noqa: SLF001 - where `request.body` looks for it
    return request.body


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    """Refuse what nobody would read, before any of it is read, and what PostgreSQL cannot look up."""
    if "\0" in request.path or any("\0" in value for values in request.GET.lists() for value in values[1]):
        return problem(HTTPStatus.BAD_REQUEST, "nul", _("A text cannot hold the character NUL."))
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    limit = settings.UPLOAD_BYTES if UPLOADS.fullmatch(request.path) else settings.API_BODY_BYTES
    if length > limit:
        return problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, hint=_("At most %(limit)d bytes are taken here.") % {"limit": limit}
        )
    if length and not _JSON.fullmatch(request.content_type or ""):
        detail = _("The body has to be JSON, and its Content-Type has to say so.")
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", detail)
    return None


def _cached(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let a reader keep an answer and ask whether it is still so; it depends on who asks, and in which language."""
    response.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
    if request.method != "GET" or response.status_code != HTTPStatus.OK:
        return response
    etag = f'W/"{hashlib.sha256(getattr(response, "content", b"")).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response  # type: ignore[arg-type] # none of ours streams
