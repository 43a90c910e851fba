"""The body of a call: read within its limit, decoded, and made fit to be kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

import msgspec

from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEPTH: Final = 40  # payloads of the forges are at most 8 deep
STRUCK: Final = "***"

_SECRET_NAME: Final = re.compile(r"secret|passw|token|^sign$|signature|authorization|cookie|api_?key", re.IGNORECASE)
_USER_INFO: Final = re.compile(r"(?<=://)[^/@\s\"]*@")
# What may be kept of the head: what says who called, with what, about what.
_KEPT: Final = re.compile(
    r"content-(?:type|length)|user-agent|webhook-.*|idempotency-key|x-(?!forwarded).*", re.IGNORECASE
)


class BodyRefusedError(Exception):
    """A body that is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def payload_of(body: bytes, content_type: str) -> bytes:
    """Return the JSON of a call; raise BodyRefusedError when there is none.

    GitHub and Gitea can also send it as the field `payload` of a form.
    """
    if content_type not in ("application/json", "application/x-www-form-urlencoded"):
        raise BodyRefusedError(Reason.BODY_TYPE)
    if content_type == "application/json":
        return body
    try:
        fields = parse_qs(body.decode("utf-8"), strict_parsing=True, max_num_fields=20)
    except ValueError:
        raise BodyRefusedError(Reason.BODY_MALFORMED) from None
    return fields.get("payload", [""])[0].encode()


def kept_body(payload: bytes, secrets: Sequence[str]) -> str:
    """Return the payload as it is kept: compact JSON in which secrets are struck out.

    Raises BodyRefusedError when it is nested too deeply.
    """
    try:
        decoded = msgspec.json.decode(payload)
    except RecursionError:  # the decoder counts for itself, and stops before it is at the end of the stack
        raise BodyRefusedError(Reason.BODY_TOO_DEEP) from None
    return msgspec.json.encode(_struck(decoded, secrets)).decode()


def kept_headers(headers: Mapping[str, str], secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers that are kept, secrets struck out; signatures prove nothing once the body is known."""
    return {
        name: STRUCK if _SECRET_NAME.search(name) else _struck(value, secrets)[:500]
        for name, value in headers.items()
        if _KEPT.fullmatch(name)
    }


def _struck(value: Any, secrets: Sequence[str], depth: int = 0) -> Any:
    if depth == DEPTH and isinstance(value, dict | list):
        raise BodyRefusedError(Reason.BODY_TOO_DEEP)
    match value:
        case str():
            for secret in secrets:
                value = value.replace(secret, STRUCK)
            return _USER_INFO.sub("", value) if "@" in value else value
        case dict():
            return {
                name: STRUCK
                if each and isinstance(each, str) and _SECRET_NAME.search(name)
                else _struck(each, secrets, depth + 1)
                for name, each in value.items()
            }
        case list():
            return [_struck(each, secrets, depth + 1) for each in value]
        case _:
            return value
