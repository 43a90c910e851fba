"""The checks of signatures and tokens, each in constant time and against every secret that is valid now."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Final

from governance.webhooks.forges.events import Untrusted
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STANDARD_PREFIX: Final = "whsec_"
# Standard Webhooks recommends five minutes; Gitee's documentation allows one hour.
STANDARD_SECONDS: Final = 300


def check_hex(signature: str, body: bytes, secrets: Sequence[str]) -> None:
    """Raise Untrusted unless `signature` is the HMAC-SHA256 of the body, in hexadecimal, under one of the secrets."""
    _check(signature, (hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() for secret in secrets))


def check_token(token: str, secrets: Sequence[str]) -> None:
    """Raise Untrusted unless `token` is one of the secrets."""
    _check(token, secrets)


def check_standard(identity: str, timestamp: str, signatures: str, body: bytes, secrets: Sequence[str]) -> None:
    """Raise Untrusted unless one of the signatures is right as Standard Webhooks define it, and is not old."""
    signed = f"{identity}.{timestamp}.".encode() + body
    expected = [
        base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        for key in (_standard_key(secret) for secret in secrets)
        if key is not None
    ]
    given = [entry.removeprefix("v1,") for entry in signatures.split() if entry.startswith("v1,")]
    if not any([_is_among(signature, expected) for signature in given]):  # noqa: C419 - all of them, in constant time
        raise Untrusted(Reason.SIGNATURE_WRONG)
    check_age(timestamp, STANDARD_SECONDS)


def check_age(seconds: str, limit: int, *, a_second: int = 1) -> None:
    """Raise Untrusted unless the time, in parts of which `a_second` has so many, is at most `limit` seconds away."""
    if not (seconds.isascii() and seconds.isdigit()) or len(seconds) > 16:
        raise Untrusted(Reason.SIGNATURE_WRONG)
    if abs(time.time() - int(seconds) / a_second) > limit:
        raise Untrusted(Reason.SIGNATURE_OLD)


def _standard_key(secret: str) -> bytes | None:
    """Return the key inside a secret of the form `whsec_…`, or None for another form: it cannot have signed."""
    if not secret.startswith(STANDARD_PREFIX):
        return None
    try:
        return base64.b64decode(secret.removeprefix(STANDARD_PREFIX), validate=True)
    except binascii.Error:
        return None


def _check(given: str, expected: Iterable[str]) -> None:
    if not given:
        raise Untrusted(Reason.SIGNATURE_MISSING)
    if not _is_among(given, expected):
        raise Untrusted(Reason.SIGNATURE_WRONG)


def _is_among(given: str, expected: Iterable[str]) -> bool:
    """Compare with every one, so that the time does not tell which was nearest."""
    sent = given.encode("utf-8", "surrogateescape")
    return any([hmac.compare_digest(sent, each.encode()) for each in expected])  # noqa: C419 - all of them
