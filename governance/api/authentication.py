"""Who calls, and what their token is good for."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from governance.accounts.actions import open_with
from governance.accounts.attempts import address_of
from governance.accounts.models import APIToken, Scope, User
from governance.api.limits import spend
from governance.api.problems import Refusal

if TYPE_CHECKING:
    from governance.api.limits import Allowance


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who calls: with a token, or from a page that they signed in to."""

    user: User
    token: APIToken | None = None

    @property
    def name(self) -> str:
        """What tells this caller from every other: calls are counted and answers are kept by it."""
        return f"token:{self.token.digest[:32]}" if self.token else f"person:{self.user.pk}"

    @property
    def scope(self) -> Scope:
        """What the call may be for; a session may do what the pages may."""
        return Scope(self.token.scope) if self.token else Scope.ADMIN


class APIRequest(HttpRequest):
    """The request as an operation sees it: somebody is known to call."""

    auth: Caller
    secret: str  # that the answer shows; it is struck out of what is kept of the answer


class Token(HttpBearer):
    """`Authorization: Bearer irn_…`."""

    openapi_description = "A token from the page *API tokens*, sent as `Authorization: Bearer irn_…`."

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return who calls with this secret."""
        return _permitted(_known(request) or _by_token(request, token.strip()), self.scope)


class Session(APIKeyCookie):
    """The cookie of somebody who signed in; a change needs the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of the pages. Whatever changes something needs the header `X-CSRFToken` too."

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return who has signed in, or None when nobody has."""
        caller = _known(request) or _by_session(request)
        return _permitted(caller, self.scope) if caller else None

    def authenticate(self, request: HttpRequest, key: str | None) -> None:
        """Take nothing of the cookie itself: Django's sessions have read it."""


def allows(scope: Scope) -> list[Token | Session]:
    """Return what opens an operation that needs `scope`."""
    return [Token(scope), Session(scope)]


READ: Final = allows(Scope.READ)
SCAN: Final = allows(Scope.SCAN)
WRITE: Final = allows(Scope.WRITE)
ADMIN: Final = allows(Scope.ADMIN)


def identify(request: HttpRequest) -> Caller | None:
    """Return who calls, whatever they call for; raise Refusal where their token opens nothing or calls too often."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _known(request) or _by_token(request, secret.strip())
    return _known(request) or _by_session(request)


def _known(request: HttpRequest) -> Caller | None:
    """Return who this request was found to come from before: whoever calls is looked up and counted once."""
    return getattr(request, "caller", None)


def _by_token(request: HttpRequest, secret: str) -> Caller:
    token = open_with(secret)
    if token is None:
        _count(request, f"address:{address_of(request)}", settings.API_FAILURES_A_MINUTE)
        raise Refusal(
            HTTPStatus.UNAUTHORIZED,
            "token-invalid",
            _("This token is not known, has expired or was revoked."),
            _("Make another on the page of your tokens."),
            headers={"WWW-Authenticate": 'Bearer realm="api", error="invalid_token"'},
        )
    return _counted(request, Caller(token.owner, token))


def _by_session(request: HttpRequest) -> Caller | None:
    user = request.user
    if not isinstance(user, User):
        return None
    if check_csrf(request) is not None:
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "csrf",
            _("A change in the name of a session needs its CSRF token."),
            _("Send the header X-CSRFToken, or use an API token."),
        )
    return _counted(request, Caller(user))


def _counted(request: HttpRequest, caller: Caller) -> Caller:
    _count(request, caller.name, settings.API_CALLS_A_MINUTE)
    request.caller = caller  # type: ignore[attr-defined] # read by `_known`
    return caller


def _count(request: HttpRequest, name: str, limit: int) -> None:
    allowance = spend(name, limit)
    request.allowance = allowance  # type: ignore[attr-defined] # the middleware tells the caller
    if allowance is not None and allowance.is_spent:
        raise Refusal(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-calls",
            _("These are too many calls: %(limit)d a minute are allowed."),
            _("Wait %(seconds)d seconds."),
            limit=allowance.limit,
            seconds=allowance.reset,
        )


def allowance_of(request: HttpRequest) -> Allowance | None:
    """Return what is left of the caller's minute, where it was counted."""
    return getattr(request, "allowance", None)


def _permitted(caller: Caller, scope: Scope) -> Caller:
    if not caller.scope.includes(scope):
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "token-scope",
            _("This token has the scope %(scope)s, and this needs %(needed)s."),
            _("Use another token."),
            scope=caller.scope.value,
            needed=scope.value,
        )
    return caller
