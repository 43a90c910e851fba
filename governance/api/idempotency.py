"""A change that is asked for twice under one Idempotency-Key is made once, and answered twice.

The change and its answer are one transaction: either both are kept or none is, whenever the process may die. While it
runs, a lock of PostgreSQL that ends with the transaction says so to whoever asks again. A refusal changed nothing and
is not kept: the key is free for another try. A secret that an answer shows is not kept either.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.api.authentication import Caller, identify
from governance.api.middleware import body_of
from governance.api.models import KeptAnswer
from governance.api.problems import Refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

HEADER: Final = "Idempotency-Key"
KEPT_HOURS: Final = 24
KEY_LENGTH: Final = 200
_NOTHING: Final = b"\0"  # which no JSON holds
SAFE: Final = ("GET", "HEAD", "OPTIONS")


def idempotent(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Carry out a call once for each caller and key; reads and calls without a key are as they were."""

    @wraps(run)
    def once(request: HttpRequest, **values: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method in SAFE:
            return run(request, **values)
        try:
            caller = identify(request)
            return run(request, **values) if caller is None else _answer(request, caller, key, run, values)
        except Refusal as refusal:
            return refused(refusal)

    return once


def forget_answers() -> int:
    """Remove the answers whose time is over, and return how many there were."""
    return KeptAnswer.objects.filter(created_at__lt=_oldest()).delete()[0]


@transaction.atomic
def _answer(
    request: HttpRequest, caller: Caller, key: str, run: Callable[..., HttpResponse], values: dict[str, Any]
) -> HttpResponse:
    """Return the kept answer, or carry the call out and keep its answer."""
    if not key or len(key) > KEY_LENGTH or not key.isprintable():
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "idempotency-key",
            _("An idempotency key has 1 to 200 printable characters."),
        )
    if not _locked(caller, key):
        raise Refusal(
            HTTPStatus.CONFLICT,
            "idempotency-running",
            _("A call with this idempotency key is being carried out."),
            _("Ask again in a moment."),
            headers={"Retry-After": "1"},
        )
    call, body = f"{request.method} {request.get_full_path()}", hashlib.sha256(body_of(request)).hexdigest()
    kept = KeptAnswer.objects.filter(caller=caller.name, key=key).first()
    if kept is not None and kept.created_at < _oldest():
        kept.delete()
    elif kept is not None:
        return _again(kept, call, body)
    response = run(request, **values)
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        transaction.set_rollback(True)
        return response
    KeptAnswer.objects.create(
        caller=caller.name,
        key=key,
        call=call,
        body=body,
        status=response.status_code,
        content=response.content.replace(getattr(request, "secret", "").encode() or _NOTHING, b""),
        content_type=response.get("Content-Type", ""),
    )
    return response


def _again(kept: KeptAnswer, call: str, body: str) -> HttpResponse:
    if (kept.call, kept.body) != (call, body):
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "idempotency-mismatch",
            _("This idempotency key was used for another call."),
            _("Take a new key for each change."),
        )
    headers = {"Idempotency-Replayed": "true"}
    if kept.content_type:
        headers["Content-Type"] = kept.content_type
    return HttpResponse(bytes(kept.content), status=kept.status, headers=headers)


def _locked(caller: Caller, key: str) -> bool:
    """Take the lock of this caller's key until the transaction ends; False when somebody has it."""
    digest = hashlib.sha256(f"{caller.name} {key}".encode("utf-8", "surrogatepass")).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])
        (locked,) = cursor.fetchone()
    return bool(locked)


def _oldest() -> Any:
    return timezone.now() - timedelta(hours=KEPT_HOURS)
