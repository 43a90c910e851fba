"""Every refusal as `application/problem+json` (RFC 9457): what is wrong, what to do, and a code that stays."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from governance.errors import ServiceError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ninja import NinjaAPI

    from governance.errors import Words

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
# The status of a UserError by its code; whatever is not here is about what was sent: 422.
STATUSES: Final[Mapping[str, HTTPStatus]] = {
    "not-allowed": HTTPStatus.FORBIDDEN,
    "hook-exists": HTTPStatus.CONFLICT,
    "service-exists": HTTPStatus.CONFLICT,
    "service-name-taken": HTTPStatus.CONFLICT,
    "service-busy": HTTPStatus.CONFLICT,
    "policy-changed": HTTPStatus.CONFLICT,
    "waiver-exists": HTTPStatus.CONFLICT,
    "waiver-own": HTTPStatus.FORBIDDEN,
    "waiver-state": HTTPStatus.CONFLICT,
}
# What there is to say of a status when nobody said more.
CODES: Final[Mapping[HTTPStatus, tuple[str, Words]]] = {
    HTTPStatus.BAD_REQUEST: ("request-malformed", _("The request cannot be read.")),
    HTTPStatus.UNAUTHORIZED: ("not-authenticated", _("This needs a valid API token.")),
    HTTPStatus.FORBIDDEN: ("forbidden", _("You may see this and not change it.")),
    HTTPStatus.NOT_FOUND: ("not-found", _("There is no such thing, or none that you may see.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", _("This address does not take this method.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body-too-large", _("The body of the request is too large.")),
}


class Refusal(UserError):  # noqa: N818 - the name says what it is
    """An error of the API's own, which knows its status; `headers` go with the answer."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: Words,
        hint: Words = "",
        *,
        headers: Mapping[str, str] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code, message, hint, **facts)
        self.status = status
        self.headers = headers or {}


def problem(
    status: int,
    code: str = "",
    detail: str = "",
    *,
    hint: str = "",
    errors: Iterable[Mapping[str, str]] = (),
    reference: str = "",
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return a problem; code and detail are those of the status where there are none of its own."""
    known = HTTPStatus(status)
    usual_code, usual_detail = CODES.get(known, (known.name.lower().replace("_", "-"), known.description))
    values: dict[str, Any] = {
        "type": "about:blank",  # the code says which problem it is
        "title": known.phrase,
        "status": status,
        "code": code or usual_code,
        "detail": detail or str(usual_detail),
    }
    listed = list(errors)
    values |= {"hint": hint} if hint else {}
    values |= {"errors": listed} if listed else {}
    values |= {"reference": reference} if reference else {}
    return JsonResponse(
        values,
        status=status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
        json_dumps_params={"ensure_ascii": False},
    )


def handle_errors(api: NinjaAPI) -> None:
    """Let every exception of an operation become a problem."""
    api.add_exception_handler(Refusal, _refusal)
    api.add_exception_handler(UserError, _user_error)
    api.add_exception_handler(ServiceError, _service_error)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda _request, _error: problem(404))
    api.add_exception_handler(PermissionDenied, lambda _request, _error: problem(403))
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: problem(413))
    api.add_exception_handler(Exception, _fault)


def refused(error: Refusal) -> JsonResponse:
    """Return a refusal as an answer."""
    return problem(error.status, error.code, error.message, hint=error.hint, headers=error.headers)


def _refusal(_request: HttpRequest, error: Refusal | type[Refusal]) -> HttpResponse:
    assert isinstance(error, Refusal)  # noqa: S101 - narrows the type that ninja gives
    return refused(error)


def _user_error(_request: HttpRequest, error: UserError | type[UserError]) -> HttpResponse:
    assert isinstance(error, UserError)  # noqa: S101 - the same
    return problem(
        STATUSES.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY), error.code, error.message, hint=error.hint
    )


def _service_error(request: HttpRequest, error: ServiceError | type[ServiceError]) -> HttpResponse:
    assert isinstance(error, ServiceError)  # noqa: S101 - the same
    log.error("%s %s failed: %s", request.method, request.path, error, exc_info=error)
    detail = str(_("This could not be done because of a fault of ours."))
    return problem(500, error.code, detail, reference=error.reference)


def _fault(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return _service_error(request, _named(error))


def _named(error: Exception | type[Exception]) -> ServiceError:
    fault = ServiceError("fault", f"{type(error).__name__}: {error}")
    fault.__cause__ = error if isinstance(error, Exception) else None
    return fault


def _invalid(_request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    errors = [
        {"in": str(each["loc"][0]), "field": ".".join(map(str, each["loc"][1:])), "detail": each["msg"]}
        for each in getattr(error, "errors", [])
    ]
    return problem(422, "fields-invalid", str(_("Some fields are not as they should be.")), errors=errors)


def _unauthenticated(_request: HttpRequest, _error: object) -> HttpResponse:
    hint = str(_("Send the header Authorization: Bearer TOKEN; make a token on the page of your tokens."))
    return problem(401, hint=hint, headers={"WWW-Authenticate": 'Bearer realm="api"'})


def _http_error(_request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    return problem(getattr(error, "status_code", 400))
